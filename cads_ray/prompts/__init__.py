"""Prompts: text files by task, their rendering and the parsing of what was rendered, and the schemas of the replies."""
