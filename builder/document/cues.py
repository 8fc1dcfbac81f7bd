"""What the words around a formula tell of it: whether it is said, supposed, defined, or denied.

The last cue before a formula decides. Words are only one kind of evidence (`claims.py` has the other, the form of the
equation), so that a text in another language is read too, if more cautiously.
"""

from __future__ import annotations

import re
from enum import Enum

from builder.calculus.expression.nodes import Sign
from builder.document.letters import SIGNS
from builder.document.phrases import Phrases, Words
from builder.document.truth import answers_truth, asks_plainly, is_answered_no


class Cue(Enum):
    """What the words before a formula make of it."""

    NONE = "none"
    CLAIM = "claim"  # so, hence, we get …
    UNIVERSAL = "universal"  # for all x …
    SATISFIED = "satisfied"  # y = … satisfies …
    DEFINES = "defines"  # let, where, given …
    CONDITION = "condition"  # if, when, at, set, solve …
    ASKED = "asked"  # is it true that …?
    IMPOSSIBLE = "impossible"  # …, which has no solution
    DENIED = "denied"  # it is wrong to write …
    ALLEGED = "alleged"  # students write …


# Phrases, one a line, as regular expressions; blanks at the ends are no part of them. They are looked for in small letters: a
# pattern that ignores case takes ten times as long to compile.
_NOT = (
    r"(?:(?:which|that|it|this|there) )?"
    r"(?:(?:is|are|was|does|do|did|can|could|must|need|should|may|will|would|has|have|am)(?: \w+ly)?"
    r"(?: not|n't|not| no|never)|cannot)"
    r"(?: in general| generally| always| simply| just| even| necessarily| really| actually| longer| yet)*"
)
# Patterns that few texts need stand here as they are written: `re` compiles one when it is used first, and remembers it.
#
# What gives the reason of a denial before it: `this is wrong by considering`.
_REASONS = frozenset(("by", "because", "since", "using", "considering"))
# What may stand between a bare `not` and the formula that it denies. Of anything else it is no denial: `is not hard to see
# that`.
_DENIES = (
    r"\s*(?:(?:the case|true|correct|right|valid|allowed|legal|legitimate|possible|equal|equivalent|identical|the same as|be"
    r"|reason|write|writing|have|has|say|imply|mean|conclude|follow|claim|get|expect|assume|use|hold|confuse|confused|think|believe|give"
    r"|equals?|in general|generally|always|simply|to|that|us|with|as|the|why|it|we)\s*)*(?::\s*)?"
)
_DENIED = r"""
    (?:it is|it's|it would be|would be|it was|is) (?:\w+ly )?(?:wrong|false|incorrect|a mistake|an error)(?: to \w+)?(?: that)?
    (?:it is|it's|it was) (?:just |only |merely )?an? (?:\w+ )?(?:myth|lie|fairy tale|misconception|fallacy|rumou?r) that
    (?:hardly|scarcely|barely) (?:any|a|ever)
    (?:it is|it's|it would be|is) (?:\w+ly )?tempting(?: to \w+)?(?: that)?
    never(?: write| use| conclude)?(?: that)?
    (?:nobody|no one|no student|none of you) (?:should|may|can|must|would|will|ever)(?: \w+ly| ever)? \w+(?: that)?
    beware of
    instead of
    rather than
    in contrast to
    unlike
    is different from
    differs from
    (?:common|frequent|typical|usual|classic) (?:mistake|error|misconception|fallacy)s?(?: (?:is|are))?(?: to \w+)?(?: that)?
    (?:wrongly|mistakenly|erroneously|incorrectly|falsely|naively|carelessly)(?: \w+)?(?: that)?
    (?:wrong|incorrect|false|bad|mistake|not like this)(?=\s*[:!])
    (?:wrong|false|incorrect|erroneous|faulty) (?:answer|result|solution|formula|claim|statement|equation|identity|rule|step)s?
    (?:my|his|her|their|our|your|the) (?:first|initial|naive) (?:attempt|guess|try|idea|answer)(?: \w+){0,2}? (?:was|is)(?: that)?
    error(?<!the error)(?<!this error)(?<!our error)(?<!squared error)(?=\s*[:!])
    far from
    (?:nearly|almost|not quite) (?:the case|true)(?: that)?
    (?:and|but|or),? not(?! (?:only|just|merely|surprising\w*|too)\b)
    no reason(?: why| to \w+)?(?: that)?
    (?:then|so|hence|thus|therefore),? not(?! (?:only|just|merely|surprising\w*|too)\b)
    (?:impossible|absurd|out of the question)(?: (?:that|for|to (?:have|get)))
    neither
    nor
    for no
    in no case
    under no circumstances
    (?:using|with|by|from) (?:the|this|a) (?:wrong|false|incorrect|naive) \w+,?(?: (?:we|one|you) (?:gets?|obtains?|finds?|have))?
"""
# What others say, which is denied unless the text says that they are right.
_ALLEGED = r"""
    (?:students?|people|beginners?|pupils?) (?:\w+ ){0,2}?(?:believe|think|thought|claim|claimed|conclude|argue)s?(?: that)?
    (?:students?|people|beginners?|pupils?) (?:\w+ ){0,2}?(?:write|wrote|say|said|put|get|got|answered)s?(?: that)?
    (?:students?|people|beginners?|pupils?) (?:\w+ ){0,2}?(?:compute|calculate|obtain|find|differentiate|simplifie|simplify)[sd]?
    (?:students?|people|beginners?|pupils?) (?:\w+ ){0,2}?found
    (?:might|may|could|would|can)(?: \w+ly)? (?:think|believe|guess|expect|hope|suspect|conjecture|imagine|suppose|wish)(?: that)?
    (?:one|you|we|somebody|someone|students?) might(?: \w+ly)? (?:say|argue|object|claim)(?: that)?
    (?:might|may|could|would|can)(?: \w+ly)? be tempted to \w+(?: that)?
    (?:tempted|temptation) (?:is )?to \w+(?: that)?
"""
# The same of those who were named before.
_ALLEGED_TOO = (
    r"(?:they|he|she)(?: \w+){0,2}? (?:write|wrote|say|said|think|thought|believe|believed|claim|claimed|conclude|concluded"
    r"|forget|forgot|answer|answered|continue|continued)s?(?: that| with)?"
)
_OTHERS = Words("students?, people, beginners?, pupils?, many, some, textbook*, somebody, someone")
_ASKED = r"""
    true or false
    (?:is|was|are) (?:it|this)(?: always| really| ever)? (?:true|correct|right|the case|possible|a fact)(?: in general)?(?: that)?
    whether (?:it|this|that|the following)(?: \w+)? (?:is|are|was|holds?)(?: \w+ly| always| ever)?(?: true| correct| right)?
    whether(?: or not)?
    would(?: then| also)? (?:have|get|give|imply|follow|mean|yield|lead|equal|obtain)(?: that| to)?
    would(?: then| also)? be(?! (?:\w+ )?(?:wrong|false|incorrect|a |an |easy|nice|enough))
    if (?:it|this|that) were(?: true| so)?(?: that)?
    for (?:which|what)
    (?:for|toward|towards|obtain|get|reach|derive|to) (?:the sake of )?(?:an? )?contradiction
"""
_SATISFIED = r"""
    satisf\w+
    solves
    fulfils
    fulfills
    obeys?
    solutions? (?:of|to)(?: the)?(?: differential| heat| wave| partial| linear| laplace| ordinary)*(?: equation)?
"""
_CLAIM = r"""
    so(?: that)?
    rather(?! than)
    as (?:we|one|you) (?:would|might|may|could|can) (?:expect|hope|guess|suspect|see|check|verify)
    (?:use|using|remember|remembering) that
    hence
    therefore
    thus
    then
    consequently
    accordingly
    it follows(?: that)?
    (?:we|one|you)(?: \w+ly| now| then| just| also| must)? (?:get|have|obtain|find|see|conclude|compute|deduce|know)(?: that)?
    (?:one|this|that)(?: \w+ly| now| then| just| also)? (?:gets|has|obtains|finds|sees|concludes|computes|deduces|knows)(?: that)?
    (?:we|one|you)(?: \w+ly| now| then| just| also)? (?:checks?|verif(?:y|ies)|arrives? at)(?: that)?
    (?:to )?(?:see|know|verify|check|note|notice|observe|show|prove) that
    known that
    obvious that
    clear that
    in fact
    in truth
    actually
    (?:clearly|obviously|evidently|certainly|naturally|trivially|surely|of course|indeed)
    holds that
    (?:has|have) the (?:\w+ )?(?:expansion|series|representation|form|value)
    gives?
    giving
    yields?
    yielding
    equals?
    becomes?
    is(?: just| simply| then| now| given by| equal to| described by)?
    are
    was
    that is
    i\.e\.
    namely
    because
    since
    not(?:e|ice) that
    recall(?: that)?(?=\s*:|\s*$| that)
    remember(?=\s*:|\s*$)
    note(?=\s*:)
    observe that
    verify that
    show that
    check that
    prove that
    simplif\w+(?: to| as)?
    expand\w*(?: to| as| and)?
    reduces? to
    turns? into
    results? in
    which is
    implies
    implying
    shows?(?: that)?
    rule
    formula
    identity
    theorem
    law
    as
    to get
    to obtain
    and (?:get|obtain|find|arrive at)(?: that)?
    find that
    using
    by
    also
    holds?
    computes?
    compute
    calculate
    evaluates? to
    comes? to
    leads? to
    (?:this |that |it |which )?means?(?=\s*:)
    (?:results?|answers?|conclusions?|facts?)(?=\s*:)
    (?:in|to) (?:short|summary|sum up|summari[sz]e)(?=\s*:)
    states?(?: that)?
    says?(?: that)?
    reads?(?: as)?(?: follows)?
    rewrit(?:e|es|ing|ten)(?: as)?
    (?:over|on|with|to) (?:a|the|their|one) common denominator
    on (?:a|obtient|trouve|en déduit)(?: donc| alors| aussi| bien| que)*(?=\s*:?\s*$)
    nous (?:avons|obtenons|trouvons)(?: donc| alors| aussi| bien| que)*(?=\s*:?\s*$)
    daher
    folgt
    dann
    donc
    alors
    entonces
    luego
    por tanto
"""
_CONDITION = r"""
    if(?! (?:so|not|possible|necessary|needed)\b)
    when
    whenever
    at(?! (?:last|first|least|most|once|all|the same|the end)\b)
    for instance
    for(?: all| any| every| each| which| example)?(?! (?:short|simplicity|convenience|brevity|completeness|clarity|this reason)\b)
    set(?:ting)?
    solv(?:e|ing|ed)(?: for)?
    suppose(?: that)?
    (?:pretend|imagin)(?:e|ing)?(?: that)?
    let(?: us|'s|'s) (?:pretend|imagine|suppose|assume)(?: that)?
    assum\w+(?: that)?
    provided(?: that)?
    unless
    until
    such that
    (?:the |a |an )?(?:equation|curve|circle|ellipse|line|constraint|condition|plane|sphere|surface|ellipsoid|cone|cylinder)s?
    (?:the |a |an )?(?:parabola|hyperbola|paraboloid|hyperplane|recurrence|ode)s?
    (?:(?:particular|general|special|only|unique) )solutions? (?:of|to)
    there (?:is|are|exists?)
    (?:must|should|is to|has to|shall) (?:hold|contain|enclose|have)
    in (?:the |this |that |either )?case(?: that| of| when)?
    in the points?
    near
    as long as
    while
    on(?! the (?:other|one) hand\b)
    substitut\w+
    plug\w*(?: in)?
    wenn
    falls
    für
    bei
    si
    pour
    para
    cuando
"""
_DEFINES = r"""
    let(?: us| 's|'s)?(?: \w+)?
    defin\w+(?: implicitly| explicitly)?(?: by| as)?
    (?:given|described|determined|related|connected|constrained|tied|linked) (?:implicitly |together )?by
    denot\w+(?: by)?
    put(?:ting)?
    where
    wherein
    with
    consider(?:ing)?
    given(?: that| by)?
    such as
    take
    taking
    call
    we (?:say|call|write)(?: that)?
    function
    functions
    find
    differentiate
    derivative of
    name
    names
    write
    writing
    choose
    choosing
    decompose
    now(?!\s*:)
    sei
    seien
    soit
    sea
    où
    wo
    mit
    donde
"""


