"""Turns what the cluster shows into what the core decides from."""
