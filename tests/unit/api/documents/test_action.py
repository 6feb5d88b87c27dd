from tune_api.documents.action import ActionDocument
from tune_contract.tunejob.action import JobAction


def test_it_says_what_is_done():
    document = ActionDocument(namespace="a", name="b", action=JobAction.RESUME, meaning="c")
    assert document.model_dump_json() == (
        '{"namespace":"a","name":"b","action":"resume","meaning":"c"}'
    )
