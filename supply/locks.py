"""What the locks pin: read as they are, nothing is resolved and nobody is asked."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import requires
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
IMAGES = ("operator", "jobs", "producer", "api")
_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^\s;\\]+)(?: ; ([^\\\n]*[^\\\s]))?", re.MULTILINE)
_IMAGE = {"python_version": "3.11", "python_full_version": "3.11.14", "sys_platform": "linux",
          "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64",
          "implementation_name": "cpython", "platform_python_implementation": "CPython",
          "extra": ""}  # fmt: skip


def pins(lock: Path) -> dict[str, str]:
    """Package -> version, of what a lock installs on Linux with Python 3.11, as the images do."""
    found = _PIN.findall(lock.read_text(encoding="utf-8"))
    return {name: version for name, version, marker in found if _applies(marker)}


def own_version(member: str) -> str:
    """The version of a member of this repository."""
    document = tomllib.loads((ROOT / member / "pyproject.toml").read_text(encoding="utf-8"))
    return str(document["project"]["version"])


def closure(package: str, versions: Mapping[str, str]) -> dict[str, str]:
    """What a package that is installed here needs, and what that needs, with locked versions."""
    found: dict[str, str] = {}
    left = [Requirement(package)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while left:
        each = left.pop()
        name, extras = canonicalize_name(each.name), frozenset(each.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        if name in versions:
            found[name] = versions[name]
        left += _needs(name, extras)
    return found


def _needs(name: str, extras: Iterable[str]) -> list[Requirement]:
    wanted = [Requirement(text) for text in requires(name) or ()]
    chosen = ["", *extras]
    return [
        each
        for each in wanted
        if each.marker is None
        or any(each.marker.evaluate({**_IMAGE, "extra": extra}) for extra in chosen)
    ]


def _applies(marker: str) -> bool:
    return not marker or Marker(marker).evaluate(_IMAGE)
