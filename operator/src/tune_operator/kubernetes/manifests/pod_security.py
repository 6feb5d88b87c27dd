"""The security of every pod: Kubernetes' restricted Pod Security Standard, and a little more."""

from tune_operator.kubernetes.manifests.names import USER
from tune_operator.kubernetes.manifests.plan import Manifest

POD_SECURITY: Manifest = {
    "runAsNonRoot": True,
    "runAsUser": USER,
    "runAsGroup": USER,
    "fsGroup": USER,
    # A checkpoint has thousands of files: their owner is not set anew with every start.
    "fsGroupChangePolicy": "OnRootMismatch",
    "seccompProfile": {"type": "RuntimeDefault"},
}
EXTRA_CONTAINER_SECURITY: Manifest = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
}
"""Of a container that the user adds: the least that the standard asks for."""
CONTAINER_SECURITY: Manifest = {**EXTRA_CONTAINER_SECURITY, "readOnlyRootFilesystem": True}
"""Of the product's own containers."""


def pod_basics(*, service_account: str = "") -> Manifest:
    """What every pod spec begins with.

    Args:
        service_account: whose token it gets; empty = none at all.
    """
    account: Manifest = {"serviceAccountName": service_account} if service_account else {}
    return {
        **account,
        "automountServiceAccountToken": bool(service_account),
        "enableServiceLinks": False,
        "securityContext": POD_SECURITY,
    }
