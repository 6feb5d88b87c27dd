from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tune_cli.backend.telling import tell
from tune_contract.runtime.job_events import JobEvents
from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.status import TuneJobStatus
from tune_operator.core.actions import StartDriver
from tune_operator.core.decision import Decision

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def decision(job: TuneJob, reason: str, *actions: StartDriver) -> Decision:
    return Decision(status=TuneJobStatus(), reason=reason, job=job, actions=actions)


def told(file: Path) -> list[tuple[str, str, int]]:
    events = JobEvents.model_validate_json(file.read_bytes()).events
    return [(each.reason, each.message, each.count) for each in events]


def test_what_is_done_is_kept(tmp_path: Path, make_job: Callable[..., TuneJob]) -> None:
    file = tmp_path / "events.json"
    job = make_job()
    tell(file, decision(job, "nothing"), NOON)
    assert not file.exists()
    for minute in range(2):
        now = NOON + timedelta(minutes=minute)
        tell(file, decision(job, "It starts.", StartDriver(1)), now)
    assert told(file) == [("StartDriver", "It starts.", 2)]
    file.write_text("half of")
    tell(file, decision(job, "Again.", StartDriver(2)), NOON)
    assert told(file) == [("StartDriver", "Again.", 1)]
