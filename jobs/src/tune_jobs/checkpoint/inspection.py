"""Reads files of a checkpoint and keeps what is wrong with them."""

from collections.abc import Callable

from tune_jobs.checkpoint.files import Files, TornFile, UnreadableFile
from tune_jobs.checkpoint.report import Finding, Verdict


class Inspection:
    """One look at a checkpoint: each file is read once, each problem kept once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._sizes: dict[str, int | None] = {}
        self.findings: list[Finding] = []

    def names(self, folder: str) -> list[str]:
        """What is in a folder; nothing when it cannot be read, which is kept."""
        try:
            return self._files.names(folder)
        except UnreadableFile as error:
            self.find(Verdict.UNREADABLE, folder, str(error))
            return []

    def numbers(self, folder: str) -> list[int]:
        """The batches that a log has entries of, sorted."""
        return sorted(int(name) for name in self.names(folder) if name.isdigit())

    def content(self, path: str, problem: Callable[[bytes], str]) -> bytes | None:
        """A whole file; None for one that is not, which is kept, and for one that is not there."""
        try:
            data = self._files.read(path)
        except TornFile as error:
            self.find(Verdict.TORN, path, str(error))
            return None
        except UnreadableFile as error:
            self.find(Verdict.UNREADABLE, path, str(error))
            return None
        if data is not None and (wrong := "it is empty" if not data else problem(data)):
            self.find(Verdict.TORN, path, wrong)
            return None
        return data

    def whole(self, path: str, problem: Callable[[bytes], str]) -> bool:
        """Whether a file is there and whole."""
        if path not in self._sizes:
            data = self.content(path, problem)
            self._sizes[path] = None if data is None else len(data)
        return self._sizes[path] is not None

    def size(self, below: str = "") -> int:
        """Bytes of all that was found whole below a path."""
        return sum(size or 0 for path, size in self._sizes.items() if path.startswith(below))

    def find(self, verdict: Verdict, file: str, message: str) -> None:
        """Keep a problem, unless the file has one."""
        if all(found.file != file for found in self.findings):
            self.findings.append(Finding(verdict=verdict, file=file, message=message))

    def verdict(self) -> Verdict:
        """The worst of all."""
        order = list(Verdict)
        return max((each.verdict for each in self.findings), key=order.index, default=Verdict.OK)
