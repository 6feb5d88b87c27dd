"""Kafka and PostgreSQL that run elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExternalServices:
    """What need not be started here. An empty one is."""

    bootstrap_servers: str = ""
    """`host:port,host:port`, without TLS and passwords."""
    database_uri: str = ""
    """`postgresql://...`"""
