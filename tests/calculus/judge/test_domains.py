"""How the domains of the two sides of what is proved compare, wherever one of them has more signs to choose from."""

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Domain, Proved
from tests.calculus.judge.claims import claim_of, context_of

DOMAINS = [
    (r"\ln(xy) = \ln x + \ln y", "xy > 0", Domain.NARROWED),
    (r"\ln(xy) = \ln x + \ln y", "x > 0", Domain.SAME),
    (r"\ln x + \ln y = \ln(xy)", "", Domain.WIDENED),
    (r"\sqrt{xy} = \sqrt x \sqrt y", r"xy \ge 0", Domain.NARROWED),
    (r"\sqrt[4]{xy} = \sqrt[4]{x} \sqrt[4]{y}", "", Domain.NARROWED),
    (r"\sqrt[3]{xy} = \sqrt[3]{x} \sqrt[3]{y}", "", Domain.SAME),
    (r"\ln(x^n) = n \ln x", r"n \in \mathbb{N}", Domain.NARROWED),
    (r"\ln((x+100)(x+200)) = \ln(x+100) + \ln(x+200)", "", Domain.NARROWED),
    (r"\sqrt{(x-100)(x-50)} = \sqrt{x-100} \sqrt{x-50}", "", Domain.NARROWED),
    (r"\frac{\sqrt a}{\sqrt b} = \sqrt{\frac ab}", r"a/b \ge 0", Domain.WIDENED),
    (r"(ab)^r = a^r b^r", "ab > 0", Domain.NARROWED),
    (r"\ln|xy| = \ln|x| + \ln|y|", "", Domain.SAME),
    (r"\frac{x^2-1}{x-1} = x+1", "", Domain.SAME),  # of single points nothing is said
]


@pytest.mark.parametrize(("text", "assume", "domain"), DOMAINS)
def test_the_domains_are_compared(text: str, assume: str, domain: Domain) -> None:
    verdict = decide(claim_of(text, context_of("", assume)))
    assert isinstance(verdict, Proved)
    assert verdict.evidence.domain is domain
