"""What was asked of a job."""

from tune_contract.model import Model
from tune_contract.tunejob.action import JobAction


class ActionDocument(Model):
    """What was asked for; the job's phase shows when it is done."""

    namespace: str
    name: str
    action: JobAction
    meaning: str
    """What is done now, in a sentence."""
