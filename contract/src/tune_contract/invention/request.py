"""What is to be invented."""

from pydantic import Field

from tune_contract.invention.clean import Sentence
from tune_contract.model import Model

MOST_TRACKS = 100
MOST_PERSONAS = 20


class InventionRequest(Model):
    """What is to be invented. The same request is served from the same file."""

    theme: Sentence = "independent music from all over the world"
    """What the music is about."""
    tracks: int = Field(20, ge=1, le=MOST_TRACKS)
    """How many tracks, at most."""
    personas: int = Field(8, ge=1, le=MOST_PERSONAS)
    """How many groups of listeners, at most."""
    seed: int = Field(7, ge=0, le=2**32 - 1)
    """Another seed, another invention."""
