"""What is said of a job whose spec cannot be accepted, or only in part be checked.

What runs is left as it is.
"""

from datetime import datetime

from tune_contract.pipelines.packages import GUIDE
from tune_contract.tunejob.phase import ConditionStatus, ConditionType
from tune_contract.tunejob.problems import InvalidDocument
from tune_contract.tunejob.spec import TuneJobSpec
from tune_contract.tunejob.status import Condition, TuneJobStatus

_REASON = "Invalid"
_VALUES = {
    ConditionType.ACCEPTED: ConditionStatus.FALSE,
    ConditionType.READY: ConditionStatus.FALSE,
    ConditionType.STALLED: ConditionStatus.TRUE,  # nothing happens without the user
    ConditionType.RECONCILING: ConditionStatus.FALSE,
}


def refused(
    status: TuneJobStatus, problems: InvalidDocument, generation: int, now: datetime
) -> TuneJobStatus:
    """The status with what is wrong in its conditions, each problem with what is allowed."""
    conditions = {each.type: each for each in status.conditions}
    for kind, value in _VALUES.items():
        before = conditions.get(kind)
        same = before is not None and before.status is value
        conditions[kind] = Condition(
            type=kind,
            status=value,
            reason=_REASON,
            message=str(problems),
            last_transition_time=before.last_transition_time if before and same else now,
            observed_generation=generation,
        )
    ordered = [conditions[kind] for kind in ConditionType if kind in conditions]
    return status.model_copy(update={"conditions": ordered, "observed_generation": generation})


def unknown_pipeline(spec: TuneJobSpec) -> str:
    """What to say of a pipeline that is taken on trust, for the job names an image of its own."""
    return (
        f"The operator has no pipeline {spec.pipeline}: the image {spec.image} has to bring it. "
        "Its parameters are checked only by the driver, and its tables are not shown. Install its "
        f"package in the images of the operator and the API, too ({GUIDE})."
    )
