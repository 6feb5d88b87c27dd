import socket

from tune_api.main import main


def test_wrong_settings_are_one_line_and_exit_2(capsys):
    assert main(["--port", "1"]) == 2
    assert capsys.readouterr().err == (
        "tune-api: the following arguments are required: --database-uri-file "
        "(see python -m tune_api --help)\n"
    )


def test_a_port_in_use_is_one_line_and_exit_2(tmp_path, capsys):
    (tmp_path / "uri").write_text("postgresql://nobody@127.0.0.1:1/none")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        options = ["--jobs-dir", str(tmp_path), "--database-uri-file", str(tmp_path / "uri")]
        assert main([*options, "--port", str(port)]) == 2
    assert capsys.readouterr().err == (
        f"tune-api: port {port} on 127.0.0.1 cannot be had: Address already in use "
        "(stop what listens there, or choose another --port)\n"
    )
