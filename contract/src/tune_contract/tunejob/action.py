"""What may be asked of a job that is there: each is a change of its spec, on every backend."""

from enum import StrEnum

from tune_contract.tunejob.spec import TuneJobSpec


class JobAction(StrEnum):
    """Something asked of a job."""

    SUSPEND = "suspend"
    RESUME = "resume"
    RESTART = "restart"

    @property
    def sentence(self) -> str:
        """What is done then."""
        return _SENTENCES[self]

    def changed(self, spec: TuneJobSpec) -> TuneJobSpec:
        """The spec as it is after that; the same when there is nothing to do."""
        match self:
            case JobAction.SUSPEND:
                return spec.model_copy(update={"suspend": True})
            case JobAction.RESUME:
                return spec.model_copy(update={"suspend": False})
            case JobAction.RESTART:
                return spec.model_copy(update={"restart_nonce": spec.restart_nonce + 1})


_SENTENCES = {
    JobAction.SUSPEND: "The job finishes its batch and stops; checkpoint and results stay.",
    JobAction.RESUME: "The job goes on from its checkpoint.",
    JobAction.RESTART: "A new driver goes on from the checkpoint.",
}
