"""docs/custom-pipelines.md shows what examples/custom-pipeline is; its images are built as it says."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "custom-pipeline"
PAGE = (ROOT / "docs" / "custom-pipelines.md").read_text(encoding="utf-8")
SOURCES = {
    "toml": ("pyproject.toml",),
    "python": ("src/tune_listening/declaration.py", "src/tune_listening/build.py"),
    "yaml": ("values.yaml",),
}
HOST = r"https?://|[a-z0-9-]+\.(io|com|org|net|dev)/"
DOCKERFILE = (EXAMPLE / "Dockerfile").read_text(encoding="utf-8")
PARTS = ("jobs", "operator", "api")


@pytest.mark.parametrize(("kind", "shown"), re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL))
def test_what_the_page_shows_stands_in_the_files(kind: str, shown: str) -> None:
    texts = [(EXAMPLE / name).read_text(encoding="utf-8") for name in SOURCES[kind]]
    assert any(shown in text for text in texts)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#]+)[^)]*\)", PAGE))))
def test_links_lead_somewhere(path: str) -> None:
    assert (ROOT / "docs" / path).exists()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"(examples/[\w./-]+\w)", PAGE))))
def test_files_are_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_its_values_are_the_charts() -> None:
    values = yaml.safe_load((EXAMPLE / "values.yaml").read_text(encoding="utf-8"))
    chart = ROOT / "charts" / "tunejob"
    defaults = yaml.safe_load((chart / "values.yaml").read_text(encoding="utf-8"))
    schema = json.loads((chart / "values.schema.json").read_text(encoding="utf-8"))
    for part, given in values.items():
        assert set(given) <= set(defaults[part])
    merged = defaults | {part: defaults[part] | given for part, given in values.items()}
    jsonschema.validate(merged, schema)
    assert [values[part]["image"] for part in PARTS] == [
        f"listening/{part}:0.1.0" for part in PARTS
    ]


def test_its_images_end_as_the_user_of_ours_and_fetch_nothing_into_it() -> None:
    *_, final = DOCKERFILE.split("\nFROM ${IMAGE}")
    assert final.rstrip().endswith("\nUSER 10001:10001")
    assert "--no-index --no-deps" in final
    assert not re.search(HOST, DOCKERFILE)


@pytest.mark.parametrize("part", PARTS)
def test_it_is_installed_where_our_images_have_python(part: str) -> None:
    ours = (ROOT / part / "Dockerfile").read_text(encoding="utf-8")
    (python,) = re.findall(r"pip --python (\S+) install", DOCKERFILE)
    assert f"pip --python {python} install" in ours
