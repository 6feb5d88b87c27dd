"""Writes dead letters back to their topics, each once, also while the job runs."""
