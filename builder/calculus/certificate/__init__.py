"""Certificates: why a proved identity holds, as a statement that can be checked without this program.

A certificate is made anew from the two sides of a claim, by other arithmetic than the judge's. It says which letters and function
values (kernels) the sides are polynomials in, which laws tie those together (sin² + cos² = 1, eᵃeᵇ = eᵃ⁺ᵇ, …), and how the
difference of the sides is a combination of these laws. Nothing here is computed unless somebody asks for certificates.

In reading order: `polynomial`, `kernels` (what a polynomial is in), `reading` (terms to fractions), `laws` that tie kernels
together, `exponents`, `angles`, `factorials` (which a claim needs), `certify`, `lean` (rational identities as Lean 4 examples).
"""
