"""Claims about entries, vectors and matrices whose sizes are letters: refuted at some sizes, proved for every size.

In reading order: `elements` (the language of entries), `sizes`, `subscripts`; from the syntax tree to elements: `unknowns`,
`names`, `reader`, `extents`; the refuter: `grounding`, which writes a claim out at sizes that are numbers, for the judge of
numbers; the prover: `slopes`, `monomials`, `calculator`, `sums`, `prove`; the decision: `decide`; for the naming of mistakes:
`paths`.
It is loaded only when a claim speaks of entries.
"""
