"""Reads a TuneJob file: the one place where YAML becomes a checked TuneJob."""

from collections.abc import Hashable
from pathlib import Path

import yaml

from tune_contract.errors import InvalidInput, NotFound
from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.tunejob import TuneJob, TuneJobStatus
from tune_contract.tunejob.parse import parse_tunejob

MAX_BYTES = 1_048_576  # etcd refuses more in one object, so a larger file can never be applied
MAX_ALIASES = 20  # plenty for people; nested aliases can otherwise grow a small file without end


def read_tunejob(path: Path) -> TuneJob:
    """Read and check a TuneJob file.

    Raises:
        NotFound: there is no such file.
        InvalidInput: not readable, too large, not YAML, or not a valid TuneJob.
    """
    job = parse_tunejob(_load(path), installed_pipelines(), str(path))
    # The uid and status of a cluster (`kubectl get -o yaml`) say nothing about this machine.
    metadata = job.metadata.model_copy(update={"uid": ""})
    return job.model_copy(update={"metadata": metadata, "status": TuneJobStatus()})


def _load(path: Path) -> object:
    text = _read(path)
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - _Loader is yaml's safe loader
    except yaml.YAMLError as error:
        raise InvalidInput(
            f"{path} is not YAML: {_describe(error)}", "mend that line; nothing was started"
        ) from None
    except ValueError as error:  # a date or number that cannot be, as 2026-99-99
        raise InvalidInput(f"{path} is not YAML: {error}", "put the value in quotes") from None
    except RecursionError:
        raise InvalidInput(f"{path} is nested too deeply", "a TuneJob has 8 levels") from None


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NotFound(f"{path}: no such file", "give the path of a TuneJob file") from None
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}", "check the path") from None
    if len(data) > MAX_BYTES:
        raise InvalidInput(f"{path} is larger than 1 MiB", "a TuneJob has about 30 lines")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is not UTF-8 text", "save it as UTF-8") from None


def _describe(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return " ".join(str(error).split())
    return f"line {error.problem_mark.line + 1}: {error.problem or error.context}"


class _Loader(yaml.SafeLoader):
    """Safe, and a key that stands twice is an error: YAML would silently keep the last."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._aliases = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            self._aliases += 1
            if self._aliases > MAX_ALIASES:
                mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                message = f"more than {MAX_ALIASES} aliases"
                raise yaml.MarkedYAMLError(problem=message, problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - yaml's signature
    ) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is not None and name in seen:
                message = f"the key {name!r} stands twice"
                raise yaml.MarkedYAMLError(problem=message, problem_mark=key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)
