"""Users and where they live, as the JSON that stands in their plays: all of one width."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def users_at_home(seed: int, regions: Mapping[str, float], count: int) -> NDArray[np.bytes_]:
    """`count` users, each with a home region by the regions' weights."""
    weights = np.array(list(regions.values()))
    draw = np.random.Generator(np.random.Philox(key=seed))
    homes = draw.choice(list(regions), size=count, p=weights / weights.sum())
    fields = [user_field(f"u{user:05d}", home) for user, home in enumerate(homes)]
    return np.array(fields)


def users_of_each(regions: list[str], count: int) -> NDArray[np.bytes_]:
    """`count` users for each region, one region after the other."""
    return np.array(
        [user_field(f"{home.lower()}{user:05d}", home) for home in regions for user in range(count)]
    )


def user_field(user: str, home: str) -> bytes:
    """A user's part of an event."""
    return f',"user_id":"{user}","region":"{home}",'.encode()
