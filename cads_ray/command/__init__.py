"""The command line: overrides, what must hold of them, sweeps, and what is seen while a run works."""
