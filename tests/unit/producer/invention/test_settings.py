import pytest

from tune_contract.errors import InvalidInput
from tune_producer.invention.settings import ModelSettings, read_settings

KEY = "sk-secret"


def test_without_a_key_there_is_no_model():
    assert read_settings({"OPENAI_MODEL": "a", "OPENAI_BASE_URL": "no address"}) is None


def test_a_key_and_a_model():
    found = read_settings({"OPENAI_API_KEY": f" {KEY}\n", "OPENAI_MODEL": "a"})
    assert found == ModelSettings(KEY, "a")
    assert KEY not in repr(found)


def test_a_key_in_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text(KEY + "\n")
    url = "http://127.0.0.1:8000/v1"
    environ = {"OPENAI_API_KEY_FILE": str(file), "OPENAI_MODEL": "a", "OPENAI_BASE_URL": url}
    assert read_settings(environ) == ModelSettings(KEY, "a", url)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"OPENAI_MODEL": ""}, "there is a key, and OPENAI_MODEL does not name a model"),
        ({"OPENAI_MODEL": "a\x1b"}, "there is a key, and OPENAI_MODEL does not name a model"),
        ({"OPENAI_API_KEY_FILE": "/f"}, "OPENAI_API_KEY and OPENAI_API_KEY_FILE are both set"),
        ({"OPENAI_API_KEY": "sk-secret two"}, "OPENAI_API_KEY holds no key"),
        ({"OPENAI_API_KEY": "sk-secret\ntwo"}, "OPENAI_API_KEY holds no key"),
        ({"OPENAI_API_KEY": "sk-secret-é"}, "OPENAI_API_KEY holds no key"),
        ({"OPENAI_BASE_URL": "127.0.0.1:80"}, "OPENAI_BASE_URL is no address"),
        ({"OPENAI_BASE_URL": "file:///etc"}, "OPENAI_BASE_URL is no address"),
        ({"OPENAI_BASE_URL": "http://a:sk-secret@127.0.0.1"}, "OPENAI_BASE_URL is no address"),
        ({"OPENAI_BASE_URL": "http://[sk-secret"}, "OPENAI_BASE_URL is no address"),
    ],
)
def test_what_is_wrong_is_said_without_the_key(environ, message):
    with pytest.raises(InvalidInput) as raised:
        read_settings({"OPENAI_API_KEY": KEY, "OPENAI_MODEL": "a"} | environ)
    assert raised.value.message == message
    assert raised.value.hint
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "OPENAI_API_KEY_FILE cannot be read: No such file or directory"),
        (b"\n", "OPENAI_API_KEY_FILE names an empty file"),
        (b"\xff", "OPENAI_API_KEY_FILE cannot be read: it is not UTF-8"),
        (b"a\x00b", "OPENAI_API_KEY_FILE holds no key"),
    ],
)
def test_a_file_without_a_key(tmp_path, content, message):
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidInput) as raised:
        read_settings({"OPENAI_API_KEY_FILE": str(file), "OPENAI_MODEL": "a"})
    assert raised.value.message == message
