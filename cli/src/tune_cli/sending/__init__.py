"""Sends a file of events to the API, in batches, until each is acknowledged or refused."""
