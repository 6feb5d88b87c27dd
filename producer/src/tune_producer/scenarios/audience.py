"""Who listens to the tracks of a catalogue: everybody alike, or each as their group does."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tune_contract.scenarios.audience import Persona
from tune_contract.scenarios.waves import WavesParameters
from tune_producer.scenarios.catalogue import Track
from tune_producer.scenarios.listens import SKIPS, Listens, Tails, way_cells
from tune_producer.scenarios.users import user_field, users_at_home


class Audience(Protocol):
    """The listeners."""

    @property
    def users(self) -> NDArray[np.bytes_]:
        """The JSON of each user."""

    def tails(
        self, tracks: NDArray[np.intp], users: NDArray[np.intp], draws: NDArray[np.intp]
    ) -> list[bytes]:
        """The tails of events.

        Args:
            tracks: of each event, the index of its track.
            users: of each event, the index of its user.
            draws: of each event, 16 random bits.
        """


def make_audience(parameters: WavesParameters, catalogue: Sequence[Track], seed: int) -> Audience:
    """The audience that the parameters ask for; the same for the same seed."""
    if parameters.personas:
        return Groups(parameters, catalogue, seed)
    return Everybody(parameters, catalogue, seed)


class Everybody:
    """Listeners with a home each, and one habit."""

    def __init__(self, parameters: WavesParameters, catalogue: Sequence[Track], seed: int) -> None:
        self.users = users_at_home(seed, parameters.regions, parameters.users)
        self._listens = Listens(catalogue, parameters.platforms, parameters.completed)

    def tails(
        self, tracks: NDArray[np.intp], _users: NDArray[np.intp], draws: NDArray[np.intp]
    ) -> list[bytes]:
        """See Audience."""
        return self._listens.of(tracks, draws)


class Groups:
    """Listeners who are each of one group, with its home, platform and habit."""

    def __init__(self, parameters: WavesParameters, catalogue: Sequence[Track], seed: int) -> None:
        personas = parameters.personas
        platforms = sorted({persona.platform for persona in personas})
        self._group_of_user = _groups(personas, parameters.users, seed)
        self.users = np.array(
            [
                user_field(f"u{user:05d}", personas[group].region)
                for user, group in enumerate(self._group_of_user)
            ]
        )
        self._tails = Tails(catalogue, platforms)
        self._ways = np.array(
            [
                platforms.index(persona.platform) * (SKIPS + 1) + way_cells([1], persona.completed)
                for persona in personas
            ]
        )

    def tails(
        self, tracks: NDArray[np.intp], users: NDArray[np.intp], draws: NDArray[np.intp]
    ) -> list[bytes]:
        """See Audience."""
        return self._tails.of(tracks, self._ways[self._group_of_user[users], draws])


def _groups(personas: Sequence[Persona], count: int, seed: int) -> NDArray[np.intp]:
    """[user] -> group, by the groups' weights."""
    weights = np.array([persona.weight for persona in personas])
    draw = np.random.Generator(np.random.Philox(key=seed))
    return draw.choice(len(personas), size=count, p=weights / weights.sum())
