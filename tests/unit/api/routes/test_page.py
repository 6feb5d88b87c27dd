import re

import pytest

from tune_api.routes.page import FOLDER

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/", "/jobs/default/genre-counts"])
def test_the_page_may_load_nothing_from_elsewhere(client, path):
    response = client.get(path)
    assert response.text == (FOLDER / "index.html").read_text()
    assert response.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("file", sorted(path.name for path in FOLDER.iterdir()))
def test_its_files_are_served_fresh(client, file):
    response = client.get(f"/page/{file}")
    assert response.content == (FOLDER / file).read_bytes()
    assert response.headers["cache-control"] == "no-cache"


def test_every_file_it_names_is_there():
    named = re.findall(r'(?:src|href)="/page/([^"]+)"', (FOLDER / "index.html").read_text())
    for script in FOLDER.glob("*.js"):
        named += re.findall(r'from "\./([^"]+)"', script.read_text())
    assert {name for name in named if not (FOLDER / name).is_file()} == set()
    assert len(named) > 10
