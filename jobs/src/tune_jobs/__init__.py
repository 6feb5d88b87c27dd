"""Runs in the Spark driver: sources, pipelines, sinks, progress."""
