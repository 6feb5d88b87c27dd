"""The TuneJob: the file that is the product."""

from tune_contract.tunejob.job import ObjectMeta, TuneJob
from tune_contract.tunejob.spec import TuneJobSpec
from tune_contract.tunejob.status import TuneJobStatus

__all__ = ["ObjectMeta", "TuneJob", "TuneJobSpec", "TuneJobStatus"]
