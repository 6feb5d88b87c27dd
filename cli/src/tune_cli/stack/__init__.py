"""The embedded stack: real Kafka and PostgreSQL on this machine, shared by all commands."""
