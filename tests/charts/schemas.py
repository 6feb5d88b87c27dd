"""JSON Schemas for kubeconform, from what is on this machine: nothing is fetched.

Kubernetes' own come with the package kubernetes-validate; those of custom resources are made from
CustomResourceDefinitions, with unknown fields refused as the strict ones of Kubernetes do.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

KUBERNETES = Path(str(files("kubernetes_validate"))) / "kubernetes-json-schema"
REWRITTEN = {  # to files beside each other, where kubeconform looks
    '"/api/_definitions.json': '"_definitions.json',
    '"$id": "https://kubernetes.io/': '"x-id": "https://kubernetes.io/',
}
KUBERNETES_PATTERN = "{{.NormalizedKubernetesVersion}}/{{.ResourceKind}}{{.KindSuffix}}.json"
CUSTOM_PATTERN = "custom/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"
Schema = dict[str, Any]


def versions() -> list[str]:
    """The Kubernetes versions there are schemas of, `1.30.0`, oldest first."""
    found = [each.name[1:].split("-")[0] for each in KUBERNETES.glob("v*-local-strict")]
    return sorted(found, key=lambda version: [int(part) for part in version.split(".")])


def write_kubernetes(version: str, folder: Path) -> None:
    """Copy a version's schemas, such that they find each other."""
    target = folder / f"v{version}"
    target.mkdir()
    for schema in (KUBERNETES / f"v{version}-local-strict").iterdir():
        text = schema.read_text(encoding="utf-8")
        for old, new in REWRITTEN.items():
            text = text.replace(old, new)
        (target / schema.name).write_text(text, encoding="utf-8")


def write_custom(definition: Path, folder: Path) -> list[str]:
    """Write the schema of each version of a kind; the kinds as `GROUP/VERSION/KIND`."""
    spec = yaml.safe_load(definition.read_text(encoding="utf-8"))["spec"]
    group, kind, written = spec["group"], spec["names"]["kind"], []
    target = folder / "custom" / group
    target.mkdir(parents=True, exist_ok=True)
    for version in spec["versions"]:
        schema = strict(with_object_fields(version["schema"]["openAPIV3Schema"]))
        (target / f"{kind.lower()}_{version['name']}.json").write_text(json.dumps(schema))
        written.append(f"{group}/{version['name']}/{kind}")
    return written


def with_object_fields(schema: Schema) -> Schema:
    """Each object has these, also when its schema does not say so; names may have a rule."""
    given = schema.get("properties", {})
    fields = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
    metadata = {**given.get("metadata", {}), "x-kubernetes-preserve-unknown-fields": True}
    return {**schema, "properties": {**given, **fields, "metadata": metadata}}


def strict(schema: Schema) -> Schema:
    """The same, with no fields but those it names."""
    made = dict(schema)
    if "properties" in made:
        made["properties"] = {name: strict(each) for name, each in made["properties"].items()}
        if not made.get("x-kubernetes-preserve-unknown-fields"):
            made.setdefault("additionalProperties", False)
    for key in ("items", "additionalProperties"):
        if isinstance(made.get(key), dict):
            made[key] = strict(made[key])
    if made.pop("x-kubernetes-int-or-string", False):
        made.pop("type", None)
        made["type"] = ["integer", "string"]
    if made.pop("nullable", False) and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made
