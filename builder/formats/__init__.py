"""Ways of printing what was checked or derived: one module for each way, each with a `render`. None of them prints.

In reading order: `counts`, `check_text`, `check_json`, `check_jsonl`, `check_github`, `certificates`; `unicode_mathematics`,
`derivation_text`, `derivation_latex`, `derivation_markdown`, `derivation_json`;
`ambiguity_guide` (a page of the guide).
"""
