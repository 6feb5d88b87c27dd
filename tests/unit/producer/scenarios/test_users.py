from collections import Counter

import orjson
import pytest

from tune_producer.scenarios.users import user_field, users_at_home, users_of_each


def users(fields) -> list[dict[str, str]]:
    return [orjson.loads(b"{" + field.strip(b",") + b"}") for field in fields.tolist()]


def test_a_field_is_json_between_two_commas():
    assert user_field("u1", "NO") == b',"user_id":"u1","region":"NO",'


def test_homes_follow_the_weights():
    found = users(users_at_home(7, {"NO": 3.0, "US": 1.0}, 4_000))
    homes = Counter(user["region"] for user in found)
    assert homes["NO"] / 4_000 == pytest.approx(0.75, abs=0.03)
    assert len({user["user_id"] for user in found}) == 4_000


def test_each_region_has_as_many():
    found = users(users_of_each(["NO", "US"], 3))
    assert [user["region"] for user in found] == ["NO"] * 3 + ["US"] * 3
    assert len({user["user_id"] for user in found}) == 6
