from tune_contract.crd.messages import Message, messages


def test_messages_have_the_path_of_the_field_they_are_about() -> None:
    found = messages()
    assert found[0].path == "metadata.name"
    zone = "timeZone belongs to schedule; drop it, or give a schedule"
    assert Message("spec.trigger.timeZone", zone) in found
    assert any(each.path == "spec.sinks[].postgres.schema" for each in found)
    assert any(each.path == "spec.kafka.topics.<name>.retention" for each in found)


def test_messages_are_advice() -> None:
    assert [each for each in messages() if len(each.text) < 15 or each.text.endswith(".")] == []
