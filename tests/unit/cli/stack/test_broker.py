from pathlib import Path

from tune_cli.stack.broker import new_cluster_id, server_properties


def properties(port: int = 9092, controller_port: int = 9093) -> dict[str, str]:
    text = server_properties(Path("/home/x/kafka/data"), port, controller_port)
    return dict(line.split("=", 1) for line in text.splitlines())


def test_addresses_are_the_ports_given_on_the_loopback():
    found = properties(50001, 50002)
    assert found["listeners"] == "CLIENT://127.0.0.1:50001,CONTROLLER://127.0.0.1:50002"
    assert found["advertised.listeners"] == "CLIENT://127.0.0.1:50001"
    assert found["controller.quorum.voters"] == "1@127.0.0.1:50002"
    assert found["log.dirs"] == "/home/x/kafka/data"


def test_record_of_ten_megabytes_fits():
    assert int(properties()["message.max.bytes"]) > 10_000_000


def test_topics_are_never_made_by_mistake():
    assert properties()["auto.create.topics.enable"] == "false"


def test_every_internal_topic_has_one_copy():
    copies = {
        key: value
        for key, value in properties().items()
        if key.endswith((".replication.factor", ".min.isr"))
    }
    assert set(copies.values()) == {"1"}
    assert len(copies) == 6


def test_cluster_id_is_never_taken_for_an_option():
    ids = {new_cluster_id() for _ in range(2000)}  # one in 64 would begin with a dash
    assert len(ids) == 2000
    assert not [each for each in ids if each.startswith("-") or len(each) != 22]
