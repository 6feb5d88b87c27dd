"""What every image keeps to, read from its Dockerfile; and that what it installs is locked."""

import json
import re
import subprocess
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEMBERS = ("operator", "jobs", "producer", "api")
OFFERED = {
    "operator": ["python", "-m", "tune_operator"],
    "jobs": ["/opt/tunejob/entrypoint"],
    "producer": ["python", "-m", "tune_producer"],
    "api": ["python", "-m", "tune_api", "--host", "0.0.0.0"],
}
COMPILERS = r"\b(gcc|g\+\+|clang|build-essential|make|apt-get|apk|javac|maven|mvn)\b"
HOST = r"https?://|[a-z0-9-]+\.(io|com|org|net|dev)/"
SECRET_NAMES = r"passw|secret|token|credential|api_?key|private"


@dataclass(frozen=True)
class Step:
    """One instruction: `RUN`, and what it says."""

    name: str
    text: str


def dockerfile(member: str) -> list[Step]:
    text = (ROOT / member / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    return [Step(*line.split(" ", 1)) for line in joined.splitlines()]


def final_stage(member: str) -> list[Step]:
    """What the image is made of: its last stage, with the stages that stage is built on."""
    stages: dict[str, list[Step]] = {}
    for step in dockerfile(member):
        if step.name == "FROM":
            base, _, name = step.text.partition(" AS ")
            current = stages[name] = [*stages.get(base, []), step]
        elif stages:
            current.append(step)
    return stages[""]


def texts(steps: list[Step], name: str) -> list[str]:
    return [step.text for step in steps if step.name == name]


def pins(lock: Path) -> dict[str, tuple[str, ...]]:
    """Package -> its version and its hashes."""
    blocks = re.findall(
        r"^([a-z0-9.-]+)==(\S+)(.*(?:\n +--hash.*)*)", lock.read_text(), re.MULTILINE
    )
    return {name: (version, *re.findall(r"sha256:\w+", rest)) for name, version, rest in blocks}


@pytest.fixture(params=MEMBERS)
def member(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_base_can_be_chosen_and_is_the_only_one(member):
    steps = dockerfile(member)
    assert steps[0] == Step("ARG", "BASE=python:3.11-slim")
    named = {text.partition(" AS ")[2] for text in texts(steps, "FROM")}
    bases = {text.partition(" AS ")[0] for text in texts(steps, "FROM")}
    assert bases <= {"${BASE}", *named}
    sources = re.findall(r"--from=(\S+)", " ".join(texts(steps, "COPY")))
    assert sources
    assert set(sources) <= named


def test_it_runs_as_a_numbered_user_that_is_not_root(member):
    steps = final_stage(member)
    assert texts(steps, "USER") == ["10001:10001"]
    after = steps[steps.index(Step("USER", "10001:10001")) :]
    assert not {"RUN", "COPY", "ADD"} & {step.name for step in after}
    assert any("--uid 10001" in text for text in texts(steps, "RUN"))


def test_signals_reach_the_process(member):
    (entrypoint,) = texts(final_stage(member), "ENTRYPOINT")
    assert json.loads(entrypoint) == OFFERED[member]


def test_it_is_labelled(member):
    (label,) = texts(final_stage(member), "LABEL")
    found = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]+)"', label))
    assert found["title"] == f"tunejob/{member}"
    assert found["licenses"] == "MIT"
    assert found["description"].endswith(".")


