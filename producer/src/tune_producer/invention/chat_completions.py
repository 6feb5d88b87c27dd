"""A language model behind the chat-completions protocol, by the official client.

The key goes to the one address that is configured: redirects are not followed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import openai
from openai.types.chat.completion_create_params import ResponseFormat

from tune_contract.errors import InvalidInput, TemporaryError, TuneError, Unreachable
from tune_contract.invention.document import Origin
from tune_contract.invention.invention import Invention
from tune_contract.invention.request import InventionRequest
from tune_producer.invention.answer import UnusableAnswer, read_answer
from tune_producer.invention.bounded import bound
from tune_producer.invention.deadline import within
from tune_producer.invention.prompt import Prompt, answer_schema, make_prompt
from tune_producer.invention.settings import BASE_URL, KEY, MODEL, ModelSettings

_ANSWERS = 2  # asked for at most, when one cannot be used
_REPEATS = 2  # of a request, when the server is busy, broken or away
_CONNECT = 10.0  # seconds
_SHOWN = 200  # characters of what a server says
_HELD_TO: ResponseFormat = {
    "type": "json_schema",
    "json_schema": {"name": "invention", "strict": True, "schema": answer_schema()},
}
_FORMATS: tuple[ResponseFormat | openai.Omit, ...] = (
    _HELD_TO,
    {"type": "json_object"},
    openai.omit,
)
"""What a server is asked for, best first; one that lacks it refuses the request."""


class ChatCompletions:
    """The provider.

    Args:
        settings: which model.
        seconds: for an invention, repeats included.
    """

    def __init__(self, settings: ModelSettings, seconds: float) -> None:
        self._settings = settings
        self._seconds = seconds

    def origin(self, request: InventionRequest) -> Origin:
        """See Provider."""
        return Origin(by=self._settings.model, prompt_hash=make_prompt(request).digest())

    def invent(self, request: InventionRequest) -> Invention:
        """See Provider.

        Raises:
            InvalidInput: the server refuses the key, the model or the request.
            Unreachable: it does not answer in time, or is broken.
            TemporaryError: what it answered is no invention.
        """
        return within(self._seconds, lambda: self._invent(request))

    def _invent(self, request: InventionRequest) -> Invention:
        prompt = make_prompt(request)
        with self._client() as client, _explained(self._settings.key):
            for _ in range(_ANSWERS - 1):
                try:
                    return read_answer(self._ask(client, prompt), request)
                except UnusableAnswer:
                    continue
            return read_answer(self._ask(client, prompt), request)

    def _client(self) -> openai.OpenAI:
        http = httpx2.Client(
            follow_redirects=False,
            timeout=httpx2.Timeout(None, connect=_CONNECT),  # all of it together has its deadline
            headers={"Accept-Encoding": "identity"},
            event_hooks={"response": [bound]},
        )
        return openai.OpenAI(
            api_key=self._settings.key,
            base_url=self._settings.base_url or None,
            max_retries=_REPEATS,
            http_client=http,
        )

    def _ask(self, client: openai.OpenAI, prompt: Prompt) -> bytes:
        """The answer, in the best format that the server has."""
        for held_to in _FORMATS[:-1]:
            try:
                return self._send(client, prompt, held_to)
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                continue
        return self._send(client, prompt, _FORMATS[-1])

    def _send(
        self, client: openai.OpenAI, prompt: Prompt, held_to: ResponseFormat | openai.Omit
    ) -> bytes:
        # Raw: what the server sent is not trusted to be a completion.
        response = client.chat.completions.with_raw_response.create(
            model=self._settings.model,
            messages=[
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            response_format=held_to,
        )
        return response.content


@contextmanager
def _explained(key: str) -> Iterator[None]:
    """Raise the client's errors as ours, with what to do and without the key."""
    try:
        yield
    except openai.APITimeoutError:
        raise Unreachable(
            "the model's server is silent", "nothing was written; try again later"
        ) from None
    except openai.APIConnectionError as error:
        reason = _harmless(str(error.__cause__ or error), key)
        raise Unreachable(
            f"the model's server does not answer: {reason}",
            f"nothing was written: check {BASE_URL}",
        ) from None
    except openai.APIStatusError as error:
        raise _refusal(error, key) from None


def _refusal(error: openai.APIStatusError, key: str) -> TuneError:
    """What a status means to the user. Nothing is said of a refused key: servers repeat it."""
    status = error.status_code
    if status < 400:  # noqa: PLR2004 - a redirect
        return InvalidInput(
            f"the model's server sends us elsewhere ({status}), and the key does not go there",
            f"set {BASE_URL} to the address that answers itself",
        )
    if status in {401, 403}:
        return InvalidInput(
            f"the model's server refuses the key ({status})",
            f"check {KEY} (or its file) and {BASE_URL}: are they of the same account?",
        )
    said = _harmless(error.message, key)
    if status == 404:  # noqa: PLR2004
        return InvalidInput(f"no such model or address: {said}", f"check {MODEL} and {BASE_URL}")
    if status == 429 or status >= 500:  # noqa: PLR2004
        return TemporaryError(
            f"the model's server is busy or broken: {said}", "nothing was written; try again later"
        )
    return InvalidInput(f"the model's server refuses the request: {said}", f"check {MODEL}")


def _harmless(text: str, key: str) -> str:
    """What a server says, as one short line that a terminal can be shown."""
    line = " ".join(text.replace(key, "***").split())
    shown = "".join(each if each.isprintable() else "?" for each in line)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
