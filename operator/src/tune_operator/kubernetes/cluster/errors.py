"""What the API server refuses, in the contract's error tree.

TuneError
├── PermanentError
│   ├── InvalidInput
│   │   └── Refused        it does not take the object: invalid, over quota, not allowed
│   └── Conflict
│       └── AlreadyThere   an object of that name exists
└── TemporaryError
    └── Unreachable
        └── ServerAway     it does not answer, or asks to come back later
"""

import json

from kubernetes.client.exceptions import ApiException

from tune_contract.errors import Conflict, InvalidInput, TuneError, Unreachable

NOT_FOUND = 404
_CONFLICT = 409
_BUSY = 429
_SERVER = 500


class Refused(InvalidInput):
    """The API server does not take the object."""


class AlreadyThere(Conflict):
    """An object of that name exists."""


class ServerAway(Unreachable):
    """The API server does not answer, or asks to come back later."""


def error_of(problem: ApiException, what: str) -> TuneError:
    """The error for an answer that is no success.

    Args:
        problem: the answer.
        what: what was tried, as in `create Pod music/x`.
    """
    status, said = int(problem.status or 0), _said(problem)
    if status == _CONFLICT:
        return AlreadyThere(f"{what}: {said}")
    if status == _BUSY or status >= _SERVER or status == 0:
        return ServerAway(f"{what}: {said}")
    return Refused(f"{what}: {said}")


def _said(problem: ApiException) -> str:
    """The API server's own sentence; it names the field, the quota or the missing right."""
    try:
        return str(json.loads(problem.body or "")["message"])
    except (ValueError, KeyError, TypeError):
        return str(problem.reason or problem.status)
