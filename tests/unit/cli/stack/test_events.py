from tune_cli.stack.events import NoEvents, StackEvents, Step


def test_steps_read_well_in_a_sentence():
    assert [str(step) for step in Step] == ["download", "Kafka", "PostgreSQL"]


def test_silence_takes_every_event():
    events: StackEvents = NoEvents()
    events.started(Step.JARS)
    events.progress(Step.JARS, 0.5)
    events.finished(Step.JARS, 1.0)