def _lines(phrases: str) -> list[str]:
    return [line.strip() for line in phrases.strip().splitlines()]


# `None` is a bare `not`, which denies only some of what can follow it.
_CUES: Phrases[Cue | None] = Phrases(
    (
        (Cue.ASKED, _lines(_ASKED)),
        (Cue.DENIED, _lines(_DENIED)),
        (Cue.ALLEGED, [*_lines(_ALLEGED), _ALLEGED_TOO]),
        (None, (_NOT,)),
        (Cue.SATISFIED, _lines(_SATISFIED)),
        (Cue.CLAIM, _lines(_CLAIM)),
        (Cue.CONDITION, _lines(_CONDITION)),
        (Cue.DEFINES, _lines(_DEFINES)),
    )
)
# Words whose condition is followed by what is said under it: `For x > 0, …`.
_SUBORDINATING = frozenset(
    "if,when,whenever,at,for,for all,for any,for every,for each,in case,in the case,in the case that,near,as long as"
    ",while,on,provided,provided that"
    ",wenn,falls,für,bei,si,pour,para,cuando".split(",")
)
# Words before what is spoken of, and what is sought, or described, rather than spoken of.
_OF_SUBJECTS = ("for", "for all", "for any", "for every", "for each", "when", "für", "pour", "para")
_SOUGHT = (
    r"\b(?:critical|stationary|extrem\w*|maxim\w*|minim\w*|max|min|inflection|turning|saddle|optim\w*|equilibri\w*|steady|fixed"
    r"|intersect\w*|intercepts?|meet|roots?|zero(?:e?s)?|solutions?|solving|equal\w*|equations?|tangen\w*|slopes?|horizontal"
    r"|vertical|parallel|perpendicular|orthogonal|asymptotes?|curves?|circles?|level|constraints?|conditions?|systems?|models?"
    r"|unknowns?|to (?:be|have|hold|vanish)|need\w*|require\w*|instance|example|which|what|that|whose|such|with|where|satisf\w*"
    r"|finding|seeking|looking|determining|values?|points?|numbers|integers|vectors|matrices|elements|idempotents?|involutions?"
    r"|operators|events|triangles?|modulo|mod|characteristic|even|odd|periodic|homogeneous|sake|purposes?|small|moment"
    r"|continuity|differentiability)\b|="
)
# What `equal` stands behind where it tells of what it is said: `for equal slopes, □`.
_ADJECTIVE_BEHIND = ("for ", "of ", "with ", "at ")
# What goes on after more conditions: `If x = 4, y = 3, then …`.
_GOES_ON = (
    r"(?:\s*(?:,|and|or|,\s*and)?\s*□)*\s*[,;]?\s*(?:then|we|the|it|this|these|there|one|find|show|what|how|compute|determine)\b"
)
_LETTER = r"(?:□|(?<![\w'-])(?:[b-z]|a(?=\s*(?:,|and\b)))(?![\w'-]))"
_MAY_BE_UNIVERSAL = re.compile(r"\b(?:all|any|every|each|arbitrary)\b")
_UNIVERSAL = (
    r"(?:for|whenever|at)\s+(?:all|any|every|each|arbitrary)"
    r"(?:\s+(?:real|numbers?|reals?|values? of|choices? of|angles?|pairs?))*"
    rf"\s+{_LETTER}(?:\s*(?:,|and|,\s*and)?\s*{_LETTER})*\s*"
)
# `for all positive numbers`, where the letter is that of the formula.
_OF_NUMBERS = (
    r"for (?:all|any|every|each|arbitrary) (?:(?:real|nonzero|(?:non-?)?(?:positive|negative)) )*"
    r"(?:numbers?|reals|values|integers?)\b"
    r"|for (?:(?:all|any|every|each|arbitrary|general|two|square|invertible|linear|complex) )*"
    r"(?:matrices|vectors|complex numbers?|quaternions|operators|maps|permutations)\b(?: in (?:space|□))?"
)
_NUMBERS = ("number", "numbers", "reals", "integer", "integers", "values")
_MAY_BE_OF_ALL = re.compile(r"number|reals|integer|matrices|vectors|quaternions|operators|maps|permutations")
_DESCRIBES = Words(
    "if, iff, when, such that, so that, for which, with the property that, with the following property, provided, satisf*, whose",
    "need, needs, require*, want, choose, must, means, mean, who, where, wenn, si, falls, the property that, which values",
    "what values, whenever, unless, find, determine",
)
_NEEDS = Words("need, needs, require*, want, such that, for which, choose, find, determine")
_LEADS_ON = r",?\s*(?:(?:we have|it holds that|one has|there holds|it is true that|we get|we find)(?: that)?)?\s*:?\s*"
_PARTICIPLE = (
    r"(?:^|[.;:,]\s*|\b(?:and|by|then|now)\s+)(?:divid|multiply|subtract|add|differentiat|integrat|expand|simplify|factor|cancel"
    r"|combin|collect|rearrang|apply|tak|comput|evaluat|replac|rationali[sz]|squar|regroup|group|distribut)\w*ing"
    r"(?: [^.,;:□]*)?,\s*$"
)
_OPERATION = (
    r"^\W*(?:then |now )?(?:dividing|multiplying|subtracting|adding)(?: both sides)?(?: by)? +"
    r"(?:□|[-−]?\d+(?:[./]\d+)?)(?: \w+ both sides)? *,\s*$"
)
_IS_WRONG, _A_MISTAKE = "false|wrong|incorrect|nonsense|untrue|invalid", "mistake|error|misconception|fallacy"
_FALSE = rf"(?:{_IS_WRONG}|not (?:\w+ )?(?:true|correct|valid|the case|right|equal|possible|allowed)|a (?:\w+ )?(?:{_A_MISTAKE}))"
# Something of this stands in all that says so: other texts need not be searched.
_FALSEHOOD = re.compile(
    rf"correct|repair|fix|{_IS_WRONG}|{_A_MISTAKE}|not|nowhere|is |are |was |been |fails|n't|never|diverges"
    rf"|impossible|no\s*[!.;)]"
)
_IS_FALSE = rf"(?:is|are|was|would be)(?: \w+ly| in general)? {_FALSE}\b"
_DENIED_AFTER = (
    rf"\s*[,;–—\"”'-]*\s*(?:(?:but|which|and|however|though|although|this|that|it),?\s+)*{_IS_FALSE}"
    r"|\s*(?:does not exist|doesn't exist|do not exist|diverges|never (?:holds?|happens?|occurs?)|is (?:\w+ly )?impossible"
    r"|(?:cannot|can't|can never) (?:hold|happen|occur|be true))\b"
    r"|\s*(?:,?\s*(?:but|which|however)\s+(?:this |it |that )?)?(?:fails|does not hold|doesn't hold|is not an identity)\b"
    r"|\s*(?:is|are|was|were|has been|have been) (?:\w+ly )?(?:refuted|disproved|disproven|a (?:\w+ )?(?:typo|myth"
    r"|lie|slip|misprint)"
    r"|what (?:you|we|one|they) (?:would )?(?:get|gets|obtain))\b"
    r"|\s*[,:(]?\s*(?:wrong|false|incorrect|nowhere)\b|\s*[,:(]\s*no\s*[.!;)]"
)
_IS_RIGHT = (
    r"(?:is|are|was|were|'s)(?: (?:indeed|in fact|perfectly|quite|entirely|exactly|absolutely|of course|also))*"
    r" (?:correct|right|true|valid)\s*(?:$|[.;!)]|,? (?:because|since|as|by)\b)"
)
_RIGHT_AFTER = (
    r"\s*[,;:–—\"”'(-]*\s*(?:(?:and|which|but|so)\s+)?(?:which|this|that|it|he|she|they|both|the (?:student|answer|result))\s*"
    rf"{_IS_RIGHT}|,? which {_IS_RIGHT}|\s*,?\s*(?:quite )?(?:correctly|rightly)\s*(?:$|[.;!)])"
)
_RIGHT_NEXT = (
    r"\W*(?:and |indeed,? )?(?:this|that|it|he|she|they|both|all(?: of them)?|(?:the|this|his|her|their) (?:\w+ )?"
    rf"(?:students?|answers?|results?|claims?|statements?|rules?|formulas?))\s*{_IS_RIGHT}"
)
_CORRECTLY = ("correctly ", "rightly ")
_WHO_IS_RIGHT = (
    r"\W*(?:who|whose|which)\b[^.?!]*\b(?:right|correct|wrong|true|mistake|error)\b[^.?!]*\?"
    r"|\W*(?:is (?:he|she|this|that|it)|are they|do you)\b[^.?!□]*\b(?:right|correct|wrong|true|false|agree)\b[^.?!□]*\?"
)
# What a colon announces stands in the note as it is: `One more: A is a mistake`.
_ANNOUNCED = r"\s*is an? (?:mistake|error)\b"
_MAY_BE_IDENTITY = Words("identity, identities, addition theorems?, addition formulas?")
_IDENTITY = r"\b(?:identit(?:y|ies)|addition (?:theorem|formula)s?)\b[^□.;!?]*$"
_DENIED_NEXT = (
    rf"\W*(?:(?:but|however|of course|unfortunately),?\s+)?(?:this|that|it|these|both|which)\s+(?:\w+\s+)?{_IS_FALSE}"
    r"(?! (?:in general )?(?:to|that)\b)"  # it is wrong *to write* something else
    r"|\W*(?:please )?(?:correct|repair|fix) (?:this|it)\b|\W*(?:wrong|false|incorrect|no)\s*!|\W*(?:this|that"
    r"|it) (?:fails|does not hold|doesn't hold)\b"
    r"|\W*(?:explain|find|spot|describe|identify|what is|what's|what was|where is)\b[^.?!□]*\b(?:mistake|error|wrong|fallacy)\b"
)
_NONE_WITH = (
    r"\bthere (?:is|are|exists?|can be) no\b[^.;:□]*(?:□[^.;:□]*)?\b(?:with|such that|so that|for which|satisf\w+|where)\s*$"
    r"|\b(?:no|hardly any|scarcely any|few|not all|not every)(?: \w+){0,2}(?:\s+□)?\s+(?:satisf\w+|solves|fulfils"
    r"|fulfills|obeys)(?: (?:the )?equation)?\s*$"
    r"|\bfor no\b[^.;:□]*□[^.;:□,]*$"
    r"|\bthere (?:is|are|exists?) (?:exactly|only|just|at most|precisely|no more than) \w+\b[^.;:□]*(?:□[^.;:□]*)?"
    r"\b(?:with|such that|so that|for which|satisf\w+|where)\s*$"
    r"|\bthe only\s+(?:\w+\s+){0,3}(?:□\s*)?(?:with|such that|for which|satisfying)\s*$"
)
_EQUATION_WITHOUT = re.compile(r"\s*(?:has|have|had) (?:absolutely )?no (?:\w+ )?solutions?\b")
_NONE_WITH_WORDS = re.compile(r"no|hardly|scarcely|few|exactly|only|just|at most|precisely")
_MAYBE_IMPOSSIBLE = Words("contradict*, impossible, absurd*, reductio, no, never, cannot, can't")
_IMPOSSIBLE = (
    r"\b(?:contradict\w*|impossible|absurd\w*|reductio"
    r"|no (?:such|(?:\w+ )?(?:solutions?|roots?|zeros?|zeroes|values?|numbers?|points?|maxim\w+|minim\w+|extrem\w+))"
    r"|never(?: \w+)? (?:hold|happen|occur|zero|true)\w*|cannot (?:be|happen|hold|occur)|can't be)\b"
)
_ONLY_IF = re.compile(
    r"\s*,?\s*(?:(?:holds?|is true|happens|occurs|precisely|exactly|only|just)\s+)+"
    r"(?:if|when|for(?! (?:all|any|every|each)\b)|at|where)\b"
    r"|\s*(?:if and only if|iff)\b"
)
_REBINDS = Words(
    "let, consider, find, now, differentiate, given, suppose, define, for example, for instance, example, next, take, if",
    "another, other, derivative of, derivatives of, compute, such as, say, instead, sei, soit, sea",
)
_CHANGES_LETTERS = (
    r"(?i)\b(?:swap|exchang|interchang|increas|decreas|increment|decrement|doubl|halv|tripl|reduc|updat)\w*(?: the value of)?"
    r" (?P<names>\$[A-Za-z](?:_\w)?\$(?:(?:,| and|, and) \$[A-Za-z](?:_\w)?\$)*)"
    r"|(?P<passive>\$[A-Za-z](?:_\w)?\$) (?:is|was) (?:then |now )?"
    r"(?:swapped|exchanged|increased|decreased|incremented|doubled|halved|tripled|reduced|updated|replaced)"
)
_CHANGING = ("swap", "chang", "creas", "crement", "doubl", "halv", "tripl", "reduc", "updat", "replaced")
_CHANGES = Words(
    "doubling the, doubles, doubled, halving the, halves, halved, tripling the, triples, tripled, quadruples, quadrupled"
)
_MAY_BEGIN_ANOTHER = Words("another, an, next, following, second, third, fourth, further, new")
_ANOTHER = (
    r"(?i)\W*(?:(?:for|as|in|here is|consider|now)\s+)?(?:an(?:other)?|the next|the following"
    r"|a (?:second|third|fourth|further|new))\s+(?:\w+\s+)?(?:example|exercise|problem|function|equation|case)\b"
)
_CASE = Words("a case, the case, special case, one case, simplest case, first case")
_INTRODUCES = Words("let, sei, seien, soit, soient, sea, sean")
_LIST = re.compile(r"□\s*(?:,|;|and|or|to|up to|through|,\s*and|,\s*or|und|et|y)?\s*$")
_CONCLUDES = Words(
    "so, hence, therefore, thus, then, consequently, it follows, gives?, giving, yields?, yielding, equals?, becomes?, we get",
    "we have, we obtain, we find, we see, we conclude, obtains?, and get, and find, that is, which is",
    "simplif*, expand*, reduces to",
)
_CURVE = Words(
    "curves?, circles?, ellipses?, hyperbolas?, parabolas?, lemniscate, folium, cardioid, astroid, planes?, spheres?, surfaces?",
    "equations?, implicit*, constraints?, satisf*, locus, level sets?, level curves?, tied, depend on, depends on, kurve, kurven",
    "kreis, gleichung, nebenbedingung, courbe, cercle, contrainte, curva",
)
_ON_EQUATION = Words(
    "both sides, each side, either side, the left side, the right side, both hand sides, the left hand side, the right hand side",
    "the left-hand side, the right-hand side, equations?, relations?, related, given by, pythagoras, pythagorean theorem",
    "law of cosines, law of sines, cartesian, coordinates, polar",
)
_KINDS_OF_INTEGERS = "integers?, whole"
_RESTRICTIONS = (
    "lengths?, widths?, heights?, depths?, sides?, radius, radii, distances?, areas?, volumes?, times?, speeds?, mass, age",
    "prices?, costs?, amounts?, quantit*, number of, counts?, rectang*, box, boxes, triangles?, fields?, fences?, acute",
    "quadrants?, principal, positive, negative, nonpositive, nonnegative, non-positive, non-negative, natural, domain",
    "interval, between, discard*, reject*, ignor*, exclud*, neglect*, only, must, larger, smaller, greater, less, relevant",
    "meaningful, admissible, physical*, outside, from □ to □, smallest, largest, greatest, biggest, leftmost, rightmost",
)
_RESTRICTS, _RESTRICTS_BESIDE = Words(_KINDS_OF_INTEGERS, *_RESTRICTIONS), Words(*_RESTRICTIONS)
_REJECTS = Words(
    "extraneous, spurious, reject*, discard*, inadmissible, no solution, not a solution, not a root, not solutions, ruled out",
    "rule out, not satisfy, does not check, not in the domain, not allowed, only □ satisfies, only □ is, only □ checks",
    "only □ works, only □ remains, not work, scheinlösung*, keine lösung, ne convient pas, solution étrangère",
)
_RULE_TABLE = Words(
    "rule*, formula*, identit*, law*, statement*, theorem*, equation*, derivative*, claim*, step*, result*",
)
_OF_MISTAKES = Words(
    "mistakes, pitfalls?, warnings?, caution, misconceptions?, fallacy, fallacies, beware, traps?, what not to do",
    "error to avoid, errors to avoid, häufige fehler, haufige fehler, typische fehler, erreur courante, erreurs courantes",
    "erreur fréquente, erreurs fréquentes",
)
_COMMON_ERRORS = r"\b(?:common|frequent|typical|usual|classic|popular|avoid\w*) (?:\w+ )?errors?\b"
_SAYS_ALL_THE_SAME = Words(
    "correct*, right, true, truth, actually, in fact, in truth, really, proper*, should be, should read, should have been",
    "remember, recall",
)
_ALTERNATIVES = Words("or, oder, ou, others, other authors, other books, other texts, some authors, some books, some texts")
_SOLVES = Words(
    "solv*, solutions, solution of, solution to, equations?, unknowns?, intersect*, curves?, roots of, zeros of, meet",
    "fixed points?, for which, what values, which values",
)
_UNSOLVED = Words("divid*, both sides, subtract*, squaring, squared, cancel*, holds for, holds at, holds if, holds when, only")
_ASKS = Words(
    "determine*, find all, find the, give one, give an, give a, how large, how many, how long, how big, which numbers, when does",
    "when do, when is, true or false, prove or disprove, disprove, is it, are they, does it, do they, does this, what is",
    "is this true, is that true, is this correct, is that correct, is this right, is that right, does that, can this be",
    "look for, looking for, we seek, we want, with this property, means that, if and only if, iff, only if, precisely when",
    "exactly when, satisf*, unless, counterexample, example where, example for which",
)
_ASKS_WHETHER = Words(
    "prove or disprove, true or false, right or wrong, find the mistake, find the error, spot the error, spot the mistake",
    "what is wrong, where is the mistake, where is the error",
)
_TELLS_LIMITS = Words("sufficiently, large, enough, close, small, eventually, nearly, near")
_OTHER_ARITHMETIC = Words(
    "modulo, mod, binary, ternary, octal, hexadecimal, characteristic, boolean, first order, second order, leading order",
    "linear order, lowest order, to order, up to order, small, tiny, infinitesimal, approximat*, roughly, about, rule of thumb",
    "neglect*, finite field, clock, congruen*",
)
# What has such a word in its name, and is exact.
_EXACT_NAMES = (
    r"\b(?:(?:first|second)[- ]order(?= (?:partial|mixed|derivative|differential|condition|linear|ode|equation))"
    r"|binary(?= (?:cross|classif|logistic|search|tree))|characteristic(?= (?:polynomial|equation|root|function))"
    r"|(?:rotat|revol|symmetr|expan|cent(?:er|re)|spin|turn)\w* about)\b"
)
_OF_OPERATIONS = Words("define*, operation*, let, binary, given by, denote*, multiplication*, product*, law, new")
_FINITE_RING = (
    r"\\(?:mathbb|mathbf|Bbb)\s*\{?(?:F\}?\s*_|GF|Z\}?\s*(?:/|_\s*\{?\s*(?:\d|[a-z](?![a-z]))))"
    r"|\\(?:F_|Z_\{?(?:\d|[a-z])|Z/)|\bGF\s*\(|\{GF\}"
)
_OPEN_HEADINGS = Words(
    "example*, exercise*, practice, problem*, question*, quiz, homework, puzzle*, task*, solution*, answer*, when, true or false",
    "disprove, myth*, error, errors, wrong, false, find, does, is, which, what, how, aufgabe*, beispiel*, exemple*, exercice*",
)
_LAWS = Words(
    "identit*, laws?, rules?, formulas?, formulae, propert*, facts?, simplif*, expand*, expansions?, factor*",
    "logarithms, exponents, to remember, inequalit*, theorems?, lemmas?",
)


