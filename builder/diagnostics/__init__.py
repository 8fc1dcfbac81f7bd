"""Messages: what one is (`diagnostic`, and `message` as it is told), what each code means (`codes`, `explain`), and how one looks
(`snippet`, `visible`).
"""
