"""A wrong value is refused before anything is changed, with its path and what is allowed."""

import pytest

pytestmark = pytest.mark.charts
WRONG = [
    ("tunejob", {"operater": {}}, "additional properties 'operater' not allowed"),
    (
        "tunejob",
        {"operator": {"watchNamespace": ["music"]}},
        "at '/operator': additional properties 'watchNamespace' not allowed",
    ),
    (
        "tunejob",
        {"operator": {"watchNamespaces": "music"}},
        "at '/operator/watchNamespaces': got string, want array",
    ),
    (
        "tunejob",
        {"operator": {"watchNamespaces": ["music", "music"]}},
        "at '/operator/watchNamespaces': items at 0 and 1 are equal",
    ),
    (
        "tunejob",
        {"operator": {"logLevel": "loud"}},
        "at '/operator/logLevel': value must be one of 'debug',",
    ),
    ("tunejob", {"operator": {"workers": 0}}, "at '/operator/workers': minimum: got 0, want 1"),
    (
        "tunejob",
        {"operator": {"resources": {"limit": {}}}},
        "additional properties 'limit' not allowed",
    ),
    ("tunejob", {"api": {"replicas": "two"}}, "at '/api/replicas': got string, want integer"),
    ("tunejob", {"api": {"externalUrl": "tunes.example.com"}}, "at '/api/externalUrl'"),
    ("tunejob", {"api": {"podLabels": {"a": 1}}}, "at '/api/podLabels/a': got number, want string"),
    (
        "tunejob",
        {"api": {"ingest": {"topics": {"plays": "song"}}}},
        "at '/api/ingest/topics/plays': value must be one of 'play', 'chat-message'",
    ),
    (
        "tunejob",
        {"api": {"ingest": {"kafka": {"bootstrapServers": "kafka"}}}},
        "at '/api/ingest/kafka/bootstrapServers'",
    ),
    (
        "tunejob",
        {"api": {"ingest": {"enabled": True, "topics": {"plays": "play"}}}},
        "api.ingest.keysSecret.name: name the Secret with the hashes of the keys",
    ),
    (
        "tunejob",
        {"api": {"ingest": {"enabled": True, "keysSecret": {"name": "keys"}}}},
        "api.ingest.topics: name at least one, as {music-plays: play}",
    ),
    (
        "tunejob",
        {"api": {"actions": {"enabled": True}}},
        "api.keysSecret.name: name the Secret with the keys that may write",
    ),
    ("tunejob", {"crds": {"keep": "no"}}, "at '/crds/keep': got string, want boolean"),
    ("tunejob", {"image": {"pullPolicy": "Sometimes"}}, "at '/image/pullPolicy'"),
    ("tunejob-kafka", {"kafka": {"replicas": 4}}, "at '/kafka/replicas': maximum: got 4, want 3"),
    ("tunejob-kafka", {"kafka": {"storage": {"type": "disk"}}}, "at '/kafka/storage/type'"),
    ("tunejob-kafka", {"postgresql": {"runAsUser": 0}}, "at '/postgresql/runAsUser'"),
    ("tunejob-kafka", {"postgresql": {"database": "a b"}}, "at '/postgresql/database'"),
    (
        "tunejob-kafka",
        {"users": [{"nmae": "a"}]},
        "at '/users/0': additional properties 'nmae' not allowed",
    ),
    (
        "tunejob-kafka",
        {"users": [{"authentication": "tls"}]},
        "at '/users/0': missing property 'name'",
    ),
]


@pytest.mark.parametrize(("chart", "values", "told"), WRONG, ids=[told for _, _, told in WRONG])
def test_it_is_refused(refusal, chart, values, told) -> None:
    assert told in refusal(chart, **values)
