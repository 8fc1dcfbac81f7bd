"""Text to `Document`, and what a document says. It decides nothing but whether a definition is restated or an equation holds.

In reading order: `document` (the types), `files`, `front_matter`; `markdown` with `math_rules`, `formulas`, `tables`,
`directives`, `positions` and `reading` (a source to a document); `prose` (a document as somebody reads it), `sayings` (the types
of what is said), `cues` and `sentences` (what words tell), `evidence` and `determined` (what forms tell), `scope` (what holds
where), `claims` and `rows` (what is said); `suggest`.
"""
