"""Where a job's checkpoint is: on a claim of its own, or at the URI that the spec names."""

import re

from tune_contract.names import checkpoint_folder
from tune_operator.kubernetes.manifests.names import CHECKPOINT_FOLDER
from tune_operator.kubernetes.manifests.plan import DriverPlan, Plan

_URI = re.compile(r"^(?!file:)[a-zA-Z][a-zA-Z0-9+.-]+:/")


def on_claim(plan: Plan) -> bool:
    """Whether the checkpoint is on the job's claim.

    It is also when the spec names a folder, as for `tune run`: no folder of a pod outlives it.
    """
    return not _URI.match(plan.spec.checkpoint.location)


def checkpoint_location(plan: DriverPlan) -> str:
    """The folder or URI: each resetNonce and each epoch has its own, on the claim each job too."""
    folder = checkpoint_folder(plan.spec.checkpoint.reset_nonce, plan.checkpoint_epoch)
    if on_claim(plan):
        return f"{CHECKPOINT_FOLDER}/{plan.job.metadata.uid}/{folder}"
    return f"{plan.spec.checkpoint.location.rstrip('/')}/{folder}"
