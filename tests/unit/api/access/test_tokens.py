"""Against an identity provider in a thread, with keys of its own."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tune_api.access.caller import Caller
from tune_api.access.scope import Scope
from tune_api.access.tokens import Provider, Tokens
from tune_contract.errors import Unreachable


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.documents[self.path]).encode())

    def log_message(self, *_):
        pass


class Issuer:
    """Signs tokens, and says with which keys."""

    def __init__(self):
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        self.http.asked = []
        self.http.documents = {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/keys",
            },
            "/keys": {"keys": [{**public, "kid": "1", "use": "sig", "alg": "ES256"}]},
        }
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def sign(self, key=None, algorithm="ES256", **changed):
        claims = {
            "iss": self.url,
            "aud": "tunejob",
            "sub": "ada",
            "exp": time.time() + 300,
            "scope": "openid read write",
            **changed,
        }
        given = {name: value for name, value in claims.items() if value is not None}
        signed_by = self.key if key is None else key
        return jwt.encode(given, signed_by, algorithm, headers={"kid": "1"})


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    running = Issuer()
    yield running
    running.http.shutdown()
    running.http.server_close()


@pytest.fixture
def owner(issuer):
    tokens = Tokens(Provider(issuer.url, "tunejob"))
    return lambda token: asyncio.run(tokens.owner(token))


def test_a_token_says_who_and_what(owner, issuer):
    assert owner(issuer.sign()) == Caller("ada", frozenset({Scope.READ, Scope.WRITE}))
    assert owner(issuer.sign(scope=["ingest", "admin"])).scopes == {Scope.INGEST}
    assert owner(issuer.sign(scope=None)).scopes == frozenset()
    assert owner(issuer.sign(exp=time.time() - 20)) is not None  # clocks differ


def test_its_keys_are_read_once(owner, issuer):
    for _ in range(3):
        owner(issuer.sign())
    assert issuer.http.asked == ["/.well-known/openid-configuration", "/keys"]


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"aud": "other"},
        {"aud": None},
        {"iss": "http://other"},
        {"nbf": 4_000_000_000},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"key": "a secret that is long enough for it", "algorithm": "HS256"},
        {"key": "", "algorithm": "none"},
    ],
)
def test_any_other_is_nobodys(owner, issuer, changed):
    assert owner(issuer.sign(**changed)) is None


@pytest.mark.parametrize("token", ["", "key", "a.b.c", "..", "a.b"])
def test_what_is_no_token_is_nobodys(owner, token):
    assert owner(token) is None


def test_a_provider_that_is_away_is_told(owner, issuer):
    issuer.http.shutdown()
    issuer.http.server_close()
    with pytest.raises(Unreachable, match="does not say how its tokens are signed"):
        owner(issuer.sign())


def test_a_provider_that_says_it_is_another_is_not_believed(owner, issuer):
    issuer.http.documents["/.well-known/openid-configuration"]["issuer"] = "http://other"
    with pytest.raises(Unreachable, match="it says it is http://other"):
        owner(issuer.sign())
