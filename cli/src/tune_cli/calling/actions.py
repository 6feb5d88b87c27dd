"""Asks something of a job."""

import httpx

from tune_cli.calling.problem import error_of
from tune_contract.errors import Unreachable
from tune_contract.tunejob.action import JobAction


def ask(client: httpx.Client, job: str, action: JobAction) -> str:
    """Ask for something; what is done now, in a sentence.

    Args:
        client: of the API.
        job: as `namespace/name`.
        action: what is asked for.

    Raises:
        NotFound: there is no such job.
        Conflict: nobody runs it, or the API may not change it.
        InvalidInput: the API wants another request, as one with a key.
        Unreachable: it does not answer.
    """
    try:
        answer = client.post(f"/api/v1/jobs/{job}/{action}")
    except httpx.TransportError as error:
        raise Unreachable(
            f"{client.base_url} does not answer: {error}", "say where the API is with --url"
        ) from None
    if answer.status_code != httpx.codes.ACCEPTED:
        raise error_of(answer)
    return str(answer.json()["meaning"])
