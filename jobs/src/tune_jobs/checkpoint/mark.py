"""The mark in a checkpoint, `tunejob.json`: whose it is, and what its state depends on."""

from pydantic import Field, JsonValue, ValidationError

from tune_contract.model import LenientModel
from tune_jobs.checkpoint.basis import (
    PARAMETER,
    Basis,
    Change,
    changes,
    fits,
    hash_of,
    merged,
)
from tune_jobs.checkpoint.errors import CheckpointMismatch

MARK = "tunejob.json"
_CHOICES = (
    "take the change back, or change checkpoint.resetNonce to start over from an empty checkpoint, "
    "at another checkpoint.location if the old one is to stay in use"
)


class CheckpointMark(LenientModel):
    """What a checkpoint belongs to."""

    uid: str
    namespace: str
    name: str
    pipeline: str
    topics: dict[str, str]
    """The pipeline's inputs -> the topics' names."""
    state: dict[str, JsonValue] = Field(default_factory=dict)
    """The parameters that the state depends on: all that older versions noted, and read."""
    basis: Basis = Field(default_factory=dict)
    """All that the state depends on."""
    hash: str = ""
    """The basis' hash."""
    query: str = ""
    """Spark's id of the query, under which sinks know its batches; empty before the first start."""

    def known(self) -> Basis:
        """What is known of the state, in an older version's mark too."""
        return self.basis or {f"{PARAMETER}{name}": value for name, value in self.state.items()}

    def owner(self) -> tuple[str, str, str, str, dict[str, str]]:
        """Whose it is."""
        return (self.uid, self.namespace, self.name, self.pipeline, self.topics)

    def whole(self) -> bool:
        """Whether the basis is still the one that was hashed."""
        return not self.hash or self.hash == hash_of(self.basis)


def read_mark(location: str, text: str) -> CheckpointMark:
    """The mark of that text.

    Raises:
        CheckpointMismatch: it is none, or was changed since.
    """
    try:
        mark = CheckpointMark.model_validate_json(text)
    except ValidationError:
        mark = None
    if mark is None or not mark.whole():
        raise CheckpointMismatch(
            f"{location}/{MARK} cannot be read"
            if mark is None
            else f"{location}/{MARK} was changed",
            "put it back as it was, or choose an empty folder for checkpoint.location",
        )
    return mark


def taken_again(location: str, found: CheckpointMark, wanted: CheckpointMark) -> CheckpointMark:
    """The mark of a checkpoint that the job goes on with: the one found, completed.

    Raises:
        CheckpointMismatch: it is another job's, or its state was made in another way.
    """
    if found.owner() != wanted.owner():
        raise _foreign(location, found)
    if found.hash == wanted.hash:
        return found
    different = [each for each in changes(found.known(), wanted.basis) if not fits(each)]
    if different:
        raise _incompatible(location, different)
    basis = merged(found.known(), wanted.basis)
    noted = {"basis": basis, "hash": hash_of(basis), "query": found.query}
    return wanted.model_copy(update=noted)


def _foreign(location: str, found: CheckpointMark) -> CheckpointMismatch:
    theirs = f"job {found.namespace}/{found.name} ({found.pipeline}, uid {found.uid or 'none'})"
    return CheckpointMismatch(
        f"the checkpoint {location} is of another job: {theirs} "
        f"reading {', '.join(found.topics.values())}",
        "give this job a checkpoint.location of its own, or change checkpoint.resetNonce",
    )


def _incompatible(location: str, different: list[Change]) -> CheckpointMismatch:
    was = ", ".join(f"{_shown(each.name)} {each.was}" for each in different)
    asked = ", ".join(f"{_shown(each.name)} {each.now}" for each in different)
    return CheckpointMismatch(
        f"the state in the checkpoint {location} was made with {was}, and {asked} is asked for",
        _CHOICES,
    )


def _shown(name: str) -> str:
    return name.removeprefix(PARAMETER)
