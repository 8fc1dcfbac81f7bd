"""Questions whether something holds, and what is answered: `Is it true that □? Yes.`, `True or false? □. False.`"""

from __future__ import annotations

import re

_TRUE_OR_FALSE = r"\b(?:true or false|right or wrong|correct or (?:incorrect|wrong)|yes or no)\W*$"
_ANSWERED_NO = re.compile(
    r"\W*(?:no|nope|of course not|certainly not|not at all|never|it is not|it isn't|it does not|this is false)\b"
    r"(?! \w+ (?:is|are)\b)"
)
_ASKS_PLAINLY = r"(?:^|[.!?])\W*(?:is|are|does|do|(?:is it|isn't it) (?:\w+ly )?(?:true|correct|right|the case)(?: that)?)\s*$"
_ANSWERED = r"\W*(?:(?P<yes>yes|true|correct|right)|no|false|wrong|incorrect)\b\W*(?:$|[.!,;:])"


def asks_truth(lead: str) -> bool:
    """Whether the sentence before asks whether what stands behind it holds: `True or false?`"""
    return "or" in lead[-40:] and re.search(_TRUE_OR_FALSE, lead[-40:].lower()) is not None


def asks_plainly(before: str) -> bool:
    """Whether the words before a formula that ends a question ask no more than whether it holds: `Is it true that □?`"""
    return re.search(_ASKS_PLAINLY, before.lower()) is not None


def answers_truth(following: str) -> bool | None:
    """What the sentence behind a question for the truth of something answers, `True.`; None where it answers nothing."""
    answered = re.match(_ANSWERED, following.lower())
    return None if answered is None else answered["yes"] is not None


def is_answered_no(following: str) -> bool:
    """Whether the sentence behind a question, in small letters, denies what it asks."""
    return _ANSWERED_NO.match(following) is not None
