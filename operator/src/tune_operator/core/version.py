"""Which version of a job is to run, and on which checkpoint: the spec's, or the last good one's.

A version that did not become ready is refused, and the last good one runs in its place, until the
stream's part of the spec changes again.
"""

from pydantic import ValidationError

from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.lifecycle import UpgradeMode
from tune_contract.tunejob.spec import TuneJobSpec
from tune_contract.tunejob.status import AppliedStatus, TuneJobStatus
from tune_operator.core.fingerprint import applied_by, request

# What a rollback takes from the user's spec all the same: no driver is started from it.
_THE_USERS = {
    "suspend",
    "restart_nonce",
    "producer",
    "restart_policy",
    "health",
    "upgrade",
    "ttl_seconds_after_finished",
}


def checkpoint(applied: AppliedStatus) -> tuple[int, int]:
    """Which of the job's checkpoints it is."""
    return applied.reset_nonce, applied.checkpoint_epoch


def rolled_back(spec: TuneJobSpec, status: TuneJobStatus, asked: AppliedStatus) -> bool:
    """Whether the spec's version was given up, so that the last good one runs in its place.

    Args:
        spec: what the user asks for.
        status: what is remembered of the job.
        asked: the fingerprints of `spec`.
    """
    given_up = status.rollback
    if given_up is None or not spec.upgrade.rollback:
        return False
    return request(given_up.refused) == request(asked) and last_good_spec(status) is not None


def effective_job(job: TuneJob) -> TuneJob:
    """The job as it is to run: what a backend observes and acts by.

    After a rollback the stream's part is the last good version's. Suspending, the producer and how
    the job lives stay what the user asks for.
    """
    good = last_good_spec(job.status) if job.status.rollback else None
    if good is None or not rolled_back(job.spec, job.status, applied_by(job.spec)):
        return job
    kept = {name: getattr(job.spec, name) for name in _THE_USERS}
    storage = {"storage": job.spec.checkpoint.storage, "on_delete": job.spec.checkpoint.on_delete}
    kept["checkpoint"] = good.checkpoint.model_copy(update=storage)
    return job.model_copy(update={"spec": good.model_copy(update=kept)})


def last_good_spec(status: TuneJobStatus) -> TuneJobSpec | None:
    """The last version that became ready; None when there is none, or none that can be read."""
    if status.last_good is None or not status.last_good.spec:
        return None
    try:
        return TuneJobSpec.model_validate(status.last_good.spec)
    except ValidationError:  # kept by a later version of the operator
        return None


def target(job: TuneJob, status: TuneJobStatus, asked: AppliedStatus) -> AppliedStatus:
    """The fingerprints of what is to run, with the checkpoint it runs on.

    Args:
        job: what the user asks for; `job.status` is not read.
        status: what is remembered of the job.
        asked: the fingerprints of the job's spec.
    """
    good = status.last_good
    if good is not None and rolled_back(job.spec, status, asked):
        wanted = good.applied.model_copy(update={"producer": asked.producer})
    else:
        wanted = asked.model_copy(update={"checkpoint_epoch": _epoch(job, status.applied, asked)})
    if checkpoint(wanted) != checkpoint(status.applied):
        return wanted
    kept = status.applied
    bound = {"topic_ids": kept.topic_ids, "replaced_topics": kept.replaced_topics}
    return wanted.model_copy(update=bound)


def _epoch(job: TuneJob, applied: AppliedStatus, asked: AppliedStatus) -> int:
    """Which checkpoint of its resetNonce the spec's version runs on.

    A changed resetNonce begins a new one though it may have had that value before.
    """
    if not applied.stream:
        return 0
    stateless = job.spec.upgrade.mode is UpgradeMode.STATELESS
    reset = applied.reset_nonce != asked.reset_nonce
    if reset or (stateless and applied.stream != asked.stream):
        return job.metadata.generation
    return applied.checkpoint_epoch
