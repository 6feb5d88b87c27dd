"""The catalogue: what tracks are called by those who own the music, whatever a play says.

A play is counted by its track's id alone. The catalogue's names are put beside the counts where
they are read, so that a corrected title shows at once, on old counts too.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tune_contract.model import Model
from tune_contract.pipelines.declaration import Column, ColumnType, ResultTable

CATALOGUE_QUERY = "catalogue"
"""What the ledger of batches calls those that bring a version of the catalogue."""

_NO_NUL = r"^[^\x00]*$"  # PostgreSQL cannot store it


class CatalogueTrack(BaseModel):
    """A line of the file: one JSON object. Names are snake_case, as in events."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", strict=True, use_attribute_docstrings=True
    )

    track_id: Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=_NO_NUL)]
    """The track, as plays name it."""
    title: Annotated[str, StringConstraints(min_length=1, max_length=512, pattern=_NO_NUL)]
    """Its title."""
    artist: Annotated[str, StringConstraints(min_length=1, max_length=512, pattern=_NO_NUL)]
    """Its artist."""


class CatalogueParameters(Model):
    """The parameters of pipelines that name tracks."""

    catalogue: str = Field("", max_length=1024)
    """A file of tracks, one JSON object a line with track_id, title and artist: a path in the
    driver (under `tune run` relative to the TuneJob file) or a URI. It may be replaced while the
    job runs. Without it tracks are called what their newest play calls them."""


CATALOGUE = ResultTable(
    name="catalogue",
    columns=(
        Column("track_id", ColumnType.TEXT, "the track"),
        Column("title", ColumnType.TEXT, "its title"),
        Column("artist", ColumnType.TEXT, "its artist"),
        Column(
            "version",
            ColumnType.TIMESTAMP,
            "when the file was read that had it; tracks of an older one are no longer listed",
        ),
    ),
    key=("track_id",),
    of_file=True,
)

IN_CATALOGUE = Column(
    "in_catalogue",
    ColumnType.BOOLEAN,
    "whether the catalogue has it; null when the job has no catalogue",
    nullable=True,
)

LISTED = "(SELECT * FROM catalogue WHERE version = (SELECT max(version) FROM catalogue))"
"""SQL: the tracks of the newest version."""
IS_LISTED = (
    "CASE WHEN EXISTS (SELECT FROM catalogue) THEN listed.track_id IS NOT NULL END AS in_catalogue"
)
"""SQL for the column in_catalogue, beside a LEFT JOIN of LISTED AS listed."""
