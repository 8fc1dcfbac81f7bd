"""Decides everything that a document says.

In reading order: `checked` (the types), `relations` (statements), `derivations` (those that we write), `directives`,
`check` (a document), `findings` and `telling` (what is told of it), `workers`, `paths` (files and folders), `chains` (a
derivation that stands alone), `messages`.
"""
