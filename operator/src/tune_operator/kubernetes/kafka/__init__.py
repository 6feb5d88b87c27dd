"""Asks Kafka for the topics' ends: the only thing the operator wants of it itself."""
