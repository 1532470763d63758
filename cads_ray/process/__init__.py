"""The process that a command runs in: its terminal, its signals, and who speaks when it dies."""
