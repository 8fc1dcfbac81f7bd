"""What a worker answers to records and to a single `derive`: the tasks of the guard that are about JSON and printing.

`reading` makes an object of a line, and an answer of whatever comes of it; `check` and `derive` are the tasks.
"""
