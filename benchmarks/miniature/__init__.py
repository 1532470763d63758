"""The paper's claims in a world where the truth is known: python -m benchmarks.miniature (README.md beside this file)."""
