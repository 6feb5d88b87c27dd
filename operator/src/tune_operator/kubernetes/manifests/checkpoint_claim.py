"""The claim that a job's checkpoints are on."""

from tune_contract.tunejob.lifecycle import OnDelete
from tune_operator.kubernetes.manifests.checkpoint import on_claim
from tune_operator.kubernetes.manifests.metadata import kept_metadata, metadata
from tune_operator.kubernetes.manifests.names import Component, checkpoint_claim
from tune_operator.kubernetes.manifests.plan import Manifest, Plan


def checkpoint_claim_manifest(plan: Plan) -> Manifest | None:
    """The claim; None when the checkpoint is at a URI. It stays with `onDelete: Retain`."""
    if not on_claim(plan):
        return None
    checkpoint = plan.spec.checkpoint
    described = kept_metadata if checkpoint.on_delete is OnDelete.RETAIN else metadata
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": described(plan, checkpoint_claim(plan.name), Component.CHECKPOINT),
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": checkpoint.storage.size}},
        },
    }
