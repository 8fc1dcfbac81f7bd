"""How fast it is, in processor time and as ratios within one run. Not collected by pytest: `python -m tests.benchmarks`."""
