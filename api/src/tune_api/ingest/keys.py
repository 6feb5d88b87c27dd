"""The keys that callers show. Only their SHA-256 is known here, from a file that may change."""

import hashlib
import hmac
import logging
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from tune_api.ingest.refusal import Refusal
from tune_contract.errors import InvalidInput

_LINE = re.compile(r"(?:(?P<name>[^:\s]+):)?(?P<hash>[0-9a-fA-F]{64})")
_LOG = logging.getLogger("tune_api.ingest")


def read_hashes(file: Path) -> tuple[bytes, ...]:
    """The SHA-256 of each key.

    Args:
        file: a hash a line, in hex, or `name:hash`; blank lines and lines with # say nothing.

    Raises:
        InvalidInput: it cannot be read, has no hash, or a line that is none.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidInput(f"--ingest-keys-file {file}: {reason}", _HOW) from None
    hashes = []
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:  # the line itself is not shown: it may be a key
            raise InvalidInput(f"--ingest-keys-file {file}: line {number} is no hash", _HOW)
        hashes.append(bytes.fromhex(found["hash"]))
    if not hashes:
        raise InvalidInput(f"--ingest-keys-file {file} has no hash", _HOW)
    return tuple(hashes)


_HOW = "write the SHA-256 of a key in hex on each line, or name:hash"


@dataclass
class KeyRing:
    """The keys of a file. A changed file counts at once; a broken one changes nothing."""

    file: Path
    hashes: tuple[bytes, ...] = field(default=(), repr=False)
    _seen: tuple[int, int] | None = field(default=None, repr=False)
    """The file's number and time of change; a mounted Secret gets a new file."""

    def __post_init__(self) -> None:
        """Read the file.

        Raises:
            InvalidInput: it is not right.
        """
        self._seen = self._look()
        self.hashes = read_hashes(self.file)

    def check(self, shown: str | None) -> None:
        """Return when the key is one of these.

        Raises:
            Refusal: 401, none is shown; 403, it is unknown.
        """
        if not shown:
            raise Refusal(
                HTTPStatus.UNAUTHORIZED,
                "a key is needed",
                "send it as Authorization: Bearer KEY, or as X-API-Key: KEY",
                {"WWW-Authenticate": "Bearer"},
            )
        self._refresh()
        given = hashlib.sha256(shown.encode()).digest()
        # All are compared, so that the time does not tell which was nearly right.
        found = [hmac.compare_digest(given, known) for known in self.hashes]
        if not any(found):
            raise Refusal(HTTPStatus.FORBIDDEN, "the key is not known", "ask who runs this API")

    def _refresh(self) -> None:
        seen = self._look()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self.hashes = read_hashes(self.file)
        except InvalidInput as error:
            _LOG.warning("the keys stay as they were: %s", error)

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns
