"""Fetches what the page carries of others' work: exactly the versions of vendor.toml, or nothing.

    vendor.py

npm fetches the packages, from wherever it is configured to; nothing of them is ever run.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from locks import ROOT

LIST = ROOT / "supply" / "vendor.toml"
OTHER = 1


@dataclass(frozen=True)
class Vendored:
    """A package and what is taken of it."""

    name: str
    version: str
    sha256: str
    """The package's."""
    folder: Path
    """Where its files are kept, without the folders they have in the package."""
    files: dict[str, str]
    """Path in the package -> SHA-256."""

    def kept(self) -> dict[Path, str]:
        """Where each file is kept -> its SHA-256."""
        return {self.folder / Path(path).name: digest for path, digest in self.files.items()}


class OtherContentError(Exception):
    """What came is not what was asked for."""


def read_list(file: Path = LIST) -> list[Vendored]:
    """What is vendored."""
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    return [
        Vendored(name, each["version"], each["sha256"], ROOT / each["folder"], each["files"])
        for name, each in document.items()
    ]


def unpack(archive: Path, wanted: Vendored) -> None:
    """Put a package's files where they belong; none when one of them is another.

    Raises:
        OtherContentError: a digest differs from that in the list.
    """
    _check(f"{wanted.name} {wanted.version}", archive.read_bytes(), wanted.sha256)
    with tarfile.open(archive) as package:
        contents = {path: _member(package, path) for path in wanted.files}
    for path, content in contents.items():
        _check(path, content, wanted.files[path])
    wanted.folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        (wanted.folder / Path(path).name).write_bytes(content)


def _member(package: tarfile.TarFile, path: str) -> bytes:
    member = package.extractfile(f"package/{path}")
    return member.read() if member else b""


def _check(name: str, content: bytes, sha256: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise OtherContentError(f"{name} has the SHA-256 {found}, supply/vendor.toml says {sha256}")


def main() -> int:
    """Fetch all."""
    for wanted in read_list():
        with tempfile.TemporaryDirectory() as folder:
            package = f"{wanted.name}@{wanted.version}"
            subprocess.run(
                ["npm", "pack", package, "--silent", "--pack-destination", folder],
                check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                unpack(next(Path(folder).glob("*.tgz")), wanted)
            except OtherContentError as error:
                print(error, file=sys.stderr)
                return OTHER
        print(f"{package} -> {wanted.folder.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
