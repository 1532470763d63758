"""What the families of problems are made of: worlds, wordings, and what can be asked about them."""
