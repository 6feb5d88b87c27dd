"""The example that `tune demo` runs; examples/genre-counts.yaml is the same file."""
