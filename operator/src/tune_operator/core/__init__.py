"""Pure decisions: no clock, no client, no randomness, no files.

observe (backend) -> decide(job, status, observed, now) -> Decision -> apply (backend)
"""
