import asyncio
import hashlib
from dataclasses import dataclass

import pytest

from tune_api.access.caller import Caller
from tune_api.access.gate import Gate
from tune_api.access.keys import KeyRing
from tune_api.access.scope import Scope
from tune_api.refusal import Refusal

READ = frozenset({Scope.READ})


@pytest.fixture
def ring(tmp_path):
    lines = [
        f"{name}:{scopes}:{hashlib.sha256(name.encode()).hexdigest()}"
        for name, scopes in (("wall", "read"), ("ops", "read+write"), ("phones", "ingest"))
    ]
    (tmp_path / "keys").write_text("\n".join(lines))
    return KeyRing(tmp_path / "keys")


def admitted(gate: Gate, secret: str, scope: Scope) -> Caller:
    return asyncio.run(gate.admit(secret, scope))


def refused(gate: Gate, secret: str, scope: Scope) -> tuple[int, str]:
    with pytest.raises(Refusal) as raised:
        admitted(gate, secret, scope)
    return raised.value.status, raised.value.message


def test_with_keys_each_may_what_its_scopes_say(ring):
    gate = Gate((ring,))
    allowed = {
        (name, scope)
        for name in ("wall", "ops", "phones")
        for scope in Scope
        if asyncio.run(may(gate, name, scope))
    }
    assert allowed == {
        ("wall", Scope.READ),
        ("ops", Scope.READ),
        ("ops", Scope.WRITE),
        ("phones", Scope.INGEST),
    }
    assert gate.reading_needs_key


async def may(gate: Gate, secret: str, scope: Scope) -> bool:
    try:
        return (await gate.admit(secret, scope)).name == secret
    except Refusal:
        return False


def test_it_says_why_not(ring):
    gate = Gate((ring,))
    assert refused(gate, "", Scope.READ) == (401, "a key is needed")
    assert refused(gate, "other", Scope.READ) == (403, "the key is not known")
    assert refused(gate, "wall", Scope.WRITE) == (403, "the key wall may not change jobs")
    assert refused(gate, "wall", Scope.INGEST) == (403, "the key wall may not send events")
    assert refused(gate, "phones", Scope.READ) == (403, "the key phones may not read")


def test_what_everybody_may_needs_no_key(ring):
    gate = Gate((ring,), everybody=READ)
    assert admitted(gate, "", Scope.READ) == Caller("", READ)
    assert admitted(gate, "of a proxy", Scope.READ) == Caller("", READ)
    assert admitted(gate, "phones", Scope.READ) == Caller("phones", READ | {Scope.INGEST})
    assert not gate.reading_needs_key


def test_without_keys_nobody_is_told_to_show_one():
    gate = Gate(everybody=READ)
    for secret in ("", "x"):
        assert refused(gate, secret, Scope.WRITE) == (403, "nobody may change jobs here")


@dataclass
class MemoryTokens:
    """A provider that knows one token."""

    async def owner(self, token: str) -> Caller | None:
        return Caller("ada", READ) if token == "a.b.c" else None


def test_tokens_count_beside_keys(ring):
    gate = Gate((ring,), MemoryTokens())
    assert admitted(gate, "a.b.c", Scope.READ) == Caller("ada", READ)
    assert admitted(gate, "ops", Scope.WRITE).name == "ops"
    assert refused(gate, "a.b.c", Scope.WRITE) == (403, "the key ada may not change jobs")
    expired = (401, "the token has expired, or is not for this API")
    assert refused(gate, "d.e.f", Scope.READ) == expired
    assert refused(gate, "other", Scope.READ) == (403, "the key is not known")
    assert refused(Gate(tokens=MemoryTokens()), "", Scope.READ) == (401, "a key is needed")


def test_nothing_is_open_unless_it_is_said():
    assert refused(Gate(), "", Scope.READ)[0] == 403
