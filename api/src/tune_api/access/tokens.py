"""Tokens of an identity provider (OpenID Connect): who signed them is looked up, never asked."""

import asyncio
import json
from dataclasses import dataclass
from urllib.request import urlopen

import jwt
from pydantic import JsonValue

from tune_api.access.caller import Caller
from tune_api.access.scope import Scope
from tune_contract.errors import Unreachable

# Signatures by a key pair alone: with the others whoever can check a token could make one.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
_SECONDS = 5.0  # for an answer of the provider
_FRESH = 300.0  # seconds until its keys are read anew; an unknown one has them read at once
_LEEWAY = 30.0  # seconds that clocks may differ
_MOST = 1024 * 1024  # bytes of its description
_DOTS = 2


@dataclass(frozen=True)
class Provider:
    """Who signs tokens, and for whom they must be."""

    issuer: str
    audience: str


class Tokens:
    """Checks the tokens of one provider."""

    def __init__(self, provider: Provider) -> None:
        """Ask nothing yet: the provider may be away when this starts."""
        self._provider = provider
        self._keys: jwt.PyJWKClient | None = None

    async def owner(self, token: str) -> Caller | None:
        """Whose token it is; None when it is none, has expired, or is for somebody else.

        Raises:
            Unreachable: the provider's keys are not known yet, and it does not answer.
        """
        if not is_token(token):
            return None
        return await asyncio.to_thread(self._owner, token)

    def _owner(self, token: str) -> Caller | None:
        try:
            key = self._known_keys().get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=self._provider.audience,
                issuer=self._provider.issuer,
                leeway=_LEEWAY,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise self._away(error) from None
        except jwt.PyJWTError:
            return None
        return Caller(str(claims["sub"]), _scopes(claims.get("scope")))

    def _known_keys(self) -> jwt.PyJWKClient:
        if self._keys is None:
            self._keys = jwt.PyJWKClient(self._found_keys(), lifespan=_FRESH, timeout=_SECONDS)
        return self._keys

    def _found_keys(self) -> str:
        """Where the provider's keys are, as it says itself."""
        where = f"{self._provider.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            with urlopen(where, timeout=_SECONDS) as answer:  # noqa: S310 - the scheme was checked
                return self._keys_of(json.loads(answer.read(_MOST)))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._away(error) from None

    def _keys_of(self, said: dict[str, JsonValue]) -> str:
        if said["issuer"] != self._provider.issuer:
            raise ValueError(f"it says it is {said['issuer']}")
        return str(said["jwks_uri"])

    def _away(self, error: Exception) -> Unreachable:
        return Unreachable(
            f"{self._provider.issuer} does not say how its tokens are signed: {error}",
            "it is tried again with the next request",
        )


def is_token(secret: str) -> bool:
    """Whether it has the form of a token; keys have not."""
    return secret.count(".") == _DOTS


def _scopes(claim: JsonValue) -> frozenset[Scope]:
    """Ours among those of the claim, which are words in a text, or a list."""
    words = claim.split() if isinstance(claim, str) else claim
    given = words if isinstance(words, list) else []
    return frozenset(scope for scope in Scope if scope in given)
