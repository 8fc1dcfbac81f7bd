import Mathlib

-- Written by tests/certificates/test_lean.py, from the claims of that folder.

-- (x + y)^2 = x^2 + 2xy + y^2
example (x y : ℝ) :
    ((x + y) ^ 2 : ℝ) = x ^ 2 + 2 * x * y + y ^ 2 := by
  ring

-- \frac{x^2 - 1}{x - 1} = x + 1
example (x : ℝ) (h1 : x - 1 ≠ 0) :
    ((x ^ 2 - 1) / (x - 1) : ℝ) = x + 1 := by
  field_simp <;> ring

-- \frac{1}{x} - \frac{1}{x + h} = \frac{h}{x(x + h)}
example (h x : ℝ) (h1 : x ≠ 0) (h2 : x + h ≠ 0) :
    (1 / x - 1 / (x + h) : ℝ) = h / (x * (x + h)) := by
  field_simp <;> ring

-- 0.25 x + \frac{3}{4} x = x
example (x : ℝ) :
    ((1 / 4) * x + 3 / 4 * x : ℝ) = x := by
  ring

-- (a + b + c)^3 - a^3 - b^3 - c^3 = 3 (a + b)(b + c)(c + a)
example (a b c : ℝ) :
    ((a + b + c) ^ 3 - a ^ 3 - b ^ 3 - c ^ 3 : ℝ) = 3 * (a + b) * (b + c) * (c + a) := by
  ring

-- f(x + 1) - f(x) = 3x^2 + 3x - 3
example (x : ℝ) :
    ((x + 1) ^ 3 - 4 * (x + 1) - (x ^ 3 - 4 * x) : ℝ) = 3 * x ^ 2 + 3 * x - 3 := by
  ring
