"""Two pages that nobody writes: the rules that the site names, each decided once more, and the mistakes that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from builder.calculus.judge.verdict import Proved, Verdict
from builder.calculus.rules.algebra import ALGEBRA
from builder.calculus.rules.differentiation import DIFFERENTIATION
from builder.calculus.rules.integration import INTEGRATION
from builder.calculus.rules.limits import LIMITS
from builder.calculus.rules.trigonometry import TRIGONOMETRY
from builder.check.standing import Standing
from builder.publish.cited import anchor_of_rule, cited_rule, rules_cited
from builder.publish.known import WORDS, mark_of_claim
from builder.publish.mathematics import Setting
from builder.publish.navigation import navigation, relative
from builder.publish.nodes import Claimed, Display, Element, Maths, MistakeBlock, Node, ProseBlock, Row, Text, values_in
from builder.publish.page import Count, Heading, Page
from builder.publish.plan import GLOSSARY_OF_MISTAKES, GLOSSARY_OF_RULES, Plan, slug
from builder.publish.rows import STYLE
from builder.publish.words import Said

_TABLES = (
    (Said("Differentiation"), DIFFERENTIATION),
    (Said("Algebra"), ALGEBRA),
    (Said("Trigonometry"), TRIGONOMETRY),
    (Said("Limits"), LIMITS),
    (Said("Integration"), INTEGRATION),
)
_RULES = Said(
    "Every rule that a reason on this site names, with its statement. Each was decided once more when the site was built."
)
_MISTAKES = Said(
    "Every mistake that this site shows, with a row in which it was made. The build made sure that the row is wrong."
)

Places: TypeAlias = Mapping[str, Sequence[tuple[Page, str]]]
"""For what has a name: on which pages it occurs, and the address of its first occurrence there."""


def rules_named(pages: Sequence[Page]) -> tuple[str, ...]:
    """The names of the rules that reasons on the pages name, each once."""
    return tuple(dict.fromkeys(rule.name for page in pages for rule in page.rules))


def glossaries(pages: Sequence[Page], planned: Plan, decided: Mapping[str, Verdict]) -> tuple[Page, ...]:
    """The glossaries of a site, one that would be empty left out. `decided` has what each rule that is named turned out to be."""
    made: list[Page] = []
    cited = ((rule, page, row) for page in pages for row in _rows(page) for rule in rules_cited(row.reason))
    rules = _places((rule.anchor, page, row.anchor) for rule, page, row in cited if rule.name in decided)
    if rules:
        proved = sum(isinstance(verdict, Proved) for verdict in decided.values())
        made.append(_page(planned, GLOSSARY_OF_RULES, Said("Rules"), _RULES, tuple(_rules(rules, decided)), proved))
    blocks = [(page, block) for page in pages for block in values_in(page.blocks) if isinstance(block, MistakeBlock)]
    mistakes = _places((block.name, page, block.anchor) for page, block in blocks if block.name)
    if mistakes:
        examples = {block.name: block for _, block in reversed(blocks)}
        nodes = tuple(node for name in sorted(mistakes) for node in _mistake(examples[name], mistakes))
        made.append(_page(planned, GLOSSARY_OF_MISTAKES, Said("Mistakes"), _MISTAKES, nodes, 0))
    return tuple(made)


def _rows(page: Page) -> Iterator[Row]:
    return (row for row in values_in(page.blocks) if isinstance(row, Row))


def _places(found: Iterator[tuple[str, Page, str]]) -> Places:
    places: dict[str, dict[str, tuple[Page, str]]] = {}
    for name, page, anchor in found:
        places.setdefault(name, {}).setdefault(page.output, (page, anchor))
    return {name: tuple(each.values()) for name, each in places.items()}


def _rules(places: Places, decided: Mapping[str, Verdict]) -> Iterator[Node]:
    for title, table in _TABLES:
        named = [rule for rule in table if anchor_of_rule(rule) in places]
        if named:
            yield Element("h2", (("id", slug(title)),), (Text(title),))
        for rule in named:
            cited = cited_rule(anchor_of_rule(rule))
            yield Element("h3", (("id", cited.anchor),), (Text(cited.title),))
            if cited.says or cited.given:
                given = [node for setting in cited.given for node in (Text(", "), Maths(setting))]
                yield Element("p", (), (*cited.says, *([Text(Said(" for ")), *given[1:]] if given else ())))
            shown = Setting(cited.statement.latex, display=True, source=rule.statement)
            known = mark_of_claim(rule.claim, decided[rule.name])
            yield Display(shown, known, (Claimed(cited.statement, known),), f"{cited.anchor}-statement")
            yield _links(Said("Used in {}"), places[cited.anchor], GLOSSARY_OF_RULES)


def _mistake(block: MistakeBlock, places: Places) -> Iterator[Node]:
    yield Element("h2", (("id", slug(block.name)),), (Text(block.name[:1].upper() + block.name[1:]),))
    yield Element("p", (), block.says)
    for row in block.rows:
        if row.wrong:
            setting = Setting(STYLE + row.copy, source=row.copy, macros=row.right.macros)
            yield Display(setting, row.mark, (Claimed(setting, row.mark),), f"{slug(block.name)}-example")
    if block.repair is not None:
        yield Element("p", (), (Text(Said("It should be ")), Maths(block.repair), Text(".")))
    yield Element("p", (), block.help)
    yield _links(Said("Shown in {}"), places[block.name], GLOSSARY_OF_MISTAKES)


def _links(words: Said, places: Sequence[tuple[Page, str]], output: str) -> Node:
    links: list[Node] = []
    for page, anchor in places:
        links += [Text(", "), Element("a", (("href", f"{relative(page.output, output)}#{anchor}"),), page.title)]
    return Element("p", (), (Text(Said(words.words, "")), *links[1:], Text(".")))


def _page(planned: Plan, output: str, title: str, description: str, nodes: tuple[Node, ...], proved: int) -> Page:
    headings = (node for node in nodes if isinstance(node, Element) and node.tag in ("h2", "h3"))
    return Page(
        output=output,
        source="",
        title=(Text(title),),
        name=title,
        description=description,
        navigation=navigation(planned, output),
        contents=tuple(Heading(node.children, dict(node.attributes)["id"], int(node.tag[1])) for node in headings),
        blocks=(ProseBlock(nodes),),
        counts=tuple(Count(each.value, WORDS[each], proved if each is Standing.PROVED else 0) for each in Standing),
        doubts=(),
        given=(),
        rules=(),
    )
