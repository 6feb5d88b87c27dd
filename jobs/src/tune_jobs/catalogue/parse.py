"""The lines of a catalogue: all of them are right, or the file is not taken."""

from pydantic import ValidationError

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.catalogue import CatalogueTrack


def parse_catalogue(text: str) -> list[CatalogueTrack]:
    """The tracks of a file; empty lines are passed over.

    Raises:
        InvalidInput: it has no track, a line is none, or two lines are one track.
    """
    lines: dict[str, int] = {}
    tracks = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        track = _track(line, number)
        if track.track_id in lines:
            first = lines[track.track_id]
            raise InvalidInput(
                f"lines {first} and {number} of the catalogue are both track {track.track_id!r}",
                "remove one of them",
            )
        lines[track.track_id] = number
        tracks.append(track)
    if not tracks:
        raise InvalidInput("the catalogue is empty", "write a JSON object a line, one each track")
    return tracks


def _track(line: str, number: int) -> CatalogueTrack:
    try:
        return CatalogueTrack.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        said = f"{field}: {first['msg']}" if field else first["msg"]
        raise InvalidInput(
            f"line {number} of the catalogue is not a track: {said}",
            'write {"track_id": ..., "title": ..., "artist": ...}, each a text',
        ) from None
