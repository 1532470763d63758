"""Recipes: each a short file that lists stages. `cads` is the paper's."""
