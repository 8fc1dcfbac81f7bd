"""Claims about letters that are no real numbers: matrices, vectors, complex numbers and quaternions.

A formula is read once, as an element of any algebra (`reading`). In `values` elements are matrices of numbers, which refute; in
`forms` they are normal forms over letters that do not commute, which prove for every size; `duals` are elements
of either with their derivatives. `decide` does all.
"""
