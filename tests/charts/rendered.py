"""What a chart makes: Helm's output, taken apart."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
CHARTS = ROOT / "charts"
NAMESPACE = "music"
RELEASES = {"tunejob": "tunejob", "tunejob-kafka": "tune-kafka"}
Values = dict[str, Any]
Object = dict[str, Any]


@dataclass(frozen=True)
class Rendered:
    """The objects that a chart makes, by template."""

    by_template: dict[str, list[Object]]

    def objects(self) -> list[Object]:
        return [each for made in self.by_template.values() for each in made]

    def all(self, kind: str) -> list[Object]:
        return [each for each in self.objects() if each["kind"] == kind]

    def one(self, kind: str, name: str) -> Object:
        (found,) = (each for each in self.all(kind) if each["metadata"]["name"] == name)
        return found


def split(text: str, chart: str) -> Rendered:
    """Helm writes `# Source: CHART/templates/FILE` above each object."""
    found: dict[str, list[Object]] = {}
    for part in text.split("---\n# Source: ")[1:]:
        source, _, body = part.partition("\n")
        made = [each for each in yaml.safe_load_all(body) if each]
        found.setdefault(source.removeprefix(f"{chart}/templates/"), []).extend(made)
    return Rendered({source: made for source, made in found.items() if made})


def pod_spec(made: Object) -> Object:
    """The pod of anything that has one."""
    return made["spec"] if made["kind"] == "Pod" else made["spec"]["template"]["spec"]


def env(made: Object) -> dict[str, str]:
    """The environment of its first container; of what the pod itself provides the field's path."""
    entries = pod_spec(made)["containers"][0].get("env", [])
    return {
        each["name"]: each["value"]
        if "value" in each
        else each["valueFrom"]["fieldRef"]["fieldPath"]
        for each in entries
    }
