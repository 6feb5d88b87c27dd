"""Keeps the events of a job in a file, for whoever looks: what the Events API is on a cluster."""

from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from tune_cli.files import write_atomically
from tune_contract.runtime.job_events import JobEvent, JobEvents
from tune_operator.core.decision import Decision
from tune_operator.core.story import story_of


def tell(file: Path, decision: Decision, now: datetime) -> None:
    """Add what a pass does to a job's events, if it does anything."""
    story = story_of(decision)
    if story is None:
        return
    event = JobEvent(time=now, type=story.type, reason=story.reason, message=story.message)
    write_atomically(file, _known(file).with_one(event).model_dump_json())


def _known(file: Path) -> JobEvents:
    try:
        return JobEvents.model_validate_json(file.read_bytes())
    except (FileNotFoundError, ValidationError):
        return JobEvents()  # none yet, or of another version: a story is not worth an error
