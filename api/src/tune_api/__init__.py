"""Serves the jobs, their results, live updates, metrics and a page to look at them."""
