from tune_contract.runtime.request import JobRequest
from tune_contract.tunejob.action import JobAction


def test_it_is_read_as_it_was_written():
    request = JobRequest(action=JobAction.RESTART)
    assert request.model_dump_json() == '{"action":"restart"}'
    assert JobRequest.model_validate_json('{"action":"restart","by":"somebody"}') == request
