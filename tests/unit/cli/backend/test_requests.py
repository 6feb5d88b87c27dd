from tune_cli.backend.requests import Requests
from tune_contract.tunejob.action import JobAction


def test_they_are_taken_once_the_oldest_first(tmp_path) -> None:
    for name, action in (("2-a", "restart"), ("1-b", "suspend"), ("3-c", "explode")):
        (tmp_path / f"{name}.json").write_text(f'{{"action": "{action}"}}')
    (tmp_path / ".4-d.new").write_text("half")
    requests = Requests(tmp_path)
    assert requests.take() == [JobAction.SUSPEND, JobAction.RESTART]
    assert requests.take() == []
    assert [file.name for file in tmp_path.iterdir()] == [".4-d.new"]


def test_those_of_an_earlier_run_are_forgotten(tmp_path) -> None:
    (tmp_path / "1.json").write_text('{"action": "suspend"}')
    (tmp_path / ".2.new").write_text("half")
    Requests(tmp_path).forget()
    assert list(tmp_path.iterdir()) == []
    Requests(tmp_path / "none").forget()
    assert Requests(tmp_path / "none").take() == []
