import hashlib

import pytest

from tune_api.ingest.settings import IngestSettings
from tune_api.settings import read_settings
from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection, SecurityProtocol

KAFKA = ["--kafka-bootstrap-servers", "kafka:9092"]


@pytest.fixture
def read(tmp_path):
    """read("--ingest-topics", ...) -> the ingest settings of an API on this machine."""
    (tmp_path / "uri").write_text("postgresql://db/results")
    given = ["--jobs-dir", str(tmp_path), "--database-uri-file", str(tmp_path / "uri")]
    return lambda *more: read_settings([*given, *more]).ingest


@pytest.fixture
def keys(tmp_path):
    file = tmp_path / "keys"
    file.write_text(hashlib.sha256(b"key").hexdigest())
    return file


def test_without_topics_there_is_no_ingest(read):
    assert read() is None
    assert read("--host", "0.0.0.0", *KAFKA) is None


def test_on_this_machine_it_works_openly(read):
    found = IngestSettings({"plays": "play"}, KafkaConnection(bootstrap_servers="kafka:9092"))
    assert read("--ingest-topics", "plays=play", *KAFKA) == found
    for host in ("localhost", "127.0.0.2", "::1"):
        assert read("--ingest-topics", "plays=play", *KAFKA, "--host", host) == found


def test_elsewhere_it_wants_keys(read, keys):
    open_to_all = ["--host", "0.0.0.0", "--ingest-topics", "plays=play", *KAFKA]
    with pytest.raises(InvalidInput) as raised:
        read(*open_to_all)
    assert str(raised.value) == (
        "--ingest-topics on 0.0.0.0 needs keys: nobody could send events "
        "(give --keys-file or --ingest-keys-file, or listen on 127.0.0.1)"
    )
    found = read(*open_to_all, "--ingest-keys-file", str(keys))
    assert found.topics == {"plays": "play"}


def test_all_options(read, keys, tmp_path):
    found = read(
        *("--ingest-topics", "plays=play, chat.1=chat-message"),
        *("--ingest-keys-file", str(keys)),
        *("--ingest-remember", "5", "--ingest-remember-for", "1m"),
        *("--ingest-mark", str(tmp_path / "mark")),
        *("--kafka-bootstrap-servers", "a:1,b:2", "--kafka-security-protocol", "SASL_SSL"),
        *("--kafka-ca-file", "/ca", "--kafka-username", "u", "--kafka-password-file", "/p"),
    )
    assert found.topics == {"plays": "play", "chat.1": "chat-message"}
    assert (found.remember, found.remember_seconds) == (5, 60.0)
    assert found.mark == tmp_path / "mark"
    assert found.kafka == KafkaConnection(
        bootstrap_servers="a:1,b:2",
        security_protocol=SecurityProtocol.SASL_SSL,
        ca_file="/ca",
        username="u",
        password_file="/p",
    )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            ["plays"],
            "--ingest-topics: 'plays' does not say its events "
            "(use plays=play or plays=chat-message)",
        ),
        (["a/b=play"], "--ingest-topics: 'a/b' is no topic (use 1 to 249 letters"),
        (["plays=play"], "--ingest-topics needs a Kafka (give --kafka-bootstrap-servers)"),
        (["plays=play", *KAFKA, "--ingest-remember", "0"], "--ingest-remember 0 (give 1 or more)"),
        (
            ["plays=play", *KAFKA, "--ingest-remember-for", "soon"],
            "--ingest-remember-for: not a duration",
        ),
        (
            ["plays=play", *KAFKA, "--kafka-security-protocol", "TLS"],
            "--kafka-security-protocol: 'TLS': input should be 'PLAINTEXT'",
        ),
        (
            ["plays=play", *KAFKA, "--ingest-keys-file", "/none"],
            "--ingest-keys-file /none: No such",
        ),
    ],
)
def test_a_wrong_option_says_what_to_do(read, more, message):
    with pytest.raises(InvalidInput) as raised:
        read("--ingest-topics", *more)
    assert str(raised.value).startswith(message)
