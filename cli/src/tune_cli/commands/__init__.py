"""The commands of `tune`, one module each."""
