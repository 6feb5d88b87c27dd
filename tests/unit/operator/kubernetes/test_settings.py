import re
from pathlib import Path

import pytest

from tune_contract.errors import InvalidInput
from tune_operator.kubernetes.settings import (
    LogFormat,
    LogLevel,
    PullPolicy,
    Settings,
    read_settings,
)

ROOT = Path(__file__).parents[4]
NEEDED = {
    "TUNE_NAMESPACE": "music",
    "TUNE_JOBS_IMAGE": "tunejob/jobs:1",
    "TUNE_PRODUCER_IMAGE": "tunejob/producer:1",
}


def test_what_is_needed_is_enough():
    settings = read_settings(NEEDED)
    assert settings == Settings("music", "tunejob/jobs:1", "tunejob/producer:1")
    assert settings.namespaces() == ("music",)
    assert settings.image_pull_policy is PullPolicy.IF_NOT_PRESENT
    assert (settings.resync_seconds, settings.workers, settings.http_port) == (30, 8, 8080)
    assert (settings.log_format, settings.log_level) == (LogFormat.JSON, LogLevel.INFO)


def test_all_is_read():
    given = {
        "TUNE_WATCH_NAMESPACES": " a, b ,a,",
        "TUNE_IMAGE_PULL_POLICY": "Never",
        "TUNE_IMAGE_PULL_SECRETS": "one,two.three",
        "TUNE_RESULTS_URL": "https://results/api/",
        "TUNE_PRIORITY_CLASS": "streams",
        "TUNE_RESYNC_SECONDS": "5",
        "TUNE_WORKERS": "2",
        "TUNE_LOG_FORMAT": "text",
        "TUNE_LOG_LEVEL": "debug",
        "TUNE_HTTP_PORT": "9000",
    }
    settings = read_settings(NEEDED | given)
    assert settings == Settings(
        "music",
        "tunejob/jobs:1",
        "tunejob/producer:1",
        watch_namespaces=("a", "b"),
        image_pull_policy=PullPolicy.NEVER,
        image_pull_secrets=("one", "two.three"),
        results_url="https://results/api",
        priority_class="streams",
        resync_seconds=5,
        workers=2,
        log_format=LogFormat.TEXT,
        log_level=LogLevel.DEBUG,
        http_port=9000,
    )
    assert settings.namespaces() == ("a", "b")


def test_empty_variables_are_defaults():
    empty = dict.fromkeys(
        ["TUNE_WATCH_NAMESPACES", "TUNE_IMAGE_PULL_POLICY", "TUNE_WORKERS", "TUNE_LOG_LEVEL"], ""
    )
    assert read_settings(NEEDED | empty) == read_settings(NEEDED)


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_named(name):
    with pytest.raises(InvalidInput, match=f"{name} is not set .set it to the "):
        read_settings({key: value for key, value in NEEDED.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "TUNE_WATCH_NAMESPACES",
            "a b",
            "'a b' is not a Kubernetes name .separate names by commas",
        ),
        ("TUNE_IMAGE_PULL_POLICY", "always", "is 'always' .use one of Always, IfNotPresent, Never"),
        ("TUNE_RESYNC_SECONDS", "0", "is '0' .use a whole number from 1 to 86400"),
        ("TUNE_WORKERS", "many", "is 'many' .use a whole number"),
        ("TUNE_HTTP_PORT", "65536", "is '65536' .use a whole number from 1 to 65535"),
        ("TUNE_LOG_FORMAT", "xml", "is 'xml' .use one of json, text"),
        ("TUNE_LOG_LEVEL", "trace", "is 'trace' .use one of debug, info, warning, error"),
    ],
)
def test_what_is_wrong_is_named_with_advice(name, value, message):
    with pytest.raises(InvalidInput, match=f"^{name}:? {message}"):
        read_settings(NEEDED | {name: value})


def test_every_setting_is_in_the_readme():
    source = ROOT / "operator/src/tune_operator/kubernetes/settings.py"
    read = set(re.findall(r'"(TUNE_[A-Z_]+)"', source.read_text()))
    shown = set(
        re.findall(r"^\| `(TUNE_[A-Z_]+)`", (ROOT / "operator/README.md").read_text(), re.M)
    )
    assert shown == read
    assert len(read) == 13
