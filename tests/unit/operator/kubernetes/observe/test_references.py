import base64

from tune_contract.tunejob.job import TuneJob
from tune_operator.kubernetes.observe.references import ReferenceView


class Secrets:
    """A namespace's secrets by name."""

    def __init__(self, **secrets):
        self._secrets = {name.replace("_", "-"): keys for name, keys in secrets.items()}

    def get(self, _kind, _namespace, name):
        keys = self._secrets.get(name)
        if keys is None:
            return None
        return {"data": {key: base64.b64encode(b"x").decode() for key in keys}}


def job(sinks=(), **kafka):
    topics = {"plays": {"name": "plays"}}
    return TuneJob.model_validate(
        {
            "metadata": {"name": "counts", "namespace": "music"},
            "spec": {
                "pipeline": "genre-counts",
                "kafka": {"topics": topics, **(kafka or {"cluster": "tune"})},
                "sinks": [
                    {"csv": {"path": "s3a://x/y"}},
                    {"postgres": {"secretRef": {"name": "db"}}},
                    *sinks,
                ],
            },
        }
    )


def missing(secrets, wanted):
    return ReferenceView(secrets).missing(wanted)


def test_all_there():
    assert missing(Secrets(db=["uri"]), job()) == ()


def test_a_missing_secret_says_where_and_what():
    assert missing(Secrets(), job()) == (
        "The secret db (spec.sinks[1].postgres.secretRef) is missing in the namespace music: "
        "create it with uri.",
    )


def test_a_secret_without_its_key():
    assert missing(Secrets(db=["url"]), job()) == (
        "The secret db (spec.sinks[1].postgres.secretRef) has no uri: add it.",
    )


def test_the_secret_of_an_object_store_has_two_keys_at_least():
    wanted = job([{"delta": {"path": "s3a://lake/x", "secretRef": {"name": "lake"}}}])
    assert missing(Secrets(db=["uri"], lake=["AWS_ACCESS_KEY_ID"]), wanted) == (
        "The secret lake (spec.sinks[2].delta.secretRef) has no AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY: add it.",
    )
    both = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    assert missing(Secrets(db=["uri"], lake=both), wanted) == ()


def test_kafkas_own_secrets():
    external = job(
        bootstrapServers="kafka:9093",
        tls={"caSecret": {"name": "ca"}},
        userSecret={"name": "user"},
    )
    found = missing(Secrets(db=["uri"], user=["username"]), external)
    assert found == (
        "The secret ca (spec.kafka.tls.caSecret) is missing in the namespace music: create it "
        "with ca.crt.",
        "The secret user (spec.kafka.userSecret) has no password and username or user.crt and "
        "user.key: add it.",
    )
    both = Secrets(db=["uri"], ca=["ca.crt"], user=["user.crt", "user.key"])
    assert missing(both, external) == ()
