"""What a user's pod template says of the product's own container, where others have to know it."""

from pathlib import PurePosixPath

from pydantic import Field, ValidationError

from tune_contract.errors import InvalidInput
from tune_contract.model import LenientModel
from tune_contract.tunejob.compute import PodTemplate
from tune_contract.tunejob.problems import problems_of
from tune_operator.kubernetes.manifests.template_rules import Place


class Resources(LenientModel):
    """Kubernetes' requests and limits."""

    requests: dict[str, str | int | float] = Field(default_factory=dict)
    limits: dict[str, str | int | float] = Field(default_factory=dict)


class VolumeMount(LenientModel):
    """A folder of the container that is on a volume."""

    mount_path: str


class OwnContainer(LenientModel):
    """The product's container, as far as the user's template adds to it."""

    name: str
    resources: Resources = Resources()
    volume_mounts: list[VolumeMount] = Field(default_factory=list)

    def has_volume_for(self, folder: PurePosixPath) -> bool:
        """Whether the folder is on a volume of the user's."""
        return any(folder.is_relative_to(each.mount_path) for each in self.volume_mounts)


class _Spec(LenientModel):
    containers: list[OwnContainer] = Field(default_factory=list)


class _PodTemplate(LenientModel):
    spec: _Spec = _Spec()


def own_container(template: PodTemplate, place: Place) -> OwnContainer:
    """What the template says of the product's container.

    Raises:
        InvalidInput: it is no pod template.
    """
    try:
        containers = _PodTemplate.model_validate(template).spec.containers
    except ValidationError as error:
        problems = "; ".join(map(str, problems_of(error, _PodTemplate, place.path)))
        raise InvalidInput(problems, "write it as in a Kubernetes pod") from None
    named = (each for each in containers if each.name == place.container)
    return next(named, OwnContainer(name=place.container))
