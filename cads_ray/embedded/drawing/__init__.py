"""Figures and charts as data: said in words, read back from the words, and drawn."""