def cue_of(
    before: str, after: str = "", following: str = "", *, table: str = "", display: bool = False, of_subject: bool = False
) -> Cue:
    """What the words around a formula make of it: those `before` and `after` it in its sentence, where `□` stands for each other
    formula, the sentence `following`, and the head of the `table` it stands in. `of_subject` tells that it may be said of what
    `for` and `when` tell in words.

    What is denied, asked, or found impossible behind it goes before the cue in front of it.
    """
    after, following = after.lower(), following.lower()
    if _NONE_WITH_WORDS.search(before.lower()) and re.search(_NONE_WITH, before[-200:].lower()):
        return Cue.DENIED
    if before.rstrip().endswith(("equation", "identity")) and _EQUATION_WITHOUT.match(after):
        return Cue.DENIED
    announced = before.rstrip().endswith(":") and re.match(_ANNOUNCED, after)
    if not announced and _FALSEHOOD.search(after) and re.match(_DENIED_AFTER, after):
        return Cue.DENIED
    if not after.strip(" .,;!") and _FALSEHOOD.search(following) and re.match(_DENIED_NEXT, following):
        return Cue.DENIED
    if "?" in following and re.match(_WHO_IS_RIGHT, following):
        return Cue.ASKED
    affirmed = _are_right(after, following)
    cue = cue_before(before, table, after, display=display, of_subject=of_subject, affirmed=affirmed)
    if cue is Cue.DENIED:
        return cue
    if cue is Cue.DEFINES and before.strip() == "Where" and re.search(r"\w", after):
        cue = Cue.CONDITION  # `Where x = 0 the quotient is not defined`: there, and not from there on
    if after.rstrip(" )*_").endswith("?") and is_answered_no(following):
        return Cue.DENIED
    if after.strip(" )*_") == "?" and asks_plainly(before) and answers_truth(following):
        return Cue.CLAIM
    if after.rstrip(" )*_").endswith("?") or _ONLY_IF.match(after) or _is_unreal(before):
        return Cue.ASKED
    if _is_impossible(after) or (not after.strip(" .,;!") and _is_impossible(following)):
        return Cue.IMPOSSIBLE
    if cue in (Cue.NONE, Cue.CLAIM) and _is_universal(before.lower()[-400:], after):
        return Cue.UNIVERSAL
    if cue is Cue.CONDITION and (_numbers_told(before.lower()[-400:], after) or _is_of_plain_letters(before.lower()[-400:])):
        return Cue.UNIVERSAL
    if cue is Cue.CONDITION and (display or re.fullmatch(r"[\s.!)]*", after)) and _is_universal(before.lower()[-400:], after):
        return Cue.UNIVERSAL  # `For all □`, and a display or the end: no condition of a sentence goes on there
    if cue is Cue.CLAIM and _MAY_BE_IDENTITY.stand_in(before) and re.search(_IDENTITY, before.lower()[-400:]):
        return Cue.UNIVERSAL
    return cue


