"""The steps of a pass: each takes the context and returns a further one, or the Decision."""
