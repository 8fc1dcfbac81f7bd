"""The rules that reasons name. Each name becomes a link to the rule's statement, which stands at the end of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from builder.calculus.rules.book import RULES
from builder.calculus.rules.rule import Rule
from builder.check.named_rules import DIFFERENTIATION, Named
from builder.publish.known import sentence
from builder.publish.mathematics import Setting
from builder.publish.nodes import Element, Node, Text, unicode_of, values_in

CLASS = ("class", "rule")
_PREFIX = "rule--"


class CitedRule(Struct, frozen=True):
    """A rule that a page names: its address, its name, its statement, how it is said, and under which conditions it holds."""

    anchor: str
    title: str
    statement: Setting
    says: tuple[Node, ...]
    given: tuple[Setting, ...]

    @property
    def name(self) -> str:
        """Its name in the rule book."""
        return self.anchor.removeprefix(_PREFIX)


def _name(rule: Rule) -> str:
    """What stands before the colon of its phrase, or all of it; "" where that holds mathematics."""
    name = rule.because.partition(":")[0]
    return "" if "$" in name else name


def _by_name() -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in RULES:
        if name := _name(rule):
            found[name.lower()] = (*found.get(name.lower(), ()), rule)
    return found


_BY_NAME = _by_name()
_NAMES = re.compile(
    rf"(?<![\w-])(?:{'|'.join(re.escape(name) for name in sorted(_BY_NAME, key=len, reverse=True))})(?![\w-])", re.I
)


def _plain(title: str) -> str:
    """A title without dollars, for navigation and for what is read aloud: sin²a + cos²a = 1."""
    return re.sub(r"\$([^$]+)\$", lambda found: unicode_of(found[1]), title)


def anchor_of_rule(rule: Rule) -> str:
    """The address of a rule on the pages that name it."""
    return _PREFIX + rule.name


_BY_ANCHOR = {anchor_of_rule(rule): rule for rule in RULES}


def with_rules(reason: tuple[Node, ...], text: str, rule: str) -> tuple[Node, ...]:
    """A reason of ours, `text`, with the names of rules as links. `rule` is the one that counts among those of one name."""

    def meant(name: str) -> Rule:
        """Of those with the name the one whose whole phrase stands in the reason, at best that which counts."""
        rules = _BY_NAME[name.lower()]
        said = [one for one in rules if one.because.lower() in text.lower()] or list(rules)
        return next((one for one in said if one.name == rule), said[0])

    return _linked(reason, lambda words: ((found, meant(found[0])) for found in _NAMES.finditer(words)))


def with_named_rules(reason: tuple[Node, ...], named: Iterable[Named]) -> tuple[Node, ...]:
    """An author's reason, with the names of the rules that it was judged to give as links."""
    patterns = [(_pattern(one), rule) for one in named if (rule := _first_rule(one)) is not None]

    def places(words: str) -> Iterator[tuple[re.Match[str], Rule]]:
        found = [(match, rule) for pattern, rule in patterns if (match := pattern.search(words)) is not None]
        end = 0
        for match, rule in sorted(found, key=lambda one: one[0].start()):
            if match.start() >= end:
                yield match, rule
                end = match.end()

    return _linked(reason, places)


def _first_rule(named: Named) -> Rule | None:
    return next((rule for rule in named.rules if isinstance(rule, Rule)), None)


def _pattern(named: Named) -> re.Pattern[str]:
    names = [rf"{name} rules?" for name, one in DIFFERENTIATION.items() if one is named]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(names) or named.words})(?![\w-])", re.I)


def _linked(reason: tuple[Node, ...], places: Any) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for node in reason:
        if not isinstance(node, Text):
            nodes.append(node)
            continue
        at = 0
        for found, rule in places(node.text):
            if found.start() > at:
                nodes.append(Text(node.text[at : found.start()]))
            nodes.append(Element("a", (CLASS, ("href", f"#{anchor_of_rule(rule)}")), (Text(found[0]),)))
            at = found.end()
        if at < len(node.text):
            nodes.append(Text(node.text[at:]))
    return tuple(nodes)


def rules_cited(blocks: object) -> tuple[CitedRule, ...]:
    """The rules that the blocks of a page name, each once, in their order there."""
    links = (dict(node.attributes) for node in values_in(blocks) if isinstance(node, Element) and CLASS in node.attributes)
    return tuple(cited_rule(anchor) for anchor in dict.fromkeys(link["href"].removeprefix("#") for link in links))


def cited_rule(anchor: str) -> CitedRule:
    """The rule that has an address."""
    rule = _BY_ANCHOR[anchor]
    title, _, says = rule.because.partition(":")
    says = says.strip()
    return CitedRule(
        anchor,
        _plain(title[:1].upper() + title[1:]),
        Setting(rf"\displaystyle {rule.statement}", source=rule.statement),
        sentence(says[:1].upper() + says[1:]),
        tuple(Setting(given, source=given) for given in rule.letters.given),
    )
