"""Pages to HTML. The HTML is in the templates; content is data to them and never a template."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from msgspec import Struct

from builder.config import Config
from builder.publish.chapters import Whole, in_order
from builder.publish.downloads import stem
from builder.publish.joined import joined, with_breaks
from builder.publish.known import with_code
from builder.publish.mathematics import Setting
from builder.publish.navigation import Entry, Navigation, relative
from builder.publish.nodes import BREAKS, HEADINGS, Mark, Text
from builder.publish.page import Count, Doubt, Page
from builder.publish.plan import FEED, GLOSSARY_OF_MISTAKES, GLOSSARY_OF_RULES
from builder.publish.previews import Preview
from builder.publish.prose import VOID
from builder.publish.templates import loader, refuse
from builder.publish.words import ENGLISH, Said, direction, translated

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"
)
"""What a page may load: its own site, and the `style` attributes that KaTeX writes."""

LONGEST_FEED = 50

_NOT_COMPUTED = ("*", "**")
"""Operators with which a short template could fill the memory or never end."""


class Words(Struct, frozen=True):
    """The words of the page itself."""

    skip: str = Said("Skip to the text")
    contents: str = Said("Contents")
    theme: str = Said("Light or dark")
    search: str = Said("Search")
    permalink: str = Said("Link to this place")
    exercise: str = Said("Exercise")
    solution: str = Said("Solution")
    of_exercise: str = Said("of exercise")
    derivation: str = Said("Derivation")
    row: str = Said("Step")
    of_row: str = Said("of step")
    how: str = Said("How do we know?")
    how_of_row: str = Said("how do we know step")
    how_of_display: str = Said(": how do we know this formula?")
    how_explained: str = Said(
        "The program that wrote or read these rows did not decide them: another did, which shares no rule with it, "
        "from the LaTeX that you see."
    )
    calculator: str = Said("To check with a calculator: slopes of secants at")
    step_through: str = Said("Step through")
    take_along: str = Said("Take along:")
    as_latex: str = Said("LaTeX")
    as_notebook: str = Said("notebook")
    of_derivation: str = Said("of this derivation")
    mistake: str = Said("A wrong derivation")
    wrong_row: str = Said("This step is wrong.")
    what_went_wrong: str = Said("What went wrong?")
    repair: str = Said("It should be")
    move_point: str = Said("Move the point")
    move_secant: str = Said("Move the second point")
    tangent_at: str = Said("Tangent at")
    secant_with: str = Said("Secant with")
    slope: str = Said("slope")
    tangent_has: str = Said("the tangent has slope")
    neighbours: str = Said("Pages before and after")
    previous: str = Said("Previous")
    next: str = Said("Next")
    knows: str = Said("How this page knows")
    rules_used: str = Said("Rules used on this page")
    holds_for: str = Said("for")
    nothing_claimed: str = Said("Nothing on this page is claimed that could be checked.")
    promise: str = Said("Nothing that was refuted is published, except what is marked as wrong on purpose.")
    report_link: str = Said("The report has these figures for every page.")
    whole: str = Said("All pages of this part in one, to print")
    keys: str = Said("Keys:")
    key_why: str = Said("why")
    key_walk: str = Said("step through")
    key_next: str = Said("next step")
    key_back: str = Said("back")
    key_copy: str = Said("copy LaTeX")
    rules: str = Said("Rules")
    mistakes: str = Said("Mistakes")
    of_rule: str = Said("Where it is used, and how it is known")
    of_mistake: str = Said("Where else it is shown")
    report: str = Said("Report")
    report_intro: str = Said(
        "How everything on this site is known. Proved is by an exact argument; tested is not disproved at many points; "
        "what is trusted is on the author's word. The rows of derivations that Surestep wrote are counted too. The command "
        "`surestep check` counts only what the author wrote."
    )
    report_caption: str = Said("For every page, how many relations are proved, tested and so on")
    page: str = Said("Page")
    total: str = Said("All pages")
    not_proved: str = Said("What is not proved")
    all_proved: str = Said("Every claim that was understood on this site is proved; the rest of the text is its author's.")
    not_found: str = Said("There is no such page")
    not_found_intro: str = Said("It may have moved, or the address has a slip in it.")
    to_start: str = Said("To the first page")
    moved: str = Said("This page has moved")
    moved_to: str = Said("It is here now:")

    numbers: str = Said("no one two three four five six seven eight nine ten eleven twelve")
    smaller_step: str = Said("one smaller step")
    smaller_steps: str = Said("{} smaller steps")
    doubt: str = Said("1 is published without a proof")
    some_doubts: str = Said("{} are published without a proof")
    given: str = Said("What was taken as given")
    line: str = Said("line")
    equation_proved: str = Said("equation proved")
    equation_tested: str = Said("equation tested")
    on_purpose: str = Said("wrong on purpose")
    definitions: str = Said("definitions")
    conditions: str = Said("conditions")
    no_claims: str = Said("not claims")
    scripts: tuple[tuple[str, str], ...] = (
        ("copied", Said("LaTeX copied")),
        ("copy", Said("Copy the LaTeX of this row")),
        ("walk", Said("Step through")),
        ("all", Said("Show all")),
        ("show", Said("Show this step")),
        ("next", Said("Next:")),
        ("forth", Said("Next step")),
        ("back", Said("Back")),
        ("done", Said("Done")),
        ("why", Said("Why?")),
        ("of", Said("of")),
        ("wide", Said("wide mathematics")),
        ("search", Said("Search")),
        ("search_for", Said("Search in all pages")),
        ("found", Said("Places found: {}")),
        ("not_found", Said("Nothing was found.")),
        ("no_index", Said("The words of this site could not be loaded.")),
        ("close", Said("Close")),
    )

    @property
    def of_scripts(self) -> dict[str, str]:
        """The words that the page's scripts write."""
        return dict(self.scripts)

    def smaller(self, number: int) -> str:
        """The words on the fold of the steps that a step rests on."""
        numbers = self.numbers.split()
        return (
            self.smaller_step if number == 1 else self.smaller_steps.format(numbers[number] if number < len(numbers) else number)
        )

    def doubts(self, number: int) -> str:
        """The words on the fold of what is published without a proof."""
        return self.doubt if number == 1 else self.some_doubts.format(number)

    def of_equation(self, known: Mark) -> str:
        """The standing of a row below its reason: it is that of the equation, not of the reason."""
        return {"proved": self.equation_proved, "tested": self.equation_tested}.get(known.standing, known.word)

    def in_tally(self, count: Count) -> str:
        """A standing after a number."""
        several = {"definition": self.definitions, "condition": self.conditions, "skipped": self.no_claims}
        if count.standing == "refuted":
            return self.on_purpose
        return several.get(count.standing, count.word) if count.number != 1 else count.word

    def in_report(self, count: Count) -> str:
        """A standing at the head of a column."""
        return self.on_purpose if count.standing == "refuted" else count.word


