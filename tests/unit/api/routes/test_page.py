import re

import pytest

from tune_api.routes.page import FOLDER
from tune_contract.pipelines.declaration import View
from tune_contract.pipelines.registry import installed_pipelines

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/", "/jobs/default/genre-counts"])
def test_the_page_may_load_nothing_from_elsewhere(client, path):
    response = client.get(path)
    assert response.text == (FOLDER / "index.html").read_text()
    assert response.headers["content-security-policy"] == POLICY


FILES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())


@pytest.mark.parametrize("file", FILES)
def test_its_files_are_served_fresh(client, file):
    response = client.get(f"/page/{file}")
    assert response.content == (FOLDER / file).read_bytes()
    assert response.headers["cache-control"] == "no-cache"


def test_every_file_it_names_is_there():
    index = (FOLDER / "index.html").read_text()
    named = {FOLDER / name for name in re.findall(r'(?:src|href)="/page/([^"]+)"', index)}
    for script in FOLDER.rglob("*.js"):
        found = re.findall(r'(?:from |import\()"(\.[^"]+)"', script.read_text())
        named |= {(script.parent / name).resolve() for name in found}
    assert {file for file in named if not file.is_file()} == set()
    scripts = {file for file in FOLDER.rglob("*.js") if "vendor" not in file.parts}
    assert scripts - named == set(), "nobody loads them"


def test_it_knows_no_pipeline_and_no_table():
    """A pipeline that a user brings is drawn as the built-in ones: by its declaration alone."""
    pipelines = installed_pipelines()
    known = [pipelines.get(name) for name in pipelines.names()]
    names = {pipeline.name for pipeline in known}
    names |= {table.name for pipeline in known for table in pipeline.tables}
    names -= {view.value for view in View}  # what a declaration may ask for
    own = [file for file in FOLDER.rglob("*.*") if "vendor" not in file.parts]
    text = "\n".join(file.read_text() for file in own)
    assert {name for name in names if re.search(rf"""["'`/]{name}["'`/]""", text)} == set()
