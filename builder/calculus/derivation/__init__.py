"""Writes derivations. It says what a person would do next, and never decides what is true.

In reading order: `derivation` (what one is), `goals` (what is asked), `derive` (chooses a method), `differentiate` (which
rule comes next) with `silence` (which are not told) and `pieces`, the methods `by_rules` (with `by_operators`),
`by_definition`, `by_binomial`, `by_chain`, `by_paths`, `by_logarithm`, `by_curve`, `by_parameter`, `by_entries` (with
`entries` and `collecting`) and `by_limit` (with `limit_moves`, `standard_limits`, `dominant`, `at_infinity` and `rough`),
`by_antiderivative` (with `integrals`, which plans, `integral_moves`, which are in `integrands`, `integrals_of_fractions`,
`integrals_of_angles`, `integrals_by_parts` and `substitutions`, `integral_table` and `partial_fractions`), `by_definite`
(with `values`), `by_tangent`, `by_inverse` (with `one_to_one`), `by_critical` (with `periodic`, `by_critical_of_two`,
`two_equations`, `solving` and `signs`) and `by_nth` (with `patterns`), `finish` (to the form in which a textbook ends) with
its moves, `arranging`, `multiplying_out`, `factoring`, `denominators`, `identities` and `radicands`, and what they stand on,
`terms`, `sums`, `layers`, `dividing` and `polynomials`, `answer` with `alike` (to the form asked for), `between` (two rows),
`rows` and `build` (how rows are written down).
"""
