"""Records that Kafka deletes before they are read: told, and passed over only if asked for."""

import psycopg
import pytest
from kafka.structs import TopicPartition
from psycopg import sql

from tune_contract.tunejob.phase import FailureClass


@pytest.fixture
def select(database, schema_name):
    """select(text) -> rows; {} stands for the job's schema."""

    def run(text: str) -> list[tuple[object, ...]]:
        with psycopg.connect(database.uri) as connection:
            return connection.execute(sql.SQL(text).format(sql.Identifier(schema_name))).fetchall()

    return run


@pytest.fixture
def delete_all(kafka_admin, plays):
    """delete_all() -> offset behind each partition's records, which are deleted."""

    def delete() -> dict[int, int]:
        partitions = [TopicPartition(plays.topic, number) for number in range(3)]
        done = kafka_admin.delete_records(dict.fromkeys(partitions, -1))
        return {each.partition: done[each]["low_watermark"] for each in sorted(done)}

    return delete


def test_deleted_records_end_the_job_or_are_noted(start_driver, plays, select, delete_all):
    plays.write(300)
    assert start_driver("postgres").end().exit_code == 0
    read = dict(plays.expected)
    first = delete_all()
    plays.write(200)
    behind = delete_all()
    lost = sum(behind.values()) - sum(first.values())
    assert lost == 200
    plays.expected.clear()
    plays.write(100)

    ended = start_driver("postgres").end()
    assert (ended.exit_code, ended.failure_class) == (1, FailureClass.CHECKPOINT)
    gaps = [(each, first[each], behind[each]) for each in first if behind[each] > first[each]]
    told = ", ".join(f"{plays.topic}[{each}] {start}..{end - 1}" for each, start, end in gaps)
    assert ended.message.startswith(
        f"Kafka has deleted 200 records that were not read yet: {told} (set onDataLoss: Skip"
    )
    assert select("SELECT sum(count) FROM {}.genre_counts") == [(300,)]

    # What Kafka still has is counted, and the gap is noted once.
    skipping = {"plays": {"name": plays.topic, "onDataLoss": "Skip"}}
    assert start_driver("postgres", inputs=skipping).end().exit_code == 0
    counted = {
        (row[0], row[1]): row[2]
        for row in select("SELECT window_start, genre, count FROM {}.genre_counts")
    }
    assert counted == dict(plays.expected + type(plays.expected)(read))
    columns = 'partition, "offset", reason, payload_size, payload'
    assert select(f"SELECT {columns} FROM {{}}.dead_letters ORDER BY partition") == [
        (
            number,
            start,
            f"{end - start} records up to offset {end - 1}: deleted by Kafka before they were read",
            -1,
            None,
        )
        for number, start, end in gaps
    ]

    plays.write(100)  # without a new gap nothing more is noted
    assert start_driver("postgres", inputs=skipping).end().exit_code == 0
    assert select("SELECT count(*) FROM {}.dead_letters") == [(len(gaps),)]
    assert select("SELECT sum(count) FROM {}.genre_counts") == [(500,)]
