"""What the API says against a request, as an error."""

import httpx

from tune_contract.errors import Conflict, InvalidInput, NotFound, TuneError, Unreachable

_KINDS: dict[int, type[TuneError]] = {
    httpx.codes.NOT_FOUND: NotFound,
    httpx.codes.CONFLICT: Conflict,
    httpx.codes.TOO_MANY_REQUESTS: Unreachable,
}


def problem_of(answer: httpx.Response) -> tuple[str, str]:
    """What is wrong and what to do, as the API says it; what stands between may say nothing."""
    try:
        problem = answer.json()
        return str(problem["detail"]), str(problem.get("hint", ""))
    except (ValueError, KeyError, TypeError):
        return f"{answer.url} answers {answer.status_code} {answer.reason_phrase}", "check --url"


def error_of(answer: httpx.Response) -> TuneError:
    """The error that a refusal is."""
    message, hint = problem_of(answer)
    usual = Unreachable if answer.is_server_error else InvalidInput
    return _KINDS.get(answer.status_code, usual)(message, hint)