def _are_right(after: str, following: str) -> bool:
    """Whether words behind a formula, in small letters, say that those are right who say it: `, and this is correct`."""
    if not after.strip(" .,;!)"):
        return re.match(_RIGHT_NEXT, following) is not None
    return re.match(_RIGHT_AFTER, after) is not None


_HEAD_OF_ALL = (
    r"[\s*_]*(?:(?:but|and|so|now|however|hence|thus|then|moreover|also|indeed)\b[\s,]*)*for\s+"
    r"(?P<of>all|any|every|each|arbitrary|□)"
)


_MAY_BE_ROUNDED = Words("round*, decimal*, digits?, places, figures, approximately, roughly")
_ROUNDED = (
    r"\bround(?:ed|ing)\b|\b(?:approximately|roughly)\b"
    r"|\bto (?:□|\w+) (?:decimals?|decimal places?|decimal digits?|places|digits|significant (?:figures|digits))\b"
)
_UNDER_ITS_OWN, _JOINED = r"\s*(?:for|if|when|whenever)\s+□", r"\s*□\s*,?\s*(?:and|but|while)\s*"
_IFF_BOTH = r"\b(?:if and only if|iff|(?:exactly|precisely) (?:when|if|for))\s+□\s+and\s+□"


def tells_both(text: str) -> bool:
    """Whether a sentence says that an equation holds if and only if a letter has two values at once: `iff □ and □`."""
    return "□ " in text and re.search(_IFF_BOTH, text.lower()) is not None


