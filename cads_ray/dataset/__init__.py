"""What is kept: exactly as many as asked for, no two alike, nothing that a benchmark holds, in the shares wished for."""
