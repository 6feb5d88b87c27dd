"""Runs an invention: one child process, which reads the model's key from its environment."""

import tempfile
from pathlib import Path

from tune_cli.backend.apply import PROGRAMS, start
from tune_cli.backend.folders import RunFolder
from tune_cli.backend.outcome import outcome
from tune_cli.backend.render import Run
from tune_cli.errors import ExitCode
from tune_cli.invention import read_invention
from tune_contract.errors import InvalidInput, PermanentError, TemporaryError
from tune_contract.invention.document import InventionDocument
from tune_contract.invention.request import InventionRequest
from tune_contract.runtime.invention_config import InventionConfig

_START = 30.0  # seconds for a child to start and to end, beside its own time


def invent_file(
    request: InventionRequest, out: Path, *, again: bool, timeout: float
) -> InventionDocument:
    """Have it invented, unless the file has it; what the file holds then.

    Args:
        request: what is to be invented.
        out: the file; as it was when this fails.
        again: whether to invent it even if the file has it.
        timeout: seconds.

    Raises:
        InvalidInput: a setting is wrong, or the file is another.
        TemporaryError: the model does not answer, or not with an invention.
        PermanentError: the child failed.
    """
    with tempfile.TemporaryDirectory(prefix="tune-invent-") as folder:
        files = RunFolder(Path(folder), "invention")
        config = InventionConfig(
            request=request,
            out=str(out.absolute()),
            again=again,
            timeout=timeout,
            termination_file=str(files.termination),
        )
        _run(files, config)
    return read_invention(out)


def _run(files: RunFolder, config: InventionConfig) -> None:
    child = start(Run(files, port=0), PROGRAMS.invention, config, {})
    try:
        code = child.wait(config.timeout + _START)
    finally:
        if child.exit_code() is None:
            child.kill()
        child.let_go()
    if code is None:
        raise TemporaryError("the invention did not end", "nothing was written; try again")
    ended = outcome(files, code, asked_to_end=False)
    if ended.succeeded():
        return
    if not files.termination.exists():
        raise PermanentError(f"the invention failed: {ended.message}", "nothing was written")
    kind = InvalidInput if code == ExitCode.INVALID else TemporaryError
    raise kind(ended.message)
