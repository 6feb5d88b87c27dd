import hashlib

import pytest

from tune_api.access.scope import Scope
from tune_api.settings import read_settings
from tune_contract.errors import InvalidInput


@pytest.fixture
def read(tmp_path):
    """read("--host", ...) -> who gets in."""
    hashed = hashlib.sha256(b"key").hexdigest()
    (tmp_path / "uri").write_text("postgresql://db/results")
    (tmp_path / "keys").write_text(f"wall:read:{hashed}")
    (tmp_path / "ingest").write_text(hashed)
    given = ["--jobs-dir", str(tmp_path), "--database-uri-file", str(tmp_path / "uri")]
    return lambda *more: read_settings([*given, *more]).gate


@pytest.mark.parametrize(
    ("more", "everybody"),
    [
        ([], {"read", "write", "ingest"}),
        (["--host", "0.0.0.0"], {"read"}),
        (["--ingest-keys-file", "ingest"], {"read", "write"}),
        (["--ingest-keys-file", "ingest", "--host", "0.0.0.0"], {"read"}),
        (["--keys-file", "keys"], set()),
        (["--keys-file", "keys", "--ingest-keys-file", "ingest"], set()),
    ],
)
def test_what_everybody_may(read, tmp_path, more, everybody):
    files = {name: str(tmp_path / name) for name in ("keys", "ingest")}
    gate = read(*[files.get(word, word) for word in more])
    assert gate.everybody == set(map(Scope, everybody))
    assert len(gate.rings) == sum(word.endswith("-file") for word in more)


def test_tokens_count_too(read):
    gate = read("--oidc-issuer", "https://id.example", "--oidc-audience", "tunejob")
    assert gate.tokens is not None
    assert gate.everybody == frozenset()
    assert read("--oidc-issuer", "http://localhost:9", "--oidc-audience", "tunejob").tokens
    for wrong in (["https://id.example"], ["http://id.example", "--oidc-audience", "a"], ["id"]):
        with pytest.raises(InvalidInput, match="--oidc-issuer"):
            read("--oidc-issuer", *wrong)


def test_the_limit(read):
    assert read().rate == 1000
    assert read("--rate-limit", "0.5").rate == 0.5
    for wrong in ("-1", "inf", "nan"):
        with pytest.raises(InvalidInput, match="--rate-limit"):
            read("--rate-limit", wrong)


def test_a_file_that_is_not_right(read, tmp_path):
    with pytest.raises(InvalidInput, match=r"--keys-file .*: line 1 is no hash"):
        read("--keys-file", str(tmp_path / "ingest"))
