"""The recipes: one file each, a list of stages. `recipe=NAME` chooses (cads_ray/recipe.py says what a recipe is)."""
