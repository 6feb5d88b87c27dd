"""Produces seeded events at a rate and keeps a ledger of what Kafka acknowledged."""