def test_make_labels_it_with_its_version():
    # Not by build arguments: buildah takes a label from its cache whatever they are.
    command = subprocess.run(
        ["make", "--dry-run", "image-api", "REGISTRY=example", "TAG=1.2", "BUILD=build"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert "build --file api/Dockerfile --tag example/tunejob/api:1.2" in command
    assert "--label org.opencontainers.image.version=1.2" in command
    assert re.search(
        r"--label org\.opencontainers\.image\.revision=([0-9a-f]{40}|unknown)", command
    )


def test_nothing_is_compiled_or_installed_in_it(member):
    everything = " ".join(step.text for step in dockerfile(member))
    assert not re.search(COMPILERS, everything)
    assert not any("pip" in text for text in texts(final_stage(member), "RUN"))


def test_what_it_installs_is_locked(member):
    runs = [part for text in texts(dockerfile(member), "RUN") for part in text.split("&&")]
    commands = [part for part in runs if re.search(r"\bpip .*?(install|wheel) ", part)]
    assert len(commands) >= 4
    for command in commands:
        ours = "--no-deps" in command and ("--no-index" in command or "./contract" in command)
        assert "--require-hashes" in command or ours, command
    assert f"COPY {member}/requirements.lock" in {
        f"{step.name} {step.text.split(' ')[0]}" for step in dockerfile(member)
    }


def test_no_host_is_named(member):
    text = (ROOT / member / "Dockerfile").read_text(encoding="utf-8")
    assert not re.search(HOST, text)


def test_all_it_copies_is_sent_to_the_builder(member):
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    sent = [pattern.removeprefix("!") for pattern in ignore if pattern.startswith("!")]
    copied = [
        source
        for text in texts(dockerfile(member), "COPY")
        if "--from" not in text
        for source in text.split()[:-1]
    ]
    assert copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source, pattern) or source.startswith(f"{pattern}/") for pattern in sent)


def test_no_secret_is_built_into_it(member):
    steps = dockerfile(member)
    given = " ".join(text for name in ("ARG", "ENV", "LABEL") for text in texts(steps, name))
    assert not re.search(SECRET_NAMES, given, re.IGNORECASE)
    assert texts(steps, "ADD") == []
    sources = [text for text in texts(steps, "COPY") if text.split()[0] in {".", "./", "*"}]
    assert sources == []  # what is copied is named, one thing after the other


@pytest.mark.parametrize("pattern", ["*", "**/.env*", "**/*.key", "**/*.pem", "**/*.p12"])
def test_keys_are_not_sent_to_the_builder(pattern):
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert pattern in lines
    admitted = [number for number, line in enumerate(lines) if line.startswith("!")]
    assert (lines.index(pattern) < admitted[0]) == (pattern == "*")  # later lines win


def test_no_key_is_among_the_sources():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    files = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    named = [str(each) for each in files if re.search(r"\.(key|pem|p12|env)$", each.name)]
    mark = b"-----BEGIN " + b"PRIVATE KEY-----"
    held = [str(each) for each in files if mark in each.read_bytes()]
    assert (named, held) == ([], [])


def test_its_lock_is_a_part_of_the_one_lock(member):
    whole = pins(ROOT / "requirements.lock")
    own = pins(ROOT / member / "requirements.lock")
    assert {name for name, pin in own.items() if whole.get(name) != pin} == set(), "make lock"


def test_its_lock_has_what_it_asks_for(member):
    asked = set()
    for each in (member, "contract"):
        project = tomllib.loads((ROOT / each / "pyproject.toml").read_text())["project"]
        asked |= {re.split(r"[<>=\[~! ]", name)[0] for name in project["dependencies"]}
    locked = pins(ROOT / member / "requirements.lock")
    assert asked - {"tune-contract"} - set(locked) == set(), "make lock"
    assert all(len(pin) > 1 for pin in locked.values())


def test_the_tools_of_the_build_are_of_the_same_versions():
    whole, group = pins(ROOT / "requirements.lock"), pins(ROOT / "build.lock")
    tools = pins(ROOT / "jobs" / "build.lock")
    assert group
    assert group.items() <= tools.items()
    for name in set(tools) & set(whole):
        assert tools[name] == whole[name], "make lock"


def test_the_readme_says_what_the_image_does(member):
    assert "\n## Image\n" in (ROOT / member / "README.md").read_text(encoding="utf-8")