def begins_with_all(text: str) -> str:
    """The word with which a sentence begins before letters of which it is said: `any` of `For any □`, `□` of `For □`; or ""."""
    head = re.match(_HEAD_OF_ALL, text[:80].lower()) if "or" in text[:80] else None
    return head["of"] if head is not None else ""


def _is_unreal(before: str) -> bool:
    """Whether it is said under what need not be the case: `If □ were a solution, then`, `If this is true, then`."""
    if "f th" in before and re.search(r"(?i)\bif th(?:is|at) (?:is|was) (?:correct|true|right|so)\b", before[-400:]):
        return True
    return " were " in before and re.search(r"(?i)\bif\b[^.;]* were\b(?! \w+ed\b)", before[-400:]) is not None


def _is_impossible(text: str) -> bool:
    return _MAYBE_IMPOSSIBLE.stand_in(text) and re.search(_IMPOSSIBLE, text) is not None


_HOLDING = ("holds ", "is true ", "is valid ", "always holds ")


def _is_universal(before: str, after: str) -> bool:
    """Whether it is said for all values of letters, and not of a function that is only described so."""
    if not _MAY_BE_UNIVERSAL.search(f"{before} {after}"):
        return bool(_numbers_told(before, after))
    leading = list(re.finditer(_UNIVERSAL, before))
    if leading and re.compile(_LEADS_ON).fullmatch(before, leading[-1].end()):
        return not _is_described(before[: leading[-1].start()])
    after = after.lstrip(" ,")
    after = next((after.removeprefix(holds) for holds in _HOLDING if after.startswith(holds)), after)
    behind = re.match(_UNIVERSAL, after)
    if behind is not None and re.match(r"\s*(?:$|[.,;!)])", after[behind.end() :]):
        return not _NEEDS.stand_in(re.split(r"[.;:!?]", before)[-1])
    return bool(_numbers_told(before, after))


