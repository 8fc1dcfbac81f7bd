"""Messages: what one is (`diagnostic`), what each code means (`codes`, `explain`), and how one looks (`snippet`, `visible`)."""
