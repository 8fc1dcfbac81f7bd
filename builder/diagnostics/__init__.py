"""Messages: what one is (`diagnostic`, and `message` as it is told), what each code means (`codes`, `explain`), how bad it is to
a site (`severities`), and how one looks (`snippet`, `visible`, `numbers`).
"""
