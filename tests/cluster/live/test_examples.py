"""Each file in examples/ works as it stands there, but for those with a folder beside them.

A lake needs a bucket on a cluster, which the file has to name: tests/integration runs those.
"""

from pathlib import Path

import pytest
import yaml

FOLDER = "lake"
EXAMPLES = [
    path
    for path in sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))
    if f": {FOLDER} " not in path.read_text()
]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_it_becomes_ready(music, path):
    name = yaml.safe_load(path.read_text())["metadata"]["name"]
    music.kubectl("apply", "-f", str(path))
    try:
        music.kubectl("wait", "--for=condition=Ready", f"tunejob/{name}", "--timeout=240s")
        tables = music.get("tunejob", name)["status"]["results"]["tables"]
        rows = f"/api/v1/jobs/music/{name}/tables/{tables[0]}/rows?limit=1"
        music.until("rows", lambda: (music.ask(rows) or {}).get("rows"))
    finally:
        music.delete("tunejob", name, "--timeout=120s")
        music.delete("pvc", f"{name}-checkpoint", "--wait=false")
