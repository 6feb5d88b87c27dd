"""The settings: read once from the environment, then passed on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from tune_contract.errors import InvalidInput

HIGHEST_PORT = 65535
_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")

Choice = TypeVar("Choice", bound=StrEnum)


class PullPolicy(StrEnum):
    """When a node asks the registry for an image: Kubernetes' names."""

    ALWAYS = "Always"
    IF_NOT_PRESENT = "IfNotPresent"
    NEVER = "Never"


class LogFormat(StrEnum):
    """How log lines look."""

    JSON = "json"
    TEXT = "text"


class LogLevel(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Settings:
    """All that the operator needs to know."""

    namespace: str
    """The operator's own."""
    jobs_image: str
    """Of drivers and executors whose job names none."""
    producer_image: str
    watch_namespaces: tuple[str, ...] = ()
    """Where TuneJobs are looked for; the own one when empty."""
    image_pull_policy: PullPolicy = PullPolicy.IF_NOT_PRESENT
    image_pull_secrets: tuple[str, ...] = ()
    results_url: str = ""
    """The results API's, without a slash at the end; empty when there is none."""
    priority_class: str = ""
    """Of the drivers; the cluster's default when empty."""
    resync_seconds: int = 30
    """Every job is passed at least this often."""
    workers: int = 8
    """Passes at once."""
    log_format: LogFormat = LogFormat.JSON
    log_level: LogLevel = LogLevel.INFO
    http_port: int = 8080
    """Serves /livez, /readyz and /metrics."""

    def namespaces(self) -> tuple[str, ...]:
        """Where TuneJobs are looked for."""
        return self.watch_namespaces or (self.namespace,)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the variables that start with `TUNE_`; the README lists them.

    Raises:
        InvalidInput: one is missing or wrong.
    """
    return Settings(
        namespace=_required(environment, "TUNE_NAMESPACE", "the operator's own namespace"),
        jobs_image=_required(environment, "TUNE_JOBS_IMAGE", "the image of the drivers"),
        producer_image=_required(environment, "TUNE_PRODUCER_IMAGE", "the image of the producers"),
        watch_namespaces=_names(environment, "TUNE_WATCH_NAMESPACES"),
        image_pull_policy=_choice(environment, "TUNE_IMAGE_PULL_POLICY", PullPolicy.IF_NOT_PRESENT),
        image_pull_secrets=_names(environment, "TUNE_IMAGE_PULL_SECRETS"),
        results_url=environment.get("TUNE_RESULTS_URL", "").rstrip("/"),
        priority_class=environment.get("TUNE_PRIORITY_CLASS", ""),
        resync_seconds=_number(environment, "TUNE_RESYNC_SECONDS", 30),
        workers=_number(environment, "TUNE_WORKERS", 8),
        log_format=_choice(environment, "TUNE_LOG_FORMAT", LogFormat.JSON),
        log_level=_choice(environment, "TUNE_LOG_LEVEL", LogLevel.INFO),
        http_port=_number(environment, "TUNE_HTTP_PORT", 8080, HIGHEST_PORT),
    )


def _required(environment: Mapping[str, str], name: str, meaning: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise InvalidInput(f"{name} is not set", f"set it to {meaning}")
    return value


def _names(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Names separated by commas, each once."""
    parts = [part.strip() for part in environment.get(name, "").split(",")]
    found = tuple(dict.fromkeys(part for part in parts if part))
    for part in found:
        if not _NAME.fullmatch(part):
            raise InvalidInput(
                f"{name}: {part!r} is not a Kubernetes name", "separate names by commas, as in a,b"
            )
    return found


def _number(environment: Mapping[str, str], name: str, default: int, most: int = 86_400) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise InvalidInput(f"{name} is {text!r}", f"use a whole number from 1 to {most}")
    return int(text)


def _choice(environment: Mapping[str, str], name: str, default: Choice) -> Choice:
    text, kind = environment.get(name) or default, type(default)
    try:
        return kind(text)
    except ValueError:
        raise InvalidInput(f"{name} is {text!r}", f"use one of {', '.join(kind)}") from None
