"""Reads what a model answered. It is data: nothing of it is run, opened or followed."""

from pydantic import BaseModel, ValidationError

from tune_contract.errors import TemporaryError
from tune_contract.invention.invention import Invention
from tune_contract.invention.request import InventionRequest
from tune_contract.tunejob.problems import Problem, problems_of

_SHOWN = 3  # problems: a bad answer may have hundreds
_AGAIN = "nothing was written; try again, or use another model"
_SHORTER = "nothing was written; ask for fewer tracks, or use a model that may answer longer"


class UnusableAnswer(TemporaryError):  # noqa: N818 - reads as a sentence where it is raised
    """The model answered, and not with an invention. The next answer may be better."""


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    finish_reason: str | None = None
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice]


def read_answer(body: bytes, request: InventionRequest) -> Invention:
    """The invention in a chat completion.

    Args:
        body: the response, at most as long as is good for the memory.
        request: what was asked for.

    Raises:
        UnusableAnswer: it holds none.
    """
    invention = _parse(_object_in(_content(body)))
    for name, found, asked in (
        ("tracks", len(invention.tracks), request.tracks),
        ("personas", len(invention.personas), request.personas),
    ):
        if found > asked:
            raise UnusableAnswer(f"the model gave {found} {name}, {asked} were asked for", _AGAIN)
    return invention


def _content(body: bytes) -> str:
    """What the model wrote."""
    try:
        choice = _Completion.model_validate_json(body).choices[0]
    except (ValidationError, IndexError):
        raise UnusableAnswer(
            "the server's answer is no chat completion",
            "check OPENAI_BASE_URL: it ends with /v1 on most servers; nothing was written",
        ) from None
    if choice.finish_reason == "length":
        raise UnusableAnswer("the model's answer was cut off at its longest", _SHORTER)
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise UnusableAnswer("the model refused", "nothing was written; give another --theme")
    return choice.message.content or ""


def _object_in(text: str) -> str:
    """The JSON object in a text: some models put it into a fence, or a sentence before it."""
    return text[text.find("{") : text.rfind("}") + 1]


def _parse(text: str) -> Invention:
    try:
        return Invention.model_validate_json(text)
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] == "json_invalid":
            raise UnusableAnswer("the model's answer is not JSON", _AGAIN) from None
        raise UnusableAnswer(_sentence(problems_of(error, Invention)), _AGAIN) from None


def _sentence(problems: list[Problem]) -> str:
    shown = "; ".join(str(problem) for problem in problems[:_SHOWN])
    more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
    return f"the model's answer is not usable: {shown}{more}"
