"""The three things that are asked of Kubernetes."""

import os

from kubernetes import client, config
from kubernetes.client.exceptions import ApiException

from tunejob_airflow.manifest import Document, JobKey

GROUP, VERSION, PLURAL = "tunejob.io", "v1alpha1", "tunejobs"
MANAGER = "airflow"
SECONDS = 20.0
"""How long a call may take."""


class Cluster:
    """TuneJobs by the kubeconfig of the environment, or by the pod's own service account.

    The client is synchronous: call it from a thread where an event loop runs.
    """

    def __init__(self) -> None:
        self._api = client.CustomObjectsApi(_connect())

    def apply(self, key: JobKey, document: Document) -> None:
        """Server-side apply: what others set in fields that we do not name stays.

        Raises:
            ApiException: the API server refuses it, and says why.
        """
        metadata = {**document.get("metadata", {}), "name": key.name, "namespace": key.namespace}
        self._api.patch_namespaced_custom_object(
            *self._place(key),
            {**document, "metadata": metadata},
            field_manager=MANAGER,
            field_validation="Strict",
            force=True,
            _content_type="application/apply-patch+yaml",
            _request_timeout=SECONDS,
        )  # the client has nothing to return for an object that is new

    def find(self, key: JobKey) -> Document | None:
        """The TuneJob; None when there is none."""
        try:
            found = self._api.get_namespaced_custom_object(
                *self._place(key), _request_timeout=SECONDS
            )
        except ApiException as error:
            if error.status == 404:  # noqa: PLR2004 - HTTP's not found
                return None
            raise
        return dict(found)

    def suspend(self, key: JobKey) -> None:
        """Let it finish its batch and stop; checkpoint and results stay."""
        self._api.patch_namespaced_custom_object(
            *self._place(key),
            {"spec": {"suspend": True}},
            field_manager=MANAGER,
            _content_type="application/merge-patch+json",
            _request_timeout=SECONDS,
        )

    def _place(self, key: JobKey) -> tuple[str, str, str, str, str]:
        return GROUP, VERSION, key.namespace, PLURAL, key.name


def _connect() -> client.ApiClient:
    """By KUBECONFIG, else by the pod's service account, else by the user's own kubeconfig."""
    file = os.environ.get("KUBECONFIG")
    if file is None and "KUBERNETES_SERVICE_HOST" in os.environ:
        configuration = client.Configuration()
        config.load_incluster_config(configuration)
        return client.ApiClient(configuration)
    return config.new_client_from_config(file)


def reason(error: ApiException) -> str:
    """What the API server said, without the headers that the client shows."""
    return f"the API server answered {error.status}: {error.body or error.reason}"
