import pytest

from tune_contract.errors import InvalidInput
from tune_contract.runtime.object_store import ObjectStore, read_folder, read_store

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


def test_two_keys_are_enough() -> None:
    assert read_store(KEYS, "here") == ObjectStore("key", "secret")


def test_everything() -> None:
    more = {
        "AWS_SESSION_TOKEN": "token",
        "AWS_REGION": "eu-north-1",
        "AWS_ENDPOINT_URL_S3": "https://minio:9000/",
        "PATH": "/bin",
    }
    store = read_store(KEYS | more, "here")
    assert store == ObjectStore("key", "secret", "token", "eu-north-1", "https://minio:9000")
    assert store.encrypted()


def test_a_store_with_an_address_has_the_usual_region() -> None:
    store = read_store(KEYS | {"AWS_ENDPOINT_URL_S3": "http://minio:9000"}, "here")
    assert store.region == "us-east-1"
    assert not store.encrypted()


def test_no_secret_is_shown() -> None:
    store = read_store(KEYS | {"AWS_SESSION_TOKEN": "token"}, "here")
    assert repr(store) == "ObjectStore(region='', endpoint='')"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ({"AWS_ACCESS_KEY_ID": "key"}, "AWS_SECRET_ACCESS_KEY"),
        ({"AWS_ACCESS_KEY_ID": " \n", "AWS_SECRET_ACCESS_KEY": "secret"}, "AWS_ACCESS_KEY_ID"),
    ],
)
def test_what_is_missing_is_named(given: dict[str, str], missing: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_store(given, "the environment")
    assert caught.value.message == f"the environment: {missing} not given"


@pytest.mark.parametrize(
    "endpoint",
    ["minio:9000", "minio", "ftp://minio", "http://", "http://me:pass@minio", "http://minio/path",
     "http://minio:port", "http://minio?x"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_but_not_shown(endpoint: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_store(KEYS | {"AWS_ENDPOINT_URL_S3": endpoint}, "here")
    assert caught.value.message == "here: AWS_ENDPOINT_URL_S3 is no address of a store"


def test_files_as_they_are_mounted(tmp_path) -> None:
    (tmp_path / "AWS_ACCESS_KEY_ID").write_text("key\n")
    (tmp_path / "AWS_SECRET_ACCESS_KEY").write_text("secret\n")
    (tmp_path / "other").write_bytes(b"\xff")
    assert read_folder(tmp_path) == ObjectStore("key", "secret")


def test_files_that_are_not_there_are_named(tmp_path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_folder(tmp_path / "nothing")
    assert caught.value.message == (
        f"the object store's secret in {tmp_path}/nothing: "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY not given"
    )


def test_a_file_that_is_no_text_is_told(tmp_path) -> None:
    (tmp_path / "AWS_ACCESS_KEY_ID").write_bytes(b"\xff")
    with pytest.raises(InvalidInput, match="cannot read the object store's secret in"):
        read_folder(tmp_path)
