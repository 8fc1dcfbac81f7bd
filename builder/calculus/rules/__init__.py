"""The rule book: `rule`, the tables `differentiation`, `integration`, `algebra`, `trigonometry`, `limits`; `moves` need no law;
all in `book`.

Nothing is imported here, because the naming of mistakes needs what a rule is and none of the tables.
"""
