"""Scenarios, to everybody but the producer: which events it can make, and their parameters."""
