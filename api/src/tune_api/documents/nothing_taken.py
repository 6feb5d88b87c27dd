"""What a request with events is answered when none of them is in Kafka."""

from tune_api.problem import Problem
from tune_contract.runtime.receipt import RecordError


class NothingTaken(Problem):
    """A problem (RFC 9457) that also says of each record what is wrong."""

    errors: list[RecordError]
