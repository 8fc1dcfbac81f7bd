"""Text to `Document`, and what a document says. It decides nothing but whether a definition is restated or an equation holds.

In reading order: `document` (the types); `files` and `gather` (what paths name), `read` (a source to a document, by its
markup) with `bounds` (how much it may hold). Of Markdown: `front_matter` with `front_matter_values`, `markdown` with
`math_rules`, `formulas`, `link_labels`, `tables`, `task_lists`, `directives`, `positions` and `reading`, and `markdown_flow`;
of the others: `notebook`, `tex`, `restructuredtext`, `pretext` with `xinclude`. What all of them give, a flow, is read by
`options` (what readers are to decide), `labelled` (parts with letters) and `numbered` (exercises with numbers), `answered`
(exercises whose answers stand further on), `triangles` (Pascal's),
`tabulated` (tables of values), `applied` (letters that are functions by their use), `prose` (a document as somebody reads it),
`words`, `sayings` (types of what is said), `phrases`, `letters`, `regions`, `truth` (what is asked, and answered), `cues`,
`sentences` (what words tell), `evidence`,
`determined` and `counted` (what forms tell), `generality` and `laws` (what is said of all values), `repeated`,
`expectations`, `nouns`, `in_words`, `properties`, `quantities`, `named_quantities`, `pairs` and `inverses` (relations in words),
`tangents` (lines and polynomials that touch), `motion`, `both_sides`,
`predications` and `hypotheses` (what is told of functions), `sorts`,
`things`, `euler` and `logarithms` (which letters are no real numbers, what e and π are, and the base of logarithms),
`said_in_words` (all that the words of a passage tell by themselves), `domains` (where functions are told),
`scope` with `comparisons` (what holds where),
`definitions` with `by_cases`, `somewhere` and `concluded` (what names stand for), `rates`,
`solved`, `given_values` and `differential_equations` (what follows from equations before), `asked_functions`
(what exercises ask about), `answers` with `values_told` and `special_points` (what is told to solve something), `recursions`,
`alternatives` (where else), `set_aside` and `conditions` (what holds from there on, and what does not), `supposed` (what is
said under an equation), `occurrence` (a statement in its text), `roles` with `ruled`, `statements` and `claims` (what is
said), and `rows`; `invisible`, `suggest`.
"""
