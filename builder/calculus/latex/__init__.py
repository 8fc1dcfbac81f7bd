"""LaTeX to trees and back. It knows no scope but the `Names` that it is given.

In reading order: `tokens`, `commands` (the tables of what is read), `lexer`, `cursor`, `names`, `words`, `units`, `connectives`,
`as_such`,
`naming` and `usage` (what letters stand for), `choices` (ambiguous notation: `ambiguous` lists it), `parser` with `atoms`,
`calls`, `notation`, `fields`, `indicators` and `evaluation`, `sides` (relations), `labels` (those
of braces), `rows` and `display` (statements: `statement`),
`run_together` and `assumptions` (words), `printer` with `adjacency`, `explicit` (brackets that leave one reading), `errors`.
"""
