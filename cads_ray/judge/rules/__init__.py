"""The rules of the matcher, one kind of answer a file. `match` asks them in order; the first that knows both sides decides."""
