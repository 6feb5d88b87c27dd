"""The TuneJob itself: one YAML file describes a streaming job."""

from typing import Literal

from pydantic import AwareDatetime, Field

from tune_contract.model import LenientModel, Model
from tune_contract.names import JobName, ResourceName
from tune_contract.tunejob.spec import TuneJobSpec
from tune_contract.tunejob.status import TuneJobStatus

API_GROUP = "tunejob.io"
API_VERSION = "v1alpha1"


class ObjectMeta(LenientModel):
    """The part of Kubernetes' metadata that the product reads."""

    name: JobName
    """At most 40 characters."""
    namespace: ResourceName = "default"
    """The namespace; `default` when left out."""
    uid: str = ""
    """Given by the cluster, or by `tune run` when it first sees the job."""
    generation: int = 1
    """Grows with every change of the spec."""
    creation_timestamp: AwareDatetime | None = None
    """When the cluster first saw the job; given by the cluster."""
    labels: dict[str, str] = Field(default_factory=dict)
    """Kubernetes labels."""
    annotations: dict[str, str] = Field(default_factory=dict)
    """Kubernetes annotations."""


class TuneJob(Model):
    """One streaming job."""

    api_version: Literal["tunejob.io/v1alpha1"] = "tunejob.io/v1alpha1"
    kind: Literal["TuneJob"] = "TuneJob"
    metadata: ObjectMeta
    spec: TuneJobSpec
    status: TuneJobStatus = TuneJobStatus()
