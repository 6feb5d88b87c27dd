"""Asks an advisory service (OSV) for known vulnerabilities of everything that is locked.

    audit.py [--service URL]

Python packages are asked for by pip-audit, one lock after the other; jars by their package URLs.
Exit codes: 0 none that is not excepted, 1 some, or an exception is over, 3 nobody could be asked.
No package registry is asked for anything.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import requests
from jars import jars
from locks import IMAGES, ROOT
from pip_audit._service.osv import OsvService

FOUND, NOT_RUN = 1, 3
LOCKS = (
    "requirements.lock", "build.lock", "jobs/build.lock", "examples/airflow/requirements.lock",
    *(f"{member}/requirements.lock" for member in IMAGES),
)  # fmt: skip
_SECONDS = 15
_HOW = "run it where the service is reached, or name a mirror: make audit AUDIT_SERVICE=URL"


@dataclass(frozen=True)
class Finding:
    """An advisory that concerns something we use."""

    package: str
    version: str
    names: frozenset[str]
    """The advisory's: GHSA, PYSEC and CVE numbers."""

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {', '.join(sorted(self.names))}"


@dataclass(frozen=True)
class Accepted:
    """An advisory that does no harm, and until when that is believed."""

    id: str
    package: str
    reason: str
    until: date

    def covers(self, finding: Finding) -> bool:
        """Whether it is about that."""
        return self.id in finding.names and self.package == finding.package


class NotAnsweredError(Exception):
    """The service cannot be reached."""


def read_exceptions(file: Path) -> list[Accepted]:
    """The accepted advisories; each has all four fields."""
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    return [Accepted(**each) for each in document.get("exception", [])]


def audit_lock(lock: Path, service: str) -> set[Finding]:
    """What is known of a lock's packages.

    Raises:
        NotAnsweredError: nobody could be asked.
    """
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv", "--osv-url", service,
         "--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json",
         "--timeout", str(_SECONDS), "--requirement", str(lock)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        raise NotAnsweredError((done.stderr.strip().splitlines() or ["no answer"])[-1]) from None
    return {
        Finding(each["name"], each["version"], frozenset({found["id"], *found["aliases"]}))
        for each in packages
        for found in each.get("vulns", [])
    }


def audit_jars(service: str) -> Iterator[Finding]:
    """What is known of the jars.

    Raises:
        NotAnsweredError: nobody could be asked.
    """
    for jar in jars("spark", "kafka"):
        try:
            query = {"package": {"purl": jar.purl()}}
            answer = requests.post(service, json=query, timeout=_SECONDS)
            answer.raise_for_status()
            known = answer.json().get("vulns", [])
        except requests.RequestException as error:
            raise NotAnsweredError(str(error)) from None
        for found in known:
            names = frozenset({found["id"], *found.get("aliases", [])})
            yield Finding(f"{jar.group}:{jar.name}", jar.version, names)


def judge(findings: set[Finding], accepted: list[Accepted], today: date) -> int:
    """Say what is to be done; the exit code."""
    over = [each for each in accepted if each.until < today]
    live = [each for each in accepted if each.until >= today]
    bad = sorted(str(each) for each in findings if not any(excuse.covers(each) for excuse in live))
    for line in bad:
        print(f"vulnerable: {line}")
    for each in over:
        print(f"over since {each.until}: the exception {each.id} ({each.package}): look again")
    for each in live:
        used = any(each.covers(finding) for finding in findings)
        state = "excepted" if used else "not needed any more"
        print(f"{state}: {each.id} ({each.package}), {each.reason}")
    if bad:
        print("what to do: raise the version (make lock), or say why not in supply/exceptions.toml")
    return FOUND if bad or over else 0


def main() -> int:
    """Audit everything; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default=OsvService.DEFAULT_OSV_URL, help="OSV's query address")
    service = parser.parse_args().service
    findings: set[Finding] = set()
    try:
        for name in LOCKS:
            found = audit_lock(ROOT / name, service)
            print(f"{name}: {len(found)} known", flush=True)
            findings |= found
        found = set(audit_jars(service))
        print(f"jars: {len(found)} known")
    except NotAnsweredError as error:
        print(f"NOT RUN: the advisory service does not answer: {error}", file=sys.stderr)
        print(f"what to do: {_HOW}", file=sys.stderr)
        return NOT_RUN
    accepted = read_exceptions(ROOT / "supply" / "exceptions.toml")
    return judge(findings | found, accepted, datetime.now(UTC).date())


if __name__ == "__main__":
    sys.exit(main())
