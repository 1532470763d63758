"""A session of a run, before its rounds and after them: seeds in, objects from configuration, the dataset and report out."""
