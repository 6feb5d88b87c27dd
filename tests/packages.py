"""Small packages that bring pipelines, as an installer would leave them on the path."""

from dataclasses import dataclass, field
from pathlib import Path

DECLARATION = """
from tune_contract.events.play import Play
from tune_contract.model import Model
from tune_contract.pipelines.declaration import *

class Parameters(Model):
    window: int = 1
    \"\"\"Minutes.\"\"\"

TABLE = ResultTable(
    name="sums",
    columns=(Column("platform", ColumnType.TEXT, "which"), Column("plays", ColumnType.BIGINT, "sum")),
    key=("platform",),
    drawing=Drawing(View.RANKED_BARS, x="platform", y="plays"),
)
PIPELINE = Pipeline(
    name="sums",
    summary="Sums.",
    inputs={"plays": Input(Play, fields=("platform",))},
    parameters=Parameters,
    tables=(TABLE,),
    state_parameters=("window",),
)
"""
BUILD = """
def build(events, parameters):
    return events
"""


@dataclass(frozen=True)
class Package:
    """A package of one declaration and one function."""

    name: str = "tune-sums"
    declaration: str = DECLARATION
    build: str = BUILD
    points: dict[str, dict[str, str]] = field(
        default_factory=lambda: {
            "tune.pipelines": {"sums": "{module}:PIPELINE"},
            "tune.pipeline_builds": {"sums": "{module}_build:build"},
        }
    )
    """Group -> name -> what it points at."""

    @property
    def module(self) -> str:
        return self.name.replace("-", "_")

    def put(self, folder: Path) -> None:
        """Install it into a folder, which is to be on the path."""
        (folder / f"{self.module}.py").write_text(self.declaration)
        (folder / f"{self.module}_build.py").write_text(self.build)
        info = folder / f"{self.module}-1.2.dist-info"
        info.mkdir(parents=True)
        metadata = f"Metadata-Version: 2.1\nName: {self.name}\nVersion: 1.2\n"
        (info / "METADATA").write_text(metadata)
        (info / "entry_points.txt").write_text(self._entry_points())

    def _entry_points(self) -> str:
        return "\n".join(
            f"[{group}]\n"
            + "".join(
                f"{name} = {value.format(module=self.module)}\n" for name, value in each.items()
            )
            for group, each in self.points.items()
        )
