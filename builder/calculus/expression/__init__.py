"""Mathematics as it was written: `nodes` (the tree), `walk` (what treats all nodes alike), `functions` (the known functions),
`fields` (divergence and curl), `gaps` (where a formula may have no value)."""
