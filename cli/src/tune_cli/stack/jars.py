"""Which jars there are, and where: the ones in ivy.xml, and pyspark's own."""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from tune_cli.settings import Home
from tune_cli.stack import sketches
from tune_contract.errors import InvalidInput

IVY_FOLDER = Path(__file__).parent / "ivy"


@dataclass(frozen=True)
class Jars:
    """The jars of one version of ivy.xml, below `folder`, and pyspark's in `pyspark`."""

    folder: Path
    pyspark: Path

    @property
    def kafka(self) -> tuple[Path, ...]:
        """The class path of the broker."""
        return _jars(self.folder / "kafka")

    @property
    def connectors(self) -> tuple[Path, ...]:
        """What Spark needs for Kafka and Delta, beside pyspark's own."""
        return _jars(self.folder / "spark")

    @property
    def driver(self) -> tuple[Path, ...]:
        """The class path of a driver: the connectors, and pyspark's jars."""
        return (*self.connectors, *_jars(self.pyspark))

    def present(self) -> bool:
        """Whether they are downloaded. The folder appears whole or not at all."""
        return self.folder.is_dir()


def find_jars(home: Home) -> Jars:
    """Where the jars are, or will be.

    Raises:
        InvalidInput: pyspark is not installed.
    """
    made_by = (IVY_FOLDER / "ivy.xml", Path(sketches.__file__))
    digest = hashlib.sha256(b"".join(each.read_bytes() for each in made_by)).hexdigest()[:12]
    return Jars(home.jars / digest, _pyspark() / "jars")


def _pyspark() -> Path:
    """Without importing it, which takes half a second."""
    spec = importlib.util.find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise InvalidInput("pyspark is not installed", "run 'make setup'")
    return Path(spec.origin).parent


def _jars(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob("*.jar")))
