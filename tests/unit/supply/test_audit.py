import subprocess
import sys
from datetime import date, timedelta

import pytest

from .conftest import ROOT

TODAY = date(2026, 1, 31)
ADVISORY = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "aliases": ["CVE-2026-1"],
    "summary": "bad",
    "details": "very bad",
    "affected": [
        {
            "package": {"name": "six", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2"}]}],
        }
    ],
}


@pytest.fixture
def audit(script):
    return script("audit")


@pytest.fixture
def lock(tmp_path):
    found = tmp_path / "requirements.lock"
    lines = [f"{name} \\\n    --hash=sha256:{'0' * 64}" for name in ("idna==3.1", "six==1.17.0")]
    found.write_text("\n".join(lines) + "\n")
    return found


@pytest.fixture
def finding(audit):
    return audit.Finding("six", "1.17.0", frozenset({"GHSA-aaaa-bbbb-cccc", "CVE-2026-1"}))


@pytest.fixture
def excuse(audit):
    """excuse(days=1) -> an exception for `finding` that ends so many days after today."""

    def make(days=1, advisory="CVE-2026-1", package="six"):
        return audit.Accepted(advisory, package, "because", TODAY + timedelta(days))

    return make


def test_each_pinned_package_is_asked_for(audit, advisories, lock):
    assert audit.audit_lock(lock, advisories.url) == set()
    asked = {(each["package"]["name"], each["version"]) for each in advisories.asked}
    assert asked == {("idna", "3.1"), ("six", "1.17.0")}


def test_what_is_known_is_found(audit, advisories, lock, finding):
    advisories.known["six"] = [ADVISORY]
    assert audit.audit_lock(lock, advisories.url) == {finding}


def test_jars_are_asked_for_by_their_package_urls(audit, advisories):
    purl = "pkg:maven/org.apache.kafka/kafka-clients@3.9.2"
    advisories.known[purl] = [{"id": "GHSA-x"}]
    (found,) = audit.audit_jars(advisories.url)
    assert str(found) == "org.apache.kafka:kafka-clients 3.9.2: GHSA-x"
    assert len(advisories.asked) == len(set(map(str, advisories.asked))) > 60


def test_nobody_to_ask_is_no_pass(audit, lock):
    with pytest.raises(audit.NotAnsweredError, match="Connection"):
        audit.audit_lock(lock, "http://127.0.0.1:1/")
    with pytest.raises(audit.NotAnsweredError, match="Connection"):
        list(audit.audit_jars("http://127.0.0.1:1/"))


def test_the_command_says_that_it_was_not_run():
    program = [
        sys.executable,
        str(ROOT / "supply" / "audit.py"),
        "--service",
        "http://127.0.0.1:1/",
    ]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 3
    first, second = done.stderr.splitlines()
    assert first.startswith("NOT RUN: the advisory service does not answer: ")
    assert second.startswith("what to do: run it where the service is reached, or name a mirror")


def test_a_finding_fails(audit, finding, capsys):
    assert audit.judge({finding}, [], TODAY) == 1
    assert capsys.readouterr().out.splitlines() == [
        "vulnerable: six 1.17.0: CVE-2026-1, GHSA-aaaa-bbbb-cccc",
        "what to do: raise the version (make lock), or say why not in supply/exceptions.toml",
    ]


def test_an_exception_lasts_until_its_last_day(audit, finding, excuse, capsys):
    assert audit.judge({finding}, [excuse(days=0)], TODAY) == 0
    assert capsys.readouterr().out == "excepted: CVE-2026-1 (six), because\n"
    assert audit.judge({finding}, [excuse(days=-1)], TODAY) == 1
    said = capsys.readouterr().out
    assert "over since 2026-01-30: the exception CVE-2026-1 (six): look again" in said
    assert "vulnerable: six 1.17.0" in said


def test_an_exception_for_something_else_excuses_nothing(audit, finding, excuse):
    assert audit.judge({finding}, [excuse(advisory="CVE-2026-2")], TODAY) == 1
    assert audit.judge({finding}, [excuse(package="idna")], TODAY) == 1


def test_one_that_is_not_needed_any_more_is_told(audit, excuse, capsys):
    assert audit.judge(set(), [excuse()], TODAY) == 0
    assert capsys.readouterr().out == "not needed any more: CVE-2026-1 (six), because\n"


def test_every_lock_is_audited(audit):
    patterns = ("*.lock", "[a-z]*/*.lock", "examples/*/*.lock")
    there = {str(each.relative_to(ROOT)) for text in patterns for each in ROOT.glob(text)}
    assert set(audit.LOCKS) == there - {"uv.lock"}


def test_the_exceptions_are_short_reasoned_and_end(audit):
    accepted = audit.read_exceptions(ROOT / "supply" / "exceptions.toml")
    assert len(accepted) <= 10
    assert [each.id for each in accepted if len(each.reason) < 20] == []
    assert [each.id for each in accepted if each.until.year > 2027] == []
