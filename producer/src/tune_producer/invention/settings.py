"""What the environment says about the model: read once, passed on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tune_contract.errors import InvalidInput

KEY, KEY_FILE, BASE_URL, MODEL = (
    "OPENAI_API_KEY",
    "OPENAI_API_KEY_FILE",
    "OPENAI_BASE_URL",
    "OPENAI_MODEL",
)


@dataclass(frozen=True)
class ModelSettings:
    """Which model, and how it is reached."""

    key: str = field(repr=False)
    model: str
    base_url: str = ""
    """OPENAI_BASE_URL: where it is; the library's own choice when empty."""


def read_settings(environ: Mapping[str, str]) -> ModelSettings | None:
    """The settings; None when there is no key, so that no model is asked.

    Raises:
        InvalidInput: they are wrong. No message holds the key.
    """
    key = _key(environ)
    if not key:
        return None
    model = environ.get(MODEL, "")
    if not model or len(model) > 200 or not model.isprintable():  # noqa: PLR2004 - as Origin.by
        raise InvalidInput(
            f"there is a key, and {MODEL} does not name a model",
            f"set {MODEL} to one that the server has, or unset {KEY}: the built-in then serves",
        )
    return ModelSettings(key, model, _base_url(environ))


def _key(environ: Mapping[str, str]) -> str:
    given, file = environ.get(KEY, ""), environ.get(KEY_FILE, "")
    if given and file:
        raise InvalidInput(f"{KEY} and {KEY_FILE} are both set", "unset one of them")
    key = (_read(Path(file)) if file else given).strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        source = KEY_FILE if file else KEY
        raise InvalidInput(f"{source} holds no key", "it is one line of letters, digits and signs")
    return key


def _read(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InvalidInput(f"{KEY_FILE} cannot be read: {reason}", "check the path") from None
    if not text.strip():
        raise InvalidInput(f"{KEY_FILE} names an empty file", "put the key into it")
    return text


def _base_url(environ: Mapping[str, str]) -> str:
    url = environ.get(BASE_URL, "")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        fits = False
    if not fits:
        raise InvalidInput(
            f"{BASE_URL} is no address",
            f"it starts with https:// or http:// and names no user: the key is in {KEY}",
        )
    return url
