"""What is wrong with a checkpoint: both end the job until its user has chosen."""

from tune_contract.errors import PermanentError


class CheckpointMismatch(PermanentError):  # noqa: N818 - reads as a sentence where it is raised
    """The checkpoint is not this job's, or its state was made in another way."""


class CheckpointBroken(PermanentError):  # noqa: N818
    """Files of the checkpoint are cut, changed or gone."""
