"""Who is asking, as the page wants to know it."""

from pydantic import Field

from tune_api.access.scope import Scope
from tune_contract.model import Model

MOST = 8192
"""Characters of a key; a token of an identity provider is the longest there is."""


class Login(Model):
    """A key for the session."""

    key: str = Field(min_length=1, max_length=MOST, pattern="^[!-~]+$")
    """As whoever runs the API has given it."""


class SessionDocument(Model):
    """Who is asking, and what they may do."""

    name: str
    """Of the key; empty without one."""
    scopes: list[Scope]
    """What may be done now."""
    keys_needed: bool
    """Whether there is nothing to see without a key."""
