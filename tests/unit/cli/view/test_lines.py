import io

from rich.console import Console

from tune_cli.view.lines import Lines


def test_without_a_terminal_lines_are_few_plain_and_never_twice() -> None:
    out = io.StringIO()
    with Lines(Console(file=out, width=20)) as lines:
        lines.update("Starting: Kafka", "start")
        lines.update("Starting: Kafka", "start")
        lines.update("Running  batch 1", "run")
        lines.update("Running  batch 2", "run")
        lines.say("a [bold]line[/bold] longer than the screen is wide 12:00:05")
    assert out.getvalue() == (
        "Starting: Kafka\nRunning  batch 1\n"
        "a [bold]line[/bold] longer than the screen is wide 12:00:05\n"
    )


def test_on_a_terminal_a_line_replaces_the_last() -> None:
    out = io.StringIO()
    with Lines(Console(file=out, width=20, force_terminal=True)) as lines:
        lines.update("Running  batch 1", "run")
        lines.update("Running  batch 2", "run")
    text = out.getvalue()
    assert "batch 1" in text
    assert "batch 2" in text
    assert text.count("\x1b[2K") >= 2  # the line is cleared before it is written anew
