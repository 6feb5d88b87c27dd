"""Kafka, PostgreSQL and Redis that run elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExternalServices:
    """What need not be started here. An empty one is."""

    bootstrap_servers: str = ""
    """`host:port,host:port`, without TLS and passwords."""
    database_uri: str = ""
    """`postgresql://...`"""
    redis_uri: str = ""
    """`redis://...`, for a job that has such a sink. None is started here."""