def _is_of_plain_letters(before: str) -> bool:
    """Whether it is said for all values of letters that are no formulas: `For all x and y, □`."""
    if not _MAY_BE_UNIVERSAL.search(before):
        return False
    leading = [match for match in re.finditer(_UNIVERSAL, before) if "□" not in match.group()]
    leads = bool(leading) and re.compile(_LEADS_ON).fullmatch(before, leading[-1].end()) is not None
    return leads and not _is_described(before[: leading[-1].start()])


def _is_described(before: str) -> bool:
    """Whether something is only described by what is said for all values of letters: `it is even if for all □`, `such that for
    every □`."""
    clause = re.split(r"[.;:!?]|\bthen\b", before)[-1]
    return _DESCRIBES.stand_in(clause)


def _numbers_told(before: str, after: str) -> str:
    """The words that say of which it is said, without a letter: `for all positive numbers`, `for square matrices`."""
    if not _MAY_BE_OF_ALL.search(before + after) or "for " not in before + after:
        return ""
    told = re.search(rf"({_OF_NUMBERS}){_LEADS_ON}$", before) or re.match(rf",? ?({_OF_NUMBERS})[\s.;!)]*$", after)
    if told and before.endswith(told[0]) and told[0].rstrip().endswith(_NUMBERS) and "complex" not in told[0]:
        return ""  # `for all integers n ≥ 4`: the letter, and what is supposed of it
    return told[1] if told else ""


def sign_of_numbers(before: str, after: str) -> Sign | None:
    """Which numbers a formula is said of where no letter is named: `for all positive numbers`."""
    told = _numbers_told(before[-400:].lower(), after.lower())
    if not told:
        return None
    return next((sign for word, sign in SIGNS.items() if re.search(rf"\b{word}\b", told.replace("-", ""))), None)


def cue_before(
    text: str, table: str = "", after: str = "", *, display: bool = False, of_subject: bool = False, affirmed: bool = False
) -> Cue:
    """What the words of a sentence up to a formula make of it; `table` is the head of the table it stands in, `after` are the
    words of its sentence behind it.

    `if`, `for` and `at` reach to the formula behind them, and on over a list: not to one that is said of it. Nor to one that may
    be said `of_subject`, of what they tell in words: `For products, □`. What others say is denied unless they are `affirmed`.
    """
    text = text[-400:].lower()
    found: list[tuple[Cue, int, str]] = [(Cue.NONE, 0, "")]
    for phrase in _CUES.find(text):
        if phrase.kind is None and not _denies(text, phrase.end):
            continue
        if phrase.text.startswith(("they", "he ", "she ")) and not _OTHERS.stand_in(text[: phrase.start]):
            continue
        if phrase.text == "equal" and text.endswith(_ADJECTIVE_BEHIND, 0, phrase.start):
            continue
        last, end, _ = found[-1]
        cue = Cue.DENIED if phrase.kind is None else phrase.kind
        if cue is Cue.ALLEGED and any(word in phrase.text for word in _CORRECTLY) and not text[phrase.end :].strip(" :"):
            cue = Cue.CLAIM
        carried = last in (Cue.DENIED, Cue.ALLEGED) and phrase.text not in _REASONS
        if carried and re.compile(_DENIES).fullmatch(text, end, phrase.start):  # cannot be *simplified to*, does not *give*
            cue = last
        contrasts = phrase.text == "while" and text[: phrase.start].rstrip().endswith(",")
        found.append((Cue.NONE if phrase.text in ("for example", "for instance") or contrasts else cue, phrase.end, phrase.text))
    said_under = False
    if found[-1][2] in _SUBORDINATING and re.match(_UNDER_ITS_OWN, after) and re.fullmatch(_JOINED, text[found[-1][1] :]):
        found.append((Cue.CLAIM, len(text), ""))  # `r'(z) = 1 for z > 0 and r'(z) = 0 for z < 0`
    while found[-1][0] is Cue.CONDITION and found[-1][2] in _SUBORDINATING:
        between = text[found[-1][1] :]
        concludes_before = found[-2][0] is Cue.CLAIM  # `by the rule for products, …`
        if not (
            _is_main_clause(between, after.lower(), display=display or (concludes_before and "□" not in between))
            or (of_subject and _tells_subject(found[-1][2], between))
        ):
            break
        said_under = said_under or ("□" in between and between.rstrip().endswith((",", ":")))
        _, end, words = found.pop()  # what stands before `for x > 0,` goes on behind it
        if found[-1][0] is Cue.CONDITION and not text[found[-1][1] : end - len(words)].strip(" ,"):
            return Cue.CONDITION  # `it is even if for all x, f(-x) = f(x)`
    last, end, words = found[-1]
    if last is Cue.ALLEGED:
        return Cue.CLAIM if affirmed else Cue.DENIED
    if last is Cue.NONE and said_under:
        return Cue.CLAIM
    if last is Cue.CONDITION and words not in _SUBORDINATING and "□" in text[end:] and not _LIST.search(text):
        return Cue.NONE
    if last is Cue.NONE and "ing" in text and re.search(_PARTICIPLE, text):
        return Cue.CLAIM
    if last is Cue.NONE and table and _RULE_TABLE.stand_in(table):
        return Cue.CLAIM
    return last


def _denies(text: str, start: int) -> bool:
    """Whether a bare `not` denies what stands behind it, or the cue there: it does not *give*, cannot be *simplified to*."""
    denies = re.compile(_DENIES)
    if denies.fullmatch(text, start):
        return True
    following = next(_CUES.find(text, start), None)
    return following is not None and denies.fullmatch(text, start, following.start) is not None


