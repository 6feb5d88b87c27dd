"""The owner of what a job makes: with the TuneJob it goes."""

from tune_contract.tunejob import TuneJob
from tune_operator.kubernetes.manifests.plan import Manifest


def owner_references(job: TuneJob) -> list[Manifest]:
    """The reference to the job that Kubernetes' garbage collector follows."""
    return [
        {
            "apiVersion": job.api_version,
            "kind": job.kind,
            "name": job.metadata.name,
            "uid": job.metadata.uid,
            "controller": True,
            "blockOwnerDeletion": True,
        }
    ]