class ReportLine(Struct, frozen=True):
    """A line of the report: a page and what is known of it."""

    name: str
    href: str
    source: str
    counts: tuple[Count, ...]
    doubts: tuple[Doubt, ...]


class Renderer:
    """The templates, and the mathematics of a site, already set."""

    def __init__(
        self,
        config: Config,
        typeset: Mapping[Setting, str],
        version: str,
        index_version: str,
        outputs: frozenset[str],
        own: Path | None = None,
        words: Mapping[str, str] = ENGLISH,
    ) -> None:
        """`version` names the assets of the site, `index_version` what is searched in, so that no browser keeps old ones.
        `outputs` are its pages and its feed, `own` is a folder whose templates go before the built-in ones, `words` are
        those of the language of the site."""
        self._title = config.title
        self._catalogue = words
        self._words: Words = translated(Words(), words)
        self._environment = ImmutableSandboxedEnvironment(
            loader=loader(own), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
        )
        self._environment.intercepted_binops = frozenset(_NOT_COMPUTED)
        self._environment.binop_table = {**self._environment.binop_table, **dict.fromkeys(_NOT_COMPUTED, refuse)}
        self._environment.filters["math"] = lambda setting: Markup(typeset[setting])
        self._environment.filters["words"] = with_code
        self._environment.filters["address"] = lambda output: address(config, output)
        self._environment.filters["files"] = lambda anchor, output: posixpath.basename(stem(output, anchor))
        self._environment.filters["joined"] = joined
        self._environment.filters["with_breaks"] = lambda html: Markup(with_breaks(str(html)))
        self._environment.globals.update(
            site=config,
            words=self._words,
            direction=direction(config.language),
            policy=POLICY,
            version=version,
            index_version=index_version,
            void=VOID,
            headings=HEADINGS,
            breaks=BREAKS,
            feed=FEED if FEED in outputs else "",
            rule_book=GLOSSARY_OF_RULES if GLOSSARY_OF_RULES in outputs else "",
            mistake_book=GLOSSARY_OF_MISTAKES if GLOSSARY_OF_MISTAKES in outputs else "",
            glossaries=lambda output: self._glossaries(output, outputs),
        )

    def _glossaries(self, output: str, outputs: frozenset[str]) -> tuple[Entry, ...]:
        """The entries of the glossaries in the tree at the side of a page."""
        names = {GLOSSARY_OF_RULES: self._words.rules, GLOSSARY_OF_MISTAKES: self._words.mistakes}
        return tuple(
            Entry((Text(words),), relative(name, output), name == output, False, ())
            for name, words in names.items()
            if name in outputs
        )

    def body(self, page: Page) -> str:
        """The HTML of what a page says, without the ways on from it: it stands in the page and in that of its whole folder."""
        template = self._environment.get_template("pages/body.html")
        return template.render(page=page, output=page.output, base=page.navigation.base)

    def page(self, page: Page, body: str, previews: tuple[Preview, ...], whole: str = "") -> str:
        """The HTML of a page around its `body`, with what its links show. `whole` is that of its whole folder, or ""."""
        template = self._environment.get_template("pages/page.html")
        return template.render(
            page=page,
            body=Markup(body),
            previews=previews,
            name=page.name,
            description=page.description,
            output=page.output,
            base=page.navigation.base,
            whole=relative(whole, page.output) if whole else "",
        )

    def whole(self, chapter: Whole, bodies: Mapping[str, str], navigation: Navigation) -> str:
        """The HTML of a whole folder in one page. `bodies` has those of the site's pages."""
        pages = in_order(chapter, [bodies[output] for output in chapter.pages])
        return self._environment.get_template("pages/whole.html").render(
            name=chapter.title,
            description="",
            output=chapter.output,
            base=navigation.base,
            navigation=navigation,
            pages=tuple((address, Markup(body)) for address, body in pages),
        )

    def contents(self, navigation: Navigation) -> str:
        """The HTML of the first page of a site whose content has none."""
        template = self._environment.get_template("pages/contents.html")
        return template.render(name=self._title, description="", output="index.html", base="", navigation=navigation)

    def report(self, pages: tuple[Page, ...], navigation: Navigation) -> str:
        """The HTML of the report."""
        lines = tuple(
            ReportLine(page.name, relative(page.output, "report.html"), page.source, _shown(page.counts), page.doubts)
            for page in pages
        )
        template = self._environment.get_template("pages/report.html")
        return template.render(
            name=self._words.report,
            description="",
            output="report.html",
            base="",
            navigation=navigation,
            lines=lines,
            totals=translated(_totals(lines), self._catalogue),
        )

    def moved(self, old: str, new: str) -> str:
        """The HTML at the `old` name in the site of what has the `new` one, to which readers are sent on."""
        return self._environment.get_template("pages/moved.html").render(
            name=self._words.moved, description="", output=new, base="../" * old.count("/"), href=relative(new, old)
        )

    def sitemap(self, pages: tuple[Page, ...]) -> str:
        """The list of a site's pages for search engines (sitemaps.org, protocol 0.9), which wants full addresses."""
        return self._environment.get_template("pages/sitemap.xml").render(pages=pages)

    def feed(self, pages: tuple[Page, ...]) -> str:
        """The last changes, as their authors tell them, the newest first (Atom, RFC 4287). There must be one."""
        return self._environment.get_template("pages/feed.xml").render(pages=newest(pages), feed=FEED)

    def not_found(self, base: str) -> str:
        """The HTML of the page for addresses that lead nowhere. It is served at any depth, so `base` is absolute."""
        return self._environment.get_template("pages/not_found.html").render(
            name=self._words.not_found, description="", output="", base=base
        )


def newest(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """The pages whose authors tell when they were changed, the last changed first, at most LONGEST_FEED."""
    return tuple(sorted((page for page in pages if page.updated), key=lambda page: page.updated, reverse=True))[:LONGEST_FEED]


def address(config: Config, output: str) -> str:
    """Where a page stands on its server."""
    return f"{config.base_url.rstrip('/')}/{output}"


_REPORTED = ("proved", "tested", "refuted", "unknown", "definition", "condition", "trusted")


def _shown(counts: tuple[Count, ...]) -> tuple[Count, ...]:
    by_standing = {count.standing: count for count in counts}
    return tuple(by_standing[standing] for standing in _REPORTED)


def _totals(lines: tuple[ReportLine, ...]) -> tuple[Count, ...]:
    from builder.check.standing import Standing
    from builder.publish.known import WORDS

    numbers = {standing: sum(c.number for line in lines for c in line.counts if c.standing == standing) for standing in _REPORTED}
    return tuple(Count(standing, WORDS[Standing(standing)], numbers[standing]) for standing in _REPORTED)
