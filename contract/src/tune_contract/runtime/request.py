"""How the API asks something of a job that `tune run` runs: a file each in the job's folder.

Whoever runs the job holds its lock, takes the files up in the order of their names, and removes
them. A file is whole as soon as it is there.
"""

from tune_contract.model import LenientModel
from tune_contract.tunejob.action import JobAction

LOCK = "lock"
"""Locked as long as somebody runs the job."""
REQUESTS = "requests"
"""The folder of the requests; `*.json` in it."""


class JobRequest(LenientModel):
    """One request."""

    action: JobAction
