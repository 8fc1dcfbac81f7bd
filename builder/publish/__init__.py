"""Checked documents to a site. In reading order: `assets`, `mathematics`, `nodes` (what stands on a page), `known` (verdicts in
words), `plan`, `navigation`, `prose`, `links`, `rows`, `page`, `render`, `compose`, `output`, `site` (`build_site`), `preview`
(`serve`), `scaffold` (`new_site`)."""
