"""`tune invent` as a user starts it, against a server on this machine."""

import json
import subprocess
import sys
import time

import pytest
import yaml

KEY = "sk-a-secret-of-this-test"


@pytest.fixture
def invent(tmp_path):
    """invent(url, *options) -> how `tune invent` ended."""

    def run(url: str, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "TMPDIR": str(tmp_path),
            "NO_PROXY": "127.0.0.1",
            "OPENAI_API_KEY": KEY,
            "OPENAI_MODEL": "a-model",
            "OPENAI_BASE_URL": url,
        } | environ
        small = ("--tracks", "2", "--personas", "2", "--out", str(tmp_path / "x.json"))
        command = [sys.executable, "-P", "-m", "tune_cli.main", "invent", *small, *options]
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            env=environment,
            cwd=tmp_path,
        )
        left = {each.name for each in tmp_path.iterdir()} - {"x.json", "key"}
        assert left == set()
        assert KEY not in done.stdout + done.stderr
        return done

    return run


def test_a_model_is_asked_once_and_its_answer_kept(start_server, chat, good, invent, tmp_path):
    server = start_server(chat.says(good))
    file = tmp_path / "x.json"
    done = invent(server.url, "--theme", "Norwegian folk")
    assert (done.returncode, done.stderr) == (
        0,
        f"{file}: 2 tracks and 2 personas by the model a-model\n",
    )
    good["personas"][0]["platform"] = "ios"
    assert yaml.safe_load(done.stdout) == {"producer": {"scenario": "waves", "parameters": good}}
    text = file.read_text()
    document = json.loads(text)
    assert KEY not in text
    assert "127.0.0.1" not in text
    assert (document["origin"]["by"], document["invention"]) == ("a-model", good)
    assert document["request"]["theme"] == "Norwegian folk"

    again = invent(server.url, "--theme", "Norwegian folk")
    assert (again.returncode, again.stdout, len(server.requests)) == (0, done.stdout, 1)
    without_a_key = invent("", "--theme", "Norwegian folk", OPENAI_API_KEY="")
    assert (without_a_key.stdout, file.read_text()) == (done.stdout, text)
    assert invent(server.url, "--theme", "Norwegian folk", "--again").returncode == 0
    assert len(server.requests) == 2


def test_a_key_from_a_file(start_server, chat, good, invent, tmp_path):
    server = start_server(chat.says(good))
    (tmp_path / "key").write_text("sk-of-a-file\n")
    file = str(tmp_path / "key")
    assert invent(server.url, OPENAI_API_KEY="", OPENAI_API_KEY_FILE=file).returncode == 0
    assert [each.authorization for each in server.requests] == ["Bearer sk-of-a-file"]


def test_what_fails_leaves_the_file_as_it_was(start_server, chat, good, invent, tmp_path):
    thief = start_server(chat.says(good))
    aside = chat.reply(307, b"", location=f"{thief.url}/chat/completions")
    bad = good | {"tracks": [good["tracks"][0] | {"title": "\x1b[2J<script>", "popularity": -1}]}
    cases = (
        (chat.says(bad), 5, "error: the model's answer is not usable: tracks[0].title: '\\x1b[2J<s"),
        (chat.says("Sorry."), 5, "error: the model's answer is not JSON (nothing was written"),
        (chat.refuses(500, "broken"), 5, "error: the model's server is busy or broken: Error code"),
        (chat.refuses(401, f"bad {KEY}"), 2, "error: the model's server refuses the key (401) (chec"),
        (aside, 2, "error: the model's server sends us elsewhere (307), and the key does not go"),
    )  # fmt: skip
    assert invent(start_server(chat.says(good)).url).returncode == 0
    before = (tmp_path / "x.json").read_bytes()
    for answer, code, error in cases:
        done = invent(start_server(answer).url, "--again")
        assert (done.returncode, done.stdout) == (code, "")
        assert done.stderr.startswith(error)
        assert done.stderr.count("\n") == 1
        assert (tmp_path / "x.json").read_bytes() == before
    assert thief.requests == []


def test_a_slow_model_is_left_in_time(start_server, invent, tmp_path):
    server = start_server(lambda _: time.sleep(20))
    began = time.monotonic()
    done = invent(server.url, "--timeout", "1s")
    assert time.monotonic() - began < 15
    assert done.returncode == 5
    assert done.stderr.startswith("error: the model did not answer within 1 s (nothing was written")
    assert not (tmp_path / "x.json").exists()


def test_the_key_is_in_no_log(start_server, chat, good, tmp_path):
    server = start_server(chat.refuses(429, "slow down"), chat.says(good))
    config = {"request": {"tracks": 2, "personas": 2}, "out": str(tmp_path / "x.json")}
    (tmp_path / "config.json").write_text(json.dumps(config))
    command = [sys.executable, "-P", "-m", "tune_producer.invention"]
    done = subprocess.run(
        [*command, "--config", str(tmp_path / "config.json")],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env={
            "NO_PROXY": "127.0.0.1",
            "OPENAI_API_KEY": KEY,
            "OPENAI_MODEL": "a-model",
            "OPENAI_BASE_URL": server.url,
            "OPENAI_LOG": "debug",
        },
    )
    assert "429" in done.stderr
    assert KEY not in done.stderr + done.stdout
    assert [each.authorization for each in server.requests] == [f"Bearer {KEY}"] * 2
