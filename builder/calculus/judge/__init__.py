"""Decides claims. It shares no rule with the writer of derivations, and it imports neither the reader of LaTeX nor SymPy.

In reading order:

- what is asked and answered: `verdict`, `terms` (the judge's own language), `attempt`;
- from the syntax tree to terms: `meaning`, `interpreter` on `derivatives` on `names`, with `scope`, `usage`, `folding`,
  `shapes`, `conventions`, `fields`, `ellipsis`, `expanded`, `in_doubt`, `finite`, `restated`, `orders`, `apart` and
  `distinct` (indices that may be the same), `sequences`, `dominant` on `stirling`, `recursion` (closed forms),
  `volumes` (elements of area),
  `inverses` (of any function), `moments`,
  `functional`; walks over
  terms: `subterms`, `substitution`, `integers`;
- the refuter: `balls`, `jets`, `quadrature` and `unbounded` (integrals to ∞), `improper` on `holomorphic`, `ends` and
  `oscillating` (integrals along paths in the complex plane), `long_sums`, `tails`, `function_values`,
  `two_sided`, `evaluate`, `points`,
  `cells`, `curves`, `variety`,
  `reach`, `look`, `touching` on `closed_forms` and `meeting`, `jumps`; what the claims of a chain share: `known`;
- the prover: `field` (fractions over kernels), `isolation`, `signs` on `inferences` and `domain` (facts), `powers`,
  `circular` on `circle`, `functions`, `normal_form`, `differentiate`, `expansion` and `limits`, `sums` on `infinite_sums`,
  `constants` and `exact`, `cases`, `components`, `ends_of_integrals`, `convex`, `arcs`, `existence`, `ideal`,
  `inequalities`, `branching`, `prove`,
  `reductions`, `induction`, `inequality_induction`, `bounded_sums`; `primitives` on `partial_fractions` and
  `inner_functions`, and `parametric` are antiderivatives, `gaussians` what has none and is integrated over the line,
  `usual_branch` that of a trigonometric substitution, `half_angle`
  what sines and cosines become, `change_of_variable` what any integral becomes, `iterated` are integrals of integrals, `kinks`
  part those of |·|;
- vectors and matrices of any size, told by `entries`: the room `tensors`; letters that are no real numbers, told by `sorts`: the
  room `algebras`;
- what has no value: `breaks`, `oscillation`, `divergence`; for which letters there is one: `convergence`; what may be drawn of a
  function: `graphs`;
- the decision: `approximate`, `antiderivatives`, `approach`, `infinite`, `decide` on `looks`, `stated`,
  `between_ends`, `nowhere`, `chain`,
  `solutions` on `polynomials` and `zeros`, `imaginary`; `written` says what a proof was made of.

What few claims need is imported by the function that needs it: a check of one note would load much that it never uses.
"""
