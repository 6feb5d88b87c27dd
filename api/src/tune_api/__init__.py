"""Serves results, live updates and metrics."""
