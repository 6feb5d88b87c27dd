"""A scheduled job on one machine: one run, at once, since the user waits at the screen."""

from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.compute import TriggerSpec

ONCE = "trigger.schedule is for a cluster: this is one run, and it begins now."


def at_once(job: TuneJob) -> TuneJob:
    """The job without its schedule; a job that has none as it is."""
    if not job.spec.trigger.schedule:
        return job
    spec = job.spec.model_copy(update={"trigger": TriggerSpec(available_now=True)})
    return job.model_copy(update={"spec": spec})
