"""The settings of ingest: which topics, where Kafka is."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from tune_api.ingest.limits import REMEMBERED, REMEMBERED_SECONDS
from tune_api.loopback import is_loopback
from tune_contract.duration import parse_duration
from tune_contract.errors import InvalidInput
from tune_contract.events.names import EVENT_MODELS
from tune_contract.names import TopicName
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.tunejob.problems import problems_of

_TOPIC = TypeAdapter(TopicName)
_PREFIX = "kafka_"


@dataclass(frozen=True)
class IngestSettings:
    """All that ingest needs to know."""

    topics: dict[str, str]
    """topic -> what its events are called, a key of EVENT_MODELS."""
    kafka: KafkaConnection
    remember: int = REMEMBERED
    """Event ids."""
    remember_seconds: float = REMEMBERED_SECONDS
    mark: Path | None = None
    """A file that is made before the first event is written."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of ingest."""
    group = parser.add_argument_group("ingest", "take events and write them to Kafka")
    known = " or ".join(EVENT_MODELS)
    group.add_argument(
        "--ingest-topics", default="", help=f"music-plays=play,...: topics and events: {known}"
    )
    group.add_argument(
        "--ingest-remember", type=int, default=REMEMBERED, help="event ids known at most"
    )
    group.add_argument("--ingest-remember-for", default="10m", help="how long they are known")
    group.add_argument("--ingest-mark", type=Path, help="a file made before the first event")
    for name, field in KafkaConnection.model_fields.items():
        option = f"--{_PREFIX}{name}".replace("_", "-")
        group.add_argument(option, dest=_PREFIX + name, help=field.description)


def read_ingest(given: argparse.Namespace) -> IngestSettings | None:
    """Check the options; None when no topic takes events.

    Raises:
        InvalidInput: an option is wrong, or everybody in the network could send.
    """
    topics = _topics(given.ingest_topics)
    if not topics:
        return None
    if not (_has_keys(given) or is_loopback(given.host)):
        raise InvalidInput(
            f"--ingest-topics on {given.host} needs keys: nobody could send events",
            "give --keys-file or --ingest-keys-file, or listen on 127.0.0.1",
        )
    if given.ingest_remember < 1:
        raise InvalidInput(f"--ingest-remember {given.ingest_remember}", "give 1 or more")
    return IngestSettings(
        topics=topics,
        kafka=_connection(given),
        remember=given.ingest_remember,
        remember_seconds=_seconds(given.ingest_remember_for),
        mark=given.ingest_mark,
    )


def _has_keys(given: argparse.Namespace) -> bool:
    return bool(given.ingest_keys_file or given.keys_file or given.oidc_issuer)


def _topics(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        topic, _, events = part.partition("=")
        if events not in EVENT_MODELS:
            known = " or ".join(f"{topic}={name}" for name in EVENT_MODELS)
            raise InvalidInput(f"--ingest-topics: {part!r} does not say its events", f"use {known}")
        try:
            found[_TOPIC.validate_python(topic)] = events
        except ValidationError as error:
            reason = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise InvalidInput(f"--ingest-topics: {topic!r} is no topic", reason) from None
    return found


def _connection(given: argparse.Namespace) -> KafkaConnection:
    values = {
        name.removeprefix(_PREFIX): value
        for name, value in vars(given).items()
        if name.startswith(_PREFIX) and value is not None
    }
    if not values.get("bootstrap_servers"):
        raise InvalidInput("--ingest-topics needs a Kafka", "give --kafka-bootstrap-servers")
    try:
        return KafkaConnection.model_validate(values)
    except ValidationError as error:
        first = problems_of(error, KafkaConnection)[0]
        option = f"--kafka-{first.path}".replace("_", "-")
        raise InvalidInput(f"{option}: {first.message}", "see python -m tune_api --help") from None


def _seconds(text: str) -> float:
    try:
        return parse_duration(text).total_seconds()
    except ValueError as error:
        raise InvalidInput(f"--ingest-remember-for: {error}", "write it like 10m") from None
