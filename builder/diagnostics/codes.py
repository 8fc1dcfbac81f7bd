"""The error index: what each code means, with a wrong example and a right one.

`surestep explain CODE` prints an entry and the guide has a page of it. The examples are checked: the wrong one gives its code,
the right one does not. Entries are listed by hand, in the order of the index: mathematics, notation, directives, files, runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from msgspec import Struct


class Example(Enum):
    """What the two examples of a code are."""

    DOCUMENT = "a Markdown source"
    CONFIGURATION = "a surestep.toml"
    BATCH = "a line for --batch"
    TEMPLATE = "a template"
    SITUATION = "what was done"


class Code(Struct, frozen=True):
    """An entry of the error index. All its texts are plain words, in which LaTeX may stand."""

    name: str
    title: str
    explanation: str
    wrong: str
    right: str
    example: Example = Example.DOCUMENT


_MATHEMATICS = (
    Code(
        "wrong-step",
        "The two sides differ",
        "There is a point, shown beside the mark, at which the left side and the right side have different values. Both "
        "were computed with bounds on every rounding, so the step is certainly wrong. Put the values in by hand to see it. "
        "Where a part of the right side alone is at fault, the mark is under that part.",
        "Let $f(x) = x^2$.\n\n$$f'(x) = x$$\n",
        "Let $f(x) = x^2$.\n\n$$f'(x) = 2x$$\n",
    ),
    Code(
        "wrong-answer",
        "The answer is not what was asked for",
        "The `:answer:` of a derivation must equal what `:find:` asks for, since the derivation ends there. It does not: "
        "at the point shown they differ.",
        "```{derive}\n:find: f'(x)\n:answer: 3x\n\nf(x) = x^2\n```\n",
        "```{derive}\n:find: f'(x)\n:answer: 2x\n\nf(x) = x^2\n```\n",
    ),
    Code(
        "wrong-reason",
        "The row holds, and not for the reason that is given",
        "The reason beside the row or before it names a rule that has nothing to apply to: the quotient rule is for quotients, "
        "factoring makes products, the double angle formula changes an angle, L'Hospital's rule is for a limit of 0/0 or of "
        "what grows without bound. Or it is for a part of what is done, and another rule is needed. Judged are the rules of "
        "differentiation, the moves of algebra, the laws of exponents and of logarithms, identities of sine and cosine, and "
        "what is done with limits and integrals. What may be done in one's head counts too: a square is a product, the tangent "
        "a quotient. A reason covers the rows since the one before it, and up to the next. Of one that names no rule, leaves a "
        "choice, or may be meant otherwise, nothing is said. A reader who follows a wrong reason does not get this row.",
        "```{check}\n(x^2 \\sin x)' &= 2x \\sin x + x^2 \\cos x && \\text{the chain rule}\n```\n",
        "```{check}\n(x^2 \\sin x)' &= 2x \\sin x + x^2 \\cos x && \\text{the product rule}\n```\n",
    ),
    Code(
        "nowhere-defined",
        "The sides are defined together nowhere",
        "No value of the variables lets both sides be computed: a denominator is always 0 there, or a root or a logarithm "
        "is taken of something that is never allowed. Such an equation says nothing. Look for a turned sign or a lost "
        "absolute value.",
        "Therefore\n\n$$\\ln(x - 1) = \\ln(1 - x)$$\n",
        "Therefore\n\n$$\\ln|x - 1| = \\ln|1 - x|$$\n",
    ),
    Code(
        "domain-narrowed",
        "The equation does not cover the domain that it states",
        "The words, what is assumed, or the cases say for which values it holds, and on a part of them one side alone has "
        "a value, as at the point shown; or a derivative does not exist there, at a corner or a jump. Where nothing is said, an "
        "equation is meant wherever both sides exist; where something is said, it must be true. State the smaller domain or mend "
        "the side that is lacking: an absolute value, as in $\\ln|x|$, is often lost.",
        "For all $x \\ne 0$ we have $\\ln x^2 = 2\\ln x$.\n",
        "For all $x \\ne 0$ we have $\\ln x^2 = 2\\ln|x|$.\n",
    ),
    Code(
        "lost-solution",
        "The equation that was solved has another solution",
        "The value at the end solves the equation at the beginning, and so does another one, which is named. Mostly it was lost "
        "where both sides were divided by something that can be zero, or where a root was drawn. Where the text says that the "
        "equation is solved, this is an error. Write all values, or say what is assumed of the letter.",
        "$$\\begin{aligned} x^2 &= 4x \\\\ x &= 4 \\end{aligned}$$\n",
        "$$\\begin{aligned} x^2 &= 4x \\\\ x &= 0 \\text{ or } x = 4 \\end{aligned}$$\n",
    ),
    Code(
        "no-limit",
        "The limit or the derivative does not exist",
        "A side is a limit whose values from the left and from the right differ, a limit that is infinite, a derivative at a "
        "corner, or an integral or a sum that diverges. It is told why, and the two one-sided values are shown where they "
        "differ. Ask for one side (`x \\to 0^+`), write $\\infty$, or say that it does not exist.",
        "$$\\lim_{x \\to 0} \\frac{|x|}{x} = 1$$\n",
        "$$\\lim_{x \\to 0^+} \\frac{|x|}{x} = 1$$\n",
    ),
    Code(
        "unproved-step",
        "Nothing contradicts the step, and nothing proves it",
        "The sides agreed wherever they were compared, but no exact argument was found. In a `{check}` every row must be "
        "proved. Put a row in between, add an assumption that was used (`x > 0`), or write `:allow: tested` to let it "
        "stand.",
        "```{check}\n\\lfloor x \\rfloor + \\lfloor x + \\frac{1}{2} \\rfloor &= \\lfloor 2x \\rfloor\n```\n",
        "```{check}\n(x + 1)^2 &= x^2 + 2x + 1\n```\n",
    ),
    Code(
        "taken-as-condition",
        "An equation that nobody claims does not hold for all values",
        "Most equations in notes are no claims: curves, equations to be solved, what is assumed. This one has the same letters "
        "at both sides, as an identity has, and no word says what it is. As an identity it would be false, at the point that "
        "is shown, and its page marks it as used, not claimed. If you claim it, say so (`hence`, `for all x`), and it is "
        "refuted; if it is to be used, say `suppose` or `solve`.",
        "$$\\sin(x + y) = 2\\sin x + \\sin y$$\n",
        "Suppose that\n\n$$\\sin(x + y) = 2\\sin x + \\sin y$$\n",
    ),
    Code(
        "shape-mismatch",
        "The sides have different shapes",
        "One side is a number and the other a vector or a matrix, or their sizes differ. No value can make them equal. "
        "Look for a missing transpose, a missing gradient sign, or an entry too many.",
        "Let $f(x, y) = x^2 + 3y$.\n\n$$\\nabla f = 2x + 3$$\n",
        "Let $f(x, y) = x^2 + 3y$.\n\n$$\\nabla f = \\langle 2x, 3 \\rangle$$\n",
    ),
    Code(
        "rounded-as-exact",
        "A rounded number stands behind an equals sign",
        "The decimal is the other side rounded, not the other side. Write `\\approx` in front of it: it is then checked to "
        "the last digit that is shown.",
        "$$\\frac{1}{3} = 0.333$$\n",
        "$$\\frac{1}{3} \\approx 0.333$$\n",
    ),
    Code(
        "contradictory-assumptions",
        "What is assumed cannot hold",
        "No value satisfies everything that is assumed here, so every claim would be true of nothing. Remove an "
        "assumption, or end the scope of the earlier one with a heading.",
        "Let $x > 0$ and $x < 0$.\n\nTherefore\n\n$$\\sqrt{x^2} = x$$\n",
        "Let $x > 0$.\n\nTherefore\n\n$$\\sqrt{x^2} = x$$\n",
    ),
)

_NAMES_AND_NOTATION = (
    Code(
        "name-clash",
        "A name is defined twice, differently",
        "In this scope the name already stands for something else, and the two definitions give different values. Take "
        "another letter, begin the second with *Now let*, or put a heading between them.",
        "We have $f(x) = x^2$.\n\nThis gives\n\n$$f(x) = x^3$$\n",
        "We have $f(x) = x^2$.\n\nThis gives\n\n$$g(x) = x^3$$\n",
    ),
    Code(
        "undefined-name",
        "A name has no meaning here",
        "The claim depends on a name that nothing in scope defines. Define it above, or in the same display; names of "
        "another section end with that section.",
        "```{check}\nf'(x) &= 2x\n```\n",
        "Let $f(x) = x^2$.\n\n```{check}\nf'(x) &= 2x\n```\n",
    ),
    Code(
        "not-understood",
        "The mathematics could not be read",
        "The formula, or the row that is marked, holds notation that is not known. It is set as it stands, but nothing is "
        "claimed for it. Only commands that cannot hide or move parts of a formula are read, so that what is shown is what "
        "was judged.",
        "```{check}\n2x \\phantom{+ 1} &= 2x\n```\n",
        "```{check}\n2x &= 2x\n```\n",
    ),
    Code(
        "ambiguous-notation",
        "The formula can be read in two ways, and it matters",
        "What a reader sees on the page can mean two things: braces that are not shown, two numbers side by side, a sum "
        "behind an operator without brackets. Where the readings give different verdicts, none is taken silently. Add "
        "brackets that leave one reading.",
        "```{check}\n{x + 1}^2 &= x^2 + 2x + 1\n```\n",
        "```{check}\n(x + 1)^2 &= x^2 + 2x + 1\n```\n",
    ),
    Code(
        "confusable-character",
        "A character only looks like the one that was meant",
        "The letter that is marked is from another alphabet than its look suggests, or it cannot be seen at all. Two names "
        "that look alike would be two different names. Type it again on a plain keyboard.",
        "Let $f(х) = х^2$.\n",  # the letter is U+0445, Cyrillic ha
        "Let $f(x) = x^2$.\n",
    ),
    Code(
        "too-large",
        "The formula is beyond the limits",
        "Its length, its nesting, an exponent or a number in it is larger than Surestep computes with. Nothing is said of "
        "its truth. Split it, or name its parts.",
        "```{check}\n" + "(" * 101 + "x" + ")" * 101 + " &= x\n```\n",
        "```{check}\n(x) &= x\n```\n",
    ),
    Code(
        "bad-math",
        "The formula cannot be set",
        "The typesetter does not accept this LaTeX, so readers would see its source in red. The place it complains about "
        "is marked: often a brace is missing, a command is misspelt, or a row of a display was not ended.",
        "$$\\frac{1}{2$$\n",
        "$$\\frac{1}{2}$$\n",
    ),
)

_DIRECTIVES = (
    Code(
        "goal-not-reached",
        "The derivation stops before its goal",
        "The last row still holds a derivative, a limit or a name that is not defined, so nothing was found yet. Add the "
        "rows that are missing, or change `:find:` to what was meant.",
        "Let $f(x) = x^2$.\n\n```{check}\n:find: f'(x)\n\nf'(x) &= \\lim_{h \\to 0} \\frac{(x + h)^2 - x^2}{h}\n```\n",
        "Let $f(x) = x^2$.\n\n```{check}\n:find: f'(x)\n\n"
        "f'(x) &= \\lim_{h \\to 0} \\frac{(x + h)^2 - x^2}{h} \\\\\n&= 2x\n```\n",
    ),
    Code(
        "nothing-checked",
        "A {check} without any claim",
        "The block holds definitions, or nothing at all. A block that looks checked and is not would mislead a reader, so "
        "it is an error.",
        "```{check}\ng(x) = x^2\n```\n",
        "```{check}\n(x + 1)^2 &= x^2 + 2x + 1\n```\n",
    ),
    Code(
        "expected-mistake-missing",
        "The block shows another mistake, or none",
        "In a `{mistake}` block the row named by `:row:` must be wrong, the rows before it right, and the mistake the one "
        "named by `:name:`. One of these does not hold. Otherwise a page would warn of something that is no mistake.",
        "Let $f(x) = x^3$.\n\n```{mistake}\n:row: 1\n:name: power-rule\n\nf'(x) &= 3x^2\n```\n",
        "Let $f(x) = x^3$.\n\n```{mistake}\n:row: 1\n:name: power-rule\n\nf'(x) &= x^2\n```\n",
    ),
    Code(
        "bad-directive",
        "The directive is not known, or not closed",
        "The name in braces is none that Surestep knows, or a fence has no end. Directives look like ```` ```{derive} "
        "````, with a closing fence of the same length.",
        "```{derivee}\nf(x) = x^2\n```\n",
        "```{derive}\nf(x) = x^2\n```\n",
    ),
    Code(
        "bad-option",
        "An option is not known, or its value is not allowed",
        "Options stand first in a directive, one on a line, as `:name: value`. The message lists those that this directive "
        "has, or the values that the option takes.",
        "```{derive}\n:methode: rules\n\nf(x) = x^2\n```\n",
        "```{derive}\n:method: rules\n\nf(x) = x^2\n```\n",
    ),
    Code(
        "bad-front-matter",
        "The lines above the page could not be read",
        "Front matter is a few plain `key: value` lines between two lines `---`. Keys are not repeated, and values are "
        "words, numbers or flat lists.",
        "---\ntitle: Powers\ntitle: Roots\n---\n\nText.\n",
        "---\ntitle: Powers\n---\n\nText.\n",
    ),
    Code(
        "duplicate-label",
        "Two things have the same label",
        "A reference to the label could mean either. Give one of them another name.",
        "```{exercise}\n:label: first\n\nFind $f'(x)$.\n```\n\n```{exercise}\n:label: first\n\nFind $g'(x)$.\n```\n",
        "```{exercise}\n:label: first\n\nFind $f'(x)$.\n```\n\n```{exercise}\n:label: second\n\nFind $g'(x)$.\n```\n",
    ),
    Code(
        "unknown-reference",
        "A reference to a label that nothing has",
        "A solution, or an option such as `:uses:`, names a label that no exercise or block carries. Check the spelling; "
        "the message offers the nearest one.",
        "```{solution} frist\n\nThe answer.\n```\n",
        "```{exercise}\n:label: first\n\nFind $f'(x)$.\n```\n\n```{solution} first\n\nThe answer.\n```\n",
    ),
    Code(
        "broken-link",
        "A link leads nowhere",
        "The page, the heading or the file that the link names is not in the site. Links between pages are written to the "
        "source, with `.md`.",
        "[the next page](nxet.md) where the file is called next.md",
        "[the next page](next.md)",
        Example.SITUATION,
    ),
)

_FILES = (
    Code(
        "missing-file",
        "There is no such file",
        "A path that was given, or that a page names, is not there or is not a regular file.",
        "surestep check ntoes.md",
        "surestep check notes.md",
        Example.SITUATION,
    ),
    Code(
        "not-text",
        "The file is not UTF-8 text",
        "It is in another encoding, or it is no text at all. Save it as UTF-8.",
        "a file saved as UTF-16 or Latin-1",
        "the same file saved as UTF-8",
        Example.SITUATION,
    ),
    Code(
        "control-character",
        "The text holds a control character",
        "A character that cannot be seen, such as a null byte, an escape or a mark that turns the direction of writing, "
        "stands in the source. It could make the page show other things than the file says. Delete it.",
        "The value is\u202e 2.\n",
        "The value is 2.\n",
    ),
    Code(
        "bad-configuration",
        "The configuration could not be used",
        "A key of surestep.toml is not known, or its value is of the wrong kind. The message tells which kind is wanted.",
        'titel = "Calculus"\n',
        'title = "Calculus"\n',
        Example.CONFIGURATION,
    ),
    Code(
        "template-error",
        "A template failed",
        "A template of this site uses a name that does not exist, or is not valid Jinja2. Templates run in a sandbox and "
        "may choose and loop, not compute.",
        "{{ page.titel }}",
        "{{ page.title }}",
        Example.TEMPLATE,
    ),
    Code(
        "output-clash",
        "Two pages would be written to one file, or over a folder that is not ours",
        "Two sources have the same address, or the output folder holds files that Surestep did not write, and they are "
        "never overwritten. Rename a page with `slug`, or choose another folder with `--output`.",
        "surestep build --output ~/Documents",
        "surestep build --output site",
        Example.SITUATION,
    ),
    Code(
        "disk-full",
        "The pages could not be written",
        "The disk is full or may not be written to. The last good site is as it was.",
        "surestep build --output /mnt/full",
        "surestep build --output site",
        Example.SITUATION,
    ),
    Code(
        "locked",
        "Another build is at work",
        "A build of the same site is running and writes to the same folder. Wait for it, or choose another `--output`.",
        "two builds of one site at the same time",
        "one after the other",
        Example.SITUATION,
    ),
)

_RUNS = (
    Code(
        "bad-json",
        "The line is no JSON object",
        "Each line of a batch is one JSON object in UTF-8, without repeated keys, NaN or Infinity. The line is answered "
        "with this error and the batch goes on.",
        '{"id": 1, "chain": "1 = 1"',
        '{"id": 1, "chain": "1 = 1"}',
        Example.BATCH,
    ),
    Code(
        "timed-out",
        "The answer took too long",
        "The budget of time for one claim was used up before it was decided. Nothing is said of its truth. Split the step.",
        "a claim that would need hours",
        "the same in smaller steps",
        Example.SITUATION,
    ),
    Code(
        "cannot-write",
        "The site cannot be written",
        "The system refused a file or folder of the output, for the reason in the message. The last good site stands.",
        "an output folder that belongs to somebody else",
        "an output folder in which you may write",
        Example.SITUATION,
    ),
    Code(
        "crashed",
        "The work on this ended unexpectedly",
        "This is a fault of Surestep, not of the source. Everything else was done. Please report it with the line that "
        "caused it.",
        "a worker process that ended",
        "a worker process that answered",
        Example.SITUATION,
    ),
    Code(
        "judge-disagreement",
        "The prover and the refuter contradict each other",
        "This is a fault of Surestep, not of the source, and nothing is published. Please report it with the place, the claim, "
        "what is given and assumed, and the point: the message holds all of them.",
        "a proof and a counterexample of one claim",
        "a proof or a counterexample",
        Example.SITUATION,
    ),
)

CODES: Mapping[str, Code] = MappingProxyType(
    {code.name: code for code in (*_MATHEMATICS, *_NAMES_AND_NOTATION, *_DIRECTIVES, *_FILES, *_RUNS)}
)
