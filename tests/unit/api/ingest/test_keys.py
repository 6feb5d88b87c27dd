import hashlib
import os

import pytest

from tune_api.ingest.keys import KeyRing
from tune_api.ingest.refusal import Refusal
from tune_contract.errors import InvalidInput


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "keys"
    path.write_text(f"# the phones\nphones:{hashed('one')}\n\n{hashed('two').upper()}\n")
    return path


def refusal(ring: KeyRing, shown: str | None) -> Refusal:
    with pytest.raises(Refusal) as raised:
        ring.check(shown)
    return raised.value


def test_a_known_key_is_let_in(file):
    ring = KeyRing(file)
    ring.check("one")
    ring.check("two")
    assert hashed("one") not in repr(ring)


def test_no_key_is_401_and_a_wrong_one_403(file):
    ring = KeyRing(file)
    for shown in (None, ""):
        found = refusal(ring, shown)
        assert (found.status, found.headers["WWW-Authenticate"]) == (401, "Bearer")
    for shown in ("three", hashed("one"), "öne"):
        assert refusal(ring, shown).status == 403


def test_a_changed_file_counts_at_once(file):
    ring = KeyRing(file)
    beside = file.with_name("new")
    beside.write_text(hashed("three"))
    beside.replace(file)
    ring.check("three")
    assert refusal(ring, "one").status == 403


def test_a_broken_or_missing_file_changes_nothing(file, caplog):
    ring = KeyRing(file)
    file.write_text("nonsense")
    os.utime(file, (1, 1))
    ring.check("one")
    file.unlink()
    ring.check("one")
    assert "the keys stay as they were" in caplog.text
    assert "nonsense" not in caplog.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "has no hash"),
        ("# nothing", "has no hash"),
        (f"{hashed('a')}\nsecret", ": line 2 is no hash"),
        (f"a b:{hashed('a')}", ": line 1 is no hash"),
    ],
)
def test_a_file_that_is_not_right_is_refused_without_showing_it(file, content, message):
    file.write_text(content)
    with pytest.raises(InvalidInput) as raised:
        KeyRing(file)
    assert message in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InvalidInput, match="none: No such file"):
        KeyRing(tmp_path / "none")
