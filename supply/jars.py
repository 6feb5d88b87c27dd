"""The closed list of jars that Ivy fetches."""

from typing import NamedTuple
from xml.etree import ElementTree as ET

from locks import ROOT

_IVY = ROOT / "cli" / "src" / "tune_cli" / "stack" / "ivy" / "ivy.xml"


class Jar(NamedTuple):
    """One artifact of a Maven repository."""

    group: str
    name: str
    version: str

    def purl(self) -> str:
        """Its package URL."""
        return f"pkg:maven/{self.group}/{self.name}@{self.version}"


def jars(*configurations: str) -> list[Jar]:
    """The jars of these configurations (`spark`, `kafka`), in order, each once."""
    tree = ET.parse(_IVY)  # noqa: S314 - our own file
    found = {
        Jar(each.attrib["org"], each.attrib["name"], each.attrib["rev"])
        for each in tree.iter("dependency")
        if each.attrib["conf"].partition("->")[0] in configurations
    }
    return sorted(found)
