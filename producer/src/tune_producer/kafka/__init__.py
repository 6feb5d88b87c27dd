"""Kafka, as the producer uses it: writing, and reading back after a crash."""
