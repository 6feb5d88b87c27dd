import hashlib
import os

import pytest

from tune_api.access.caller import Caller
from tune_api.access.keys import INGEST_LINE, KEY_LINE, KeyRing
from tune_api.access.scope import Scope
from tune_contract.errors import InvalidInput


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "keys"
    path.write_text(f"# the wall\nwall:read:{hashed('one')}\n\nops:read+write:{hashed('two')}\n")
    return path


@pytest.fixture
def ingest_file(tmp_path):
    path = tmp_path / "ingest"
    path.write_text(f"# the phones\nphones:{hashed('one')}\n\n{hashed('two').upper()}\n")
    return path


def test_a_key_has_its_scopes(file):
    ring = KeyRing(file)
    assert ring.owners("one") == [Caller("wall", frozenset({Scope.READ}))]
    assert ring.owners("two") == [Caller("ops", frozenset({Scope.READ, Scope.WRITE}))]
    assert hashed("one") not in repr(ring)


def test_a_key_for_events_may_only_send_them(ingest_file):
    ring = KeyRing(ingest_file, INGEST_LINE)
    assert ring.owners("one") == [Caller("phones", frozenset({Scope.INGEST}))]
    assert ring.owners("two") == [Caller("ingest", frozenset({Scope.INGEST}))]


@pytest.mark.parametrize("shown", ["", "three", hashed("one"), "öne", "\udc80"])
def test_an_unknown_key_is_nobodys(file, shown):
    assert KeyRing(file).owners(shown) == []


def test_a_changed_file_counts_at_once(file):
    ring = KeyRing(file)
    beside = file.with_name("new")
    beside.write_text(f"new:ingest:{hashed('three')}")
    beside.replace(file)
    assert ring.owners("three") == [Caller("new", frozenset({Scope.INGEST}))]
    assert ring.owners("one") == []


def test_a_broken_or_missing_file_changes_nothing(file, caplog):
    ring = KeyRing(file)
    file.write_text("nonsense")
    os.utime(file, (1, 1))
    assert ring.owners("one")
    file.unlink()
    assert ring.owners("one")
    assert "the keys stay as they were" in caplog.text
    assert "nonsense" not in caplog.text


@pytest.mark.parametrize(
    ("line", "content", "message"),
    [
        (KEY_LINE, "", "--keys-file .* has no hash"),
        (KEY_LINE, f"{hashed('a')}", ": line 1 is no hash"),
        (KEY_LINE, f"wall:{hashed('a')}", ": line 1 is no hash"),
        (KEY_LINE, f"wall:admin:{hashed('a')}", ": line 1 is no hash"),
        (KEY_LINE, f"wall:read+:{hashed('a')}", ": line 1 is no hash"),
        (KEY_LINE, f":read:{hashed('a')}", ": line 1 is no hash"),
        (INGEST_LINE, "# nothing", "--ingest-keys-file .* has no hash"),
        (INGEST_LINE, f"{hashed('a')}\nsecret", ": line 2 is no hash"),
        (INGEST_LINE, f"a b:{hashed('a')}", ": line 1 is no hash"),
        (INGEST_LINE, f"a:read:{hashed('a')}", ": line 1 is no hash"),
    ],
)
def test_a_file_that_is_not_right_is_refused_without_showing_it(file, line, content, message):
    file.write_text(content)
    with pytest.raises(InvalidInput, match=message) as raised:
        KeyRing(file, line)
    assert "secret" not in str(raised.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InvalidInput, match="none: No such file"):
        KeyRing(tmp_path / "none")
