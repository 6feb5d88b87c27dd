"""How much is taken at once, and how long anything may take."""

MIB = 1024**2

BODY_BYTES = 10 * MIB
"""Of one request."""
RECORDS = 10_000
"""In one request."""
NESTED = 100_000
"""Objects and arrays in one JSON body: 10 MiB of `{}` would take 200 MiB of memory."""
RECORD_BYTES = 1_000_000
"""Of one event: with its batch's head it stays below what a broker takes unless told otherwise."""
ALL_BODIES_BYTES = 32 * MIB
"""Of all requests that are being read or written; more are asked to come again."""
QUEUE_RECORDS = 100_000
"""Handed to Kafka and not acknowledged; more are asked to come again."""
QUEUE_KIB = 64 * 1024
"""The same in KiB."""
READ_SECONDS = 30.0
"""For a body to arrive."""
ACK_SECONDS = 20.0
"""For Kafka to acknowledge a request: within the 30 s that proxies and clients commonly wait."""
REMEMBERED = 300_000
"""Event ids that are remembered, unless told otherwise: 45 MB."""
REMEMBERED_SECONDS = 600.0
"""How long, unless told otherwise: longer than a caller tries again."""
