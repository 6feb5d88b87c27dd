"""The keys that callers show. Only their SHA-256 is known here, from a file that may change."""

import hashlib
import hmac
import logging
import re
from dataclasses import dataclass, field
from pathlib import Path

from tune_api.access.caller import Caller
from tune_api.access.scope import Scope
from tune_contract.errors import InvalidInput

_LOG = logging.getLogger("tune_api.access")
_HASH = r"(?P<hash>[0-9a-fA-F]{64})"
_SCOPES = "|".join(Scope)


@dataclass(frozen=True)
class Key:
    """One key."""

    owner: Caller
    digest: bytes = field(repr=False)
    """Its SHA-256."""


@dataclass(frozen=True)
class KeyLine:
    """How the lines of a file are written."""

    option: str
    """The option that names the file."""
    pattern: re.Pattern[str]
    how: str
    """What to write on a line."""

    def read(self, line: str) -> Key | None:
        """The key of a line; None when it is none."""
        found = self.pattern.fullmatch(line)
        if found is None:
            return None
        parts = found.groupdict()
        scopes = (parts.get("scopes") or Scope.INGEST).split("+")
        owner = Caller(parts["name"] or "ingest", frozenset(map(Scope, scopes)))
        return Key(owner, bytes.fromhex(parts["hash"]))


KEY_LINE = KeyLine(
    "--keys-file",
    re.compile(rf"(?P<name>[^:\s]+):(?P<scopes>({_SCOPES})(\+({_SCOPES}))*):{_HASH}"),
    "write name:scopes:hash on each line: scopes of read, write and ingest joined by +, and the "
    "SHA-256 of the key in hex",
)
INGEST_LINE = KeyLine(
    "--ingest-keys-file",
    re.compile(rf"(?:(?P<name>[^:\s]+):)?{_HASH}"),
    "write the SHA-256 of a key in hex on each line, or name:hash",
)


def read_keys(file: Path, line: KeyLine) -> tuple[Key, ...]:
    """The keys of a file; blank lines and lines with # say nothing.

    Raises:
        InvalidInput: it cannot be read, has no key, or a line that is none.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidInput(f"{line.option} {file}: {reason}", line.how) from None
    keys = []
    for number, text in enumerate(map(str.strip, lines), 1):
        if not text or text.startswith("#"):
            continue
        key = line.read(text)
        if key is None:  # the line itself is not shown: it may be a key
            raise InvalidInput(f"{line.option} {file}: line {number} is no hash", line.how)
        keys.append(key)
    if not keys:
        raise InvalidInput(f"{line.option} {file} has no hash", line.how)
    return tuple(keys)


@dataclass
class KeyRing:
    """The keys of a file. A changed file counts at once; a broken one changes nothing."""

    file: Path
    line: KeyLine = KEY_LINE
    keys: tuple[Key, ...] = field(default=(), repr=False)
    _seen: tuple[int, int] | None = field(default=None, repr=False)
    """The file's number and time of change; a mounted Secret gets a new file."""

    def __post_init__(self) -> None:
        """Read the file.

        Raises:
            InvalidInput: it is not right.
        """
        self._seen = self._look()
        self.keys = read_keys(self.file, self.line)

    def owners(self, shown: str) -> list[Caller]:
        """Whose key it is: nobody's when it is unknown, several when it is listed twice."""
        self._refresh()
        given = hashlib.sha256(shown.encode(errors="replace")).digest()
        # All are compared, so that the time does not tell which was nearly right.
        return [key.owner for key in self.keys if hmac.compare_digest(given, key.digest)]

    def _refresh(self) -> None:
        seen = self._look()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self.keys = read_keys(self.file, self.line)
        except InvalidInput as error:
            _LOG.warning("the keys stay as they were: %s", error)

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns
