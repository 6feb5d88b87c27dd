import asyncio

from confluent_kafka import KafkaError

from tune_api.ingest.batch import Batch
from tune_api.ingest.delivery import Delivery


def batch(ids: str) -> Batch:
    return Batch(list(range(len(ids))), list(ids), [each.encode() for each in ids])


def test_an_event_is_fresh_then_under_way_then_known(plays_topic):
    async def run():
        found = plays_topic.sort(batch("aba"))
        assert (found.fresh, found.waiting, found.known) == ([0, 1], [2], 0)
        delivery = Delivery(["a", "b"], [b"a", b"b"])
        plays_topic.begin(delivery)
        assert plays_topic.pending("a") is delivery
        found = plays_topic.sort(batch("bc"))
        assert (found.fresh, found.waiting, found.known) == ([1], [0], 0)
        delivery.handed_over([(b"b", KafkaError(KafkaError._MSG_TIMED_OUT))])
        delivery.report(None, None)
        await delivery.done
        await asyncio.sleep(0)
        found = plays_topic.sort(batch("ab"))
        assert (found.fresh, found.waiting, found.known) == ([1], [], 1)

    asyncio.run(run())
