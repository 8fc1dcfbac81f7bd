"""Judging in expendable processes: whatever a question does to the process that works on it, it and the others are answered.

`worker` is the process that answers, behind its fences, and `process` what its parent knows of it; `pool` starts workers, gives
them questions, and answers in their place when they do not survive one (`answers`). A command with a single question is
`expendable` itself. A question and its answer are bytes; what they mean is a matter of the task, a function in a module that the
worker imports. Nothing here knows mathematics.
"""
