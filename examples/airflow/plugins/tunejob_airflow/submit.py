"""A task that applies a TuneJob."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from kubernetes.client.exceptions import ApiException

from tunejob_airflow.cluster import Cluster, reason
from tunejob_airflow.manifest import JobKey, for_run, read_manifest

if TYPE_CHECKING:
    from airflow.sdk import Context

_REFUSED = range(400, 500)
_LATER = (408, 429)  # of those the two that ask to try again


class TuneJobSubmit(BaseOperator):
    """Apply a TuneJob so that it runs once for this run of the DAG.

    A task that is tried again applies the same: it neither starts a second run nor ends the first.
    """

    template_fields: Sequence[str] = ("namespace",)

    def __init__(self, *, manifest: Path | str, namespace: str, **kwargs: Any) -> None:  # noqa: ANN401 - Airflow's
        super().__init__(**kwargs)
        self.manifest = str(manifest)
        self.namespace = namespace

    def execute(self, context: "Context") -> str:
        """Apply it; returns its name."""
        document = for_run(read_manifest(Path(self.manifest)), context["run_id"])
        key = JobKey(self.namespace, document["metadata"]["name"])
        try:
            Cluster().apply(key, document)
        except ApiException as error:
            refused = error.status in _REFUSED and error.status not in _LATER
            failure = AirflowFailException if refused else AirflowException
            raise failure(f"TuneJob {key}: {reason(error)}") from error
        self.log.info("TuneJob %s applied", key)
        return key.name
