"""Decides who gets in: the one place where a key becomes rights."""

from dataclasses import dataclass
from http import HTTPStatus

from tune_api.access.caller import Caller
from tune_api.access.keys import KeyRing
from tune_api.access.rate import PER_SECOND
from tune_api.access.scope import Scope
from tune_api.access.tokens import Tokens, is_token
from tune_api.refusal import Refusal

HOW = "send it as Authorization: Bearer KEY, or as X-API-Key: KEY"
_DOES = {
    Scope.READ: "read",
    Scope.WRITE: "change jobs",
    Scope.INGEST: "send events",
}


@dataclass(frozen=True)
class Gate:
    """The keys, and what is allowed without one."""

    rings: tuple[KeyRing, ...] = ()
    tokens: Tokens | None = None
    """The tokens of an identity provider that count too."""
    everybody: frozenset[Scope] = frozenset()
    """What needs no key."""
    rate: float = PER_SECOND
    """Requests a second of one caller; 0 = without limit."""
    without_keys: str = "have this API started with --keys-file"
    """What to do when there is no key for something."""

    @property
    def reading_needs_key(self) -> bool:
        """Whether there is nothing to see without a key."""
        return Scope.READ not in self.everybody

    async def known(self, secret: str) -> Caller | None:
        """Whose key it is, with what everybody may; None when nobody's.

        Raises:
            Unreachable: it is a token, and the identity provider does not answer.
        """
        owners = [owner for ring in self.rings for owner in ring.owners(secret)] if secret else []
        if not owners and self.tokens is not None:
            found = await self.tokens.owner(secret)
            owners = [found] if found else []
        if not owners:
            return None
        scopes = self.everybody.union(*(owner.scopes for owner in owners))
        return Caller(owners[0].name, scopes)

    async def admit(self, secret: str, scope: Scope) -> Caller:
        """Let somebody in.

        Args:
            secret: the key that is shown; empty = none.
            scope: the right that is needed.

        Raises:
            Refusal: 401, a key is needed; 403, it is unknown or has not this right.
        """
        if scope in self.everybody and not secret:
            return Caller("", self.everybody)
        caller = await self.known(secret)
        if caller is None and scope in self.everybody:
            return Caller("", self.everybody)
        if caller is None:
            raise self._unknown(secret, scope)
        if scope not in caller.scopes:
            raise Refusal(
                HTTPStatus.FORBIDDEN,
                f"the key {caller.name} may not {_DOES[scope]}",
                f"use one with the scope {scope}",
            )
        return caller

    def _unknown(self, secret: str, scope: Scope) -> Refusal:
        if not self.rings and self.tokens is None:
            reason = f"nobody may {_DOES[scope]} here"
            return Refusal(HTTPStatus.FORBIDDEN, reason, self.without_keys)
        if self.tokens is not None and is_token(secret):
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            reason = "the token has expired, or is not for this API"
            return Refusal(HTTPStatus.UNAUTHORIZED, reason, "get a new one", challenge)
        if secret:
            return Refusal(HTTPStatus.FORBIDDEN, "the key is not known", "ask who runs this API")
        challenge = {"WWW-Authenticate": "Bearer"}
        return Refusal(HTTPStatus.UNAUTHORIZED, "a key is needed", HOW, challenge)