def _is_main_clause(between: str, after: str, *, display: bool) -> bool:
    """Whether the condition ended before the formula: `If x > 0, …`, and not `If x = 4, y = 3, then`."""
    if not between.rstrip().endswith(","):
        return "□" in between and not _LIST.search(between)
    return display or ("□" in between and not re.match(_GOES_ON, after))


def _tells_subject(words: str, between: str) -> bool:
    """Whether a condition tells of what is spoken, and what stands behind it is said of that: `For products, □`, `When
    differentiating powers, □`. `For critical points, □` tells what they are."""
    subject = between.partition("□")[0].strip()
    if not subject.endswith((",", ":")) or words not in _OF_SUBJECTS:
        return False
    if words == "when" and not subject.partition(" ")[0].endswith("ing"):
        return False
    return re.search(_SOUGHT, subject) is None


def tells_operation(text: str) -> bool:
    """Whether the words before a formula tell what was done with an equation or inequality before it: `Dividing by □, □`."""
    return "ing" in text and re.search(_OPERATION, text.lower()) is not None


def tells_what_is_known(text: str) -> bool:
    """Whether the words before a formula tell what is given: `We know that □`, of which something is concluded."""
    return text.rstrip().lower().endswith(("we know", "we know that", "it is known that", "you know that"))


def concludes(text: str) -> bool:
    """Whether the last words before a formula draw a conclusion: `so`, `which gives`, `we get`."""
    return _CONCLUDES.stand_in(text[-60:].rpartition("□")[2])


# One of several solutions, or a sentence that goes on with others.
_SOME = Words(
    "for example, for instance, e g, try, guess*, take, taking, choose, choosing, choice, can, could, may, might, or, also",
    "either, others?, another, first, second, similarly, likewise, we consider, we look, one of, since, because, as",
)
_SOLUTIONS = Words("root*, solution*, zero*, possibilit*, value*, point*")
_SOME_SOLUTION = r"\b(?:one|an?|possible|obvious|trivial) (?:\w+ )?(?:root|solution|zero|possibilit|value|point)"


def tells_only_some(text: str) -> bool:
    """Whether words may tell one of several solutions: `one root is`, `for example`, `or`, `since`."""
    return _SOME.stand_in(text) or (_SOLUTIONS.stand_in(text) and re.search(_SOME_SOLUTION, text.lower()) is not None)


_OTHERWISE = (
    r"(?:otherwise|in (?:the other|any other|every other|all other|the remaining) cases?|else|if not|failing (?:that|this)"
    r"|if (?:this|that|it) (?:is not (?:so|the case|true|satisfied)|does not hold|fails)"
    r"|for (?:all |the )*(?:others?|remaining|rest of the)(?: real)?(?: values| numbers| ones)?(?: of)?(?: +□)?)"
)
_OTHER_WORDS = ("other", "else", "remain", "rest", "if not", "is not", "fail", "does not")
_IN_ALL_CASES = Words("in all cases, in any case, in either case, in both cases, in each case, in every case")


def is_otherwise(before: str, after: str) -> bool:
    """Whether a formula is said of what the condition before it leaves: `Otherwise, □`, `□ otherwise`."""
    words, behind = before.lower()[-200:], after.lower()
    if not any(
        part in words or part in behind for part in ("other", "else", "remain", "rest", "if not", "is not", "fail", "does not")
    ):
        return False
    return bool(
        re.search(rf"(?:^|[.;,:□]|\b(?:and|or|but)) *{_OTHERWISE}(?![\w'-]) *,? *(?:then )?{_LEADS_ON}$", words)
        or re.match(rf",? {_OTHERWISE}(?![\w'-])(?! *,? *(?:then )?{_LEADS_ON}□)", behind)
    )


def in_all_cases(text: str) -> bool:
    """Whether a sentence says something of all cases before it: `Hence in all cases □`."""
    return _IN_ALL_CASES.stand_in(text)


_TELL_SOLUTIONS = tuple(
    f"{verb} {noun}"
    for verb in ("has the", "have the", "with the", "has the only", "has the two", "whose", "its", "the")
    for noun in ("solution", "solutions", "root", "roots", "zero", "zeros")
)


_SOLUTIONS_OF = (
    r"(?<!sum of the )(?<!product of the )(?<!number of )(?<!mean of the )(?<!difference of the )"
    r"\b(?:solution|root|zero)s? (?:of|to)\s+(?:the (?:\w+\s+)?)?□\s+(?:is|are)$"
)


def tells_solutions(text: str) -> bool:
    """Whether the words before a formula say that it tells the solutions of an equation: `has the solutions`, `its roots are`."""
    text = text.lower().rstrip()
    words = text.rpartition("□")[2].removesuffix(" are").removesuffix(" is")
    return words.endswith(_TELL_SOLUTIONS) or (
        bool(text) and words.strip() == "" and re.search(_SOLUTIONS_OF, text[-100:]) is not None
    )


def lists_on(text: str) -> bool:
    """Whether the words before a formula go on with a list: `x = 1 and x = 3`."""
    return _LIST.search(text[-60:].lower().rstrip() + " ") is not None


def is_about_mistakes(heading: str) -> bool:
    """Whether a heading stands over what is often done wrong: what it shows is not said to hold."""
    return _OF_MISTAKES.stand_in(heading) or (
        "error" in heading.lower() and re.search(_COMMON_ERRORS, heading.lower()) is not None
    )


def is_said_all_the_same(before: str) -> bool:
    """Whether the words before a formula that stands under such a heading say that it holds: `the correct rule is`, `hence`."""
    return concludes(before) or _SAYS_ALL_THE_SAME.stand_in(before.rpartition("□")[2])


def rebinds(text: str) -> bool:
    """Whether a sentence may give a name another meaning: it says let, consider, find, now …, or begins with it: `With □`. What
    was found is none: `We find that □`."""
    return _REBINDS.stand_in(re.sub(r"\b(?:we|you|i|one) finds?\b", "", text[-600:].lower())) or text.split() in (
        ["With"],
        ["For"],
    )


def introduces(text: str) -> bool:
    """Whether a sentence introduces its letters: it says let."""
    return _INTRODUCES.stand_in(text)


def tells_rounding(text: str) -> bool:
    """Whether a sentence says that its numbers are rounded: `To two decimals, □`."""
    return _MAY_BE_ROUNDED.stand_in(text) and re.search(_ROUNDED, text.lower()) is not None


def gives_alternatives(text: str) -> bool:
    """Whether a sentence lists several values: `y = 2 or y = 3` defines nothing."""
    return _ALTERNATIVES.stand_in(text)


def tells_curve(text: str) -> bool:
    """Whether a sentence says that an equation ties its letters: it speaks of a curve, of a constraint, of what is satisfied."""
    return _CURVE.stand_in(text)


def tells_solving(text: str, following: str = "") -> bool:
    """Whether words speak of equations that are solved, or those of the sentence `following` an equation go to work on it."""
    return _SOLVES.stand_in(text) or _SOLVES.stand_in(following) or _UNSOLVED.stand_in(following)


def is_open(heading: str) -> bool:
    """Whether a heading stands over equations that may be solved, asked about or shown as wrong: `Exercises`, `Myths`."""
    return _OPEN_HEADINGS.stand_in(heading)


