"""Files of a run directory, here or in a bucket."""
