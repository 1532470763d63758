"""Ray under the dataflow: up and down, its executor, its actors, and rows on their way between them."""
