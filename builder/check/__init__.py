"""Decides everything that a document says.

In reading order: `standing` and `checked` (the types), `relations` (statements) with `places`, `expansions`, `reasons`
(`row_pair`, `differentiated`, `integrated`, `rearranged`, `angles`, `at_limits`, `named_rules`, `leading`), `antiderivatives`,
`likely`, `worked_out`, `under_limits`, `solving`, `functions_that_solve` and `meant`, `derivations` (those
that we write),
`directives` with `known_rules` and `plots` on `plotted` (the types),
`check` (a document), `chains` (a derivation that stands alone), `messages`; `findings`,
`kept` and `telling` (what is told of it); `values` (what both sides are at a point);
`judging` (the task of a worker) and `workers`, `inheritance` (what a page has from
its site), `paths` (files and folders) with `changed`, `baseline`, `coverage`.
"""
