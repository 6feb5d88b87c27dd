import asyncio

import pytest
from confluent_kafka import KafkaError

from tune_api.ingest.content import Form
from tune_api.ingest.intake import Intake
from tune_api.ingest.limits import QUEUE_RECORDS
from tune_api.refusal import Busy
from tune_contract.errors import NotFound, Unreachable


@pytest.fixture
def write(intake, plays_topic):
    """write(b"...", ...) -> what became of these lines."""

    async def run(*lines: bytes):
        return await intake.write(
            plays_topic, plays_topic.reader.read(b"\n".join(lines), Form.LINES)
        )

    return run


def numbers(written) -> tuple[int, int, int]:
    return written.accepted, written.duplicates, len(written.failed)


def test_what_is_new_is_written_once(write, play, publisher):
    async def run():
        assert numbers(await write(play("a"), play("b"))) == (2, 0, 0)
        assert numbers(await write(play("b"), play("c"), play("c"))) == (1, 2, 0)
        assert numbers(await write(play("a"), play("c"))) == (0, 2, 0)

    asyncio.run(run())
    assert publisher.records == [("plays", play(each)) for each in "abc"]


def test_a_repeat_of_what_is_under_way_waits_for_it(write, play, publisher):
    async def run():
        publisher.holding = True
        first = asyncio.create_task(write(play("a")))
        await asyncio.sleep(0)
        second = asyncio.create_task(write(play("a")))
        await asyncio.sleep(0)
        assert not second.done()
        publisher.release()
        assert numbers(await first) == (1, 0, 0)
        assert numbers(await second) == (0, 1, 0)

    asyncio.run(run())
    assert publisher.records == [("plays", play("a"))]


def test_what_is_not_acknowledged_in_time_is_said_and_a_repeat_is_not_written_twice(
    write, play, publisher
):
    async def run():
        publisher.holding = True
        late = await write(play("a"), play("b"), play("a"))
        assert numbers(late) == (0, 0, 3)
        assert [(each.index, each.retry) for each in late.failed] == [
            (0, True),
            (1, True),
            (2, True),
        ]
        assert late.failed[0].reason == "not acknowledged by Kafka within 0 s; send it again"
        again = asyncio.create_task(write(play("a")))
        await asyncio.sleep(0)
        publisher.release()
        assert numbers(await again) == (0, 1, 0)

    asyncio.run(run())
    assert len(publisher.records) == 2


def test_what_kafka_refuses_is_said_and_may_be_written_later(write, play, publisher):
    async def run():
        publisher.refused = {
            play("b"): KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED),
            play("c"): KafkaError(KafkaError.MSG_SIZE_TOO_LARGE),
        }
        found = await write(play("a"), play("b"), play("c"))
        assert numbers(found) == (1, 0, 2)
        assert [(each.index, each.reason, each.retry) for each in found.failed] == [
            (1, "Kafka refused it: Broker: Topic authorization failed; send it again", True),
            (2, "Kafka refused it: Broker: Message size too large; make it smaller", False),
        ]
        publisher.refused = {}
        assert numbers(await write(play("a"), play("b"))) == (1, 1, 0)

    asyncio.run(run())
    assert publisher.records == [("plays", play("a")), ("plays", play("b"))]


def test_nothing_is_written_while_kafka_is_behind(write, play, publisher):
    async def run():
        await write(play("a"))
        publisher.outstanding = QUEUE_RECORDS
        with pytest.raises(Busy) as raised:
            await write(play("a"), play("b"))
        assert raised.value.message == "Kafka is behind: 100,000 events are not acknowledged"
        assert numbers(await write(play("a"))) == (0, 1, 0)  # this needs no Kafka
        publisher.outstanding -= 1
        assert numbers(await write(play("b"))) == (1, 0, 0)

    asyncio.run(run())


def test_nothing_is_written_while_kafka_is_away(write, play, publisher):
    async def run():
        await write(play("a"))
        publisher.reachable = False
        with pytest.raises(Unreachable, match="Kafka does not answer"):
            await write(play("b"))
        assert numbers(await write(play("a"))) == (0, 1, 0)

    asyncio.run(run())
    assert len(publisher.records) == 1


def test_it_is_told_before_the_first_event_and_only_then(publisher, plays_topic, play):
    told: list[int] = []
    intake = Intake(publisher, [plays_topic], lambda: told.append(len(publisher.records)))

    async def run():
        for each in "ab":
            await intake.write(plays_topic, plays_topic.reader.read(play(each), Form.LINES))

    asyncio.run(run())
    assert told == [0]


def test_an_unknown_topic_names_the_known(intake):
    with pytest.raises(NotFound) as raised:
        intake.topic("chat")
    assert str(raised.value) == "no events are taken for the topic 'chat' (there is: plays)"
