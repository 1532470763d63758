"""An OpenAI-compatible endpoint to test against: the wire format, faults, latency and limits of a hosted provider."""
