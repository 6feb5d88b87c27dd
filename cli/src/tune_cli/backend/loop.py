"""One pass after the other: observe, decide, remember, apply."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tune_cli.backend.machine import Machine
from tune_cli.backend.store import JobStore
from tune_cli.backend.telling import tell
from tune_contract.tunejob import TuneJob
from tune_operator.core.decide import decide
from tune_operator.core.decision import Decision
from tune_operator.core.observed import Observed


@dataclass(frozen=True)
class Pass:
    """What one pass saw and decided."""

    job: TuneJob
    """With the status as it is now."""
    observed: Observed
    decision: Decision


@dataclass(frozen=True)
class Loop:
    """Everything a pass needs."""

    store: JobStore
    machine: Machine
    now: Callable[[], datetime]

    def run_pass(self, job: TuneJob) -> Pass:
        """One pass over the job as the user wants it now.

        The status is written before anything is done, so that whoever comes after a crash finds
        the intent.
        """
        observed = self.machine.observer.observe()
        now = self.now()
        decision = decide(job, job.status, observed, now)
        if decision.status != job.status:
            job = job.model_copy(update={"status": decision.status})
            self.store.save(job)
        tell(self.store.folder_of(job).events, decision, now)
        for action in decision.actions:
            self.machine.applier.apply(decision.job, action)
        return Pass(job, observed, decision)
