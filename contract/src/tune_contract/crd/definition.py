"""The whole CustomResourceDefinition."""

from tune_contract.crd.columns import columns
from tune_contract.crd.pipeline_rules import pipeline_rules
from tune_contract.crd.structural import Schema, structural
from tune_contract.names import JOB_NAME
from tune_contract.pipelines.registry import BUILT_IN
from tune_contract.rule import VALIDATIONS, Rule, validations
from tune_contract.tunejob.job import API_GROUP, API_VERSION, TuneJob
from tune_contract.tunejob.spec import TuneJobSpec
from tune_contract.tunejob.status import TuneJobStatus

PLURAL = "tunejobs"
CRD_NAME = f"{PLURAL}.{API_GROUP}"
MAX_BYTES = 256 * 1024  # what `kubectl apply` can keep of an object in its annotation

VALID_NAME = Rule(
    JOB_NAME.advice,
    f"size(self.metadata.name) <= {JOB_NAME.longest} && {JOB_NAME.cel('self.metadata.name')}",
    field_path=".metadata.name",
)


def custom_resource_definition() -> Schema:
    """The CRD as a document: write it as YAML or JSON and apply it."""
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": CRD_NAME},
        "spec": {
            "group": API_GROUP,
            "scope": "Namespaced",
            "names": {
                "kind": "TuneJob",
                "listKind": "TuneJobList",
                "plural": PLURAL,
                "singular": "tunejob",
                "shortNames": ["tj"],
                "categories": ["all"],
            },
            "versions": [_version()],
        },
    }


def _version() -> Schema:
    return {
        "name": API_VERSION,
        "served": True,
        "storage": True,
        "subresources": {
            "status": {},
            "scale": {
                "specReplicasPath": ".spec.executor.instances",
                "statusReplicasPath": ".status.executors",
            },
        },
        "additionalPrinterColumns": [*columns()],
        "selectableFields": [{"jsonPath": ".spec.pipeline"}, {"jsonPath": ".status.phase"}],
        "schema": {"openAPIV3Schema": _schema()},
    }


def _schema() -> Schema:
    return {
        "description": TuneJob.__doc__,
        "type": "object",
        "required": ["spec"],
        **validations(VALID_NAME),
        "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": {"type": "object", "properties": {"name": {"type": "string"}}},
            "spec": _spec(),
            "status": structural(TuneJobStatus, written_by="operator"),
        },
    }


def _spec() -> Schema:
    schema = structural(TuneJobSpec)
    own = schema[VALIDATIONS]
    assert isinstance(own, list)  # noqa: S101 - the model is ruled
    rules = [rule.document() for rule in pipeline_rules(BUILT_IN)]
    return {**schema, VALIDATIONS: [*own, *rules]}
