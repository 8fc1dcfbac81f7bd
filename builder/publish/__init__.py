"""Checked documents to a site. In reading order: `assets`, `mathematics` with `upright` and its `engine`, `words` (of the
interface), `nodes` (what stands on a page), `known` (verdicts in words), `plan`, `navigation`, `prose`, `links`, `cited`
(rules that reasons name), `parts` (their colours), `rows`, `defined` (what a definition introduces), `plots`, `page`,
`glossary` (pages that nobody writes), `previews` (what references show), `search` (what readers search in), `downloads` (what
they take along), `chapters` (folders in one page), `joined` (formulas and their punctuation), `templates`, `render`,
`compose`, `output`, `site` (`build_site`), `preview` (`serve`), `scaffold` (`new_site`), `coverage` (the report of a check).
"""