def asks(text: str) -> bool:
    """Whether words near an equation ask for something of it: `Find all integers with`, `How large is n?`."""
    return _ASKS.stand_in(text)


def asks_whether(text: str) -> bool:
    """Whether a sentence shows something of which readers are to find whether it holds: `Prove or disprove`."""
    return _ASKS_WHETHER.stand_in(text)


def tells_limits(text: str) -> bool:
    """Whether words leave only some values of letters, and do not say which: `sufficiently large`."""
    return _TELLS_LIMITS.stand_in(text)


def tells_other_arithmetic(text: str) -> bool:
    """Whether words say that equations are not meant exactly, or not of real numbers: `modulo 2`, `to first order`."""
    return _OTHER_ARITHMETIC.stand_in(text) and _OTHER_ARITHMETIC.stand_in(re.sub(_EXACT_NAMES, " ", text.lower()))


def names_finite_ring(latex: str) -> bool:
    r"""Whether a formula names a finite field or a ring of residues, `\mathbb{F}_2`, `\mathbb{Z}/6\mathbb{Z}`: what is said in it
    is not meant of integers."""
    return ("F" in latex or "Z" in latex) and re.search(_FINITE_RING, latex) is not None


def defines_operation(text: str) -> bool:
    """Whether words say that a formula defines an operation: `define`, `the operation`, `let`."""
    return _OF_OPERATIONS.stand_in(text)


def tells_laws(heading: str) -> bool:
    """Whether a heading stands over laws, which are claimed for all values of their letters: `Rules for exponents`."""
    return _LAWS.stand_in(heading) and not _SOLVES.stand_in(heading)


def names_law(lead: str) -> bool:
    """Whether the words before a formula say no more than that it is a law: `**Rule.**`, `Theorem 3.`"""
    return len(lead) < 40 and _first_word(lead) in _LAW_NOUNS and re.fullmatch(_NAMES_LAW, lead.lower()) is not None


def labels_laws(text: str) -> bool:
    """Whether a sentence is a label of laws and the laws: `Exponential properties: □, □`."""
    label, colon, _ = text.partition("□")[0].rpartition(":")
    return bool(colon) and len(label) < 40 and tells_laws(label)


def speaks_of_law(lead: str, text: str) -> bool:
    """Whether a sentence is a law, or recalls one, so that it is said for all values of its letters: `**Rule.** …`."""
    return names_law(lead) or (
        _first_word(text) in _BEGIN_LAWS
        and _MAY_SPEAK_OF_LAW.stand_in(text)
        and re.match(_SPEAKS_OF_LAW, text.lower()) is not None
    )


def _first_word(text: str) -> str:
    word = _WORD.search(text)
    return word.group().lower() if word is not None else ""


def begins_another(text: str) -> bool:
    """Whether a sentence begins with another example: `Another example: …`, `For a second function`."""
    may_begin = _MAY_BEGIN_ANOTHER.stand_in(text) and _MAY_BEGIN_ANOTHER.stand_in(text[:60])
    return may_begin and re.match(_ANOTHER, text) is not None


def changes_values(text: str) -> bool:
    """Whether words change what a letter stands for, without telling to what: `Doubling the speed`, `if the mass is halved`."""
    return _CHANGES.stand_in(text) and "sides" not in text


def letters_changed(words: str) -> frozenset[str]:
    """The letters that words, with short formulas as they were written, say to be changed: `We increase $n$ by $1$`."""
    if "$" not in words or not any(stem in words.lower() for stem in _CHANGING):
        return frozenset()
    told = (match["names"] or match["passive"] for match in re.finditer(_CHANGES_LETTERS, words))
    return frozenset(name for names in told for name in re.findall(r"[A-Za-z](?:_\w)?", names.replace(" and ", " ")))


def begins_item(text: str) -> bool:
    """Whether a paragraph begins as a further part of an exercise does: `(b) Expand`."""
    return re.match(r"[\s*_]*\(?(?:[b-h]|ii|iii|iv|vi*)[).]\s", text) is not None


def tells_case(text: str) -> bool:
    """Whether a sentence speaks of a case: a value in it is one of many, and is meant until its letter is named again."""
    return _CASE.stand_in(text)


_WORD = re.compile(r"[^\W_]+")
_NOUNS_OF_LAWS = ("rule", "law", "formula", "identity", "theorem", "lemma", "proposition", "corollary", "fact")
_LAW_NOUNS = frozenset(noun + ending for noun in _NOUNS_OF_LAWS for ending in ("", "s"))
_BEGIN_LAWS = _LAW_NOUNS | {"remember", "recall", "as", "we", "it", "always", "the"}
_MAY_SPEAK_OF_LAW = Words(", ".join(f"{noun}s?" for noun in _NOUNS_OF_LAWS), "remember, recall, always")
_A_LAW = rf"[\W_]*(?:{'|'.join(_NOUNS_OF_LAWS)})s?"
_NAMES_LAW = rf"{_A_LAW}(?: [\w.]+)?[\W_]*"
_SPEAKS_OF_LAW = (
    rf"{_A_LAW}(?: [\d.]+)?[*_]*[.:]|[\W_]*(?:"
    r"(?:remember|recall)\b|as a rule\b|we always have\b|it always holds\b|always\b"
    r"|the (?:identity|law|formula|rule)\b[^.]*\b(?:is well known|holds always|always holds)\b)"
)
_LAWS_NAMED = ("rule", "formula", "theorem", "identit", "law", "parts", "pital", "pythagoras", "substitution")
_BY_A_RULE = (
    r"\b(?:(?:by|using|from|with|via|applying) (?:the )?[\w'’ -]*"
    r"(?:rules?|formula[se]?|theorems?|identit(?:y|ies)|laws?|parts|h[oô]s?pital|pythagoras|substitution)(?: of calculus)?"
    r"|integrating by parts)"
    r"\s*[,:]?\s*"
    r"(?:(?:we|one|you) (?:\w+ly )?(?:gets?|has|have|finds?|obtains?|sees?)(?: that)?|it follows that|this is|that is)?\s*:?\s*$"
)


_SENTENCE = 160
"""How long the words that give a reason may be: a rule is named shortly before the formula."""


def reason_before(text: str) -> str:
    """The rule that the words before a formula give as its reason, in these words: `by the product rule, we get`; or ""."""
    last = text[-_SENTENCE:].rpartition("□")[2].rpartition(". ")[2].lower()
    found = re.search(_BY_A_RULE, last) if any(word in last for word in _LAWS_NAMED) else None
    return found.group() if found is not None else ""


def restricts(text: str, *, of_kinds: bool = False) -> bool:
    """Whether words may rule out solutions of an equation: the letter is a length, or some of the solutions are discarded. The
    words `of_kinds` of letters that are understood rule out nothing beside."""
    return (_RESTRICTS_BESIDE if of_kinds else _RESTRICTS).stand_in(text)


def rejects(text: str) -> bool:
    """Whether a sentence may reject one of the solutions that were found: `□ is extraneous`, `only □ satisfies the equation`."""
    return _REJECTS.stand_in(text)


def works_on_equation(text: str) -> bool:
    """Whether a sentence works on an equation, or tells a relation of its letters: `dividing both sides by 2`, `in polar
    coordinates`, `by the theorem of Pythagoras`."""
    return _ON_EQUATION.stand_in(text)
