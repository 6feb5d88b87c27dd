from tune_contract.tunejob.sinks import SinkKind

from .oracle import Verdict
from .report import Line, Report, distribution


def line(lost: int = 0, doubled: int = 0) -> Line:
    return Line(SinkKind.CSV, "before-parse", 7, 1, 1_234, 5.06, Verdict(lost, doubled))


def test_a_line_says_all_of_a_run(capsys):
    Report().add(line(lost=2))
    assert capsys.readouterr().out == (
        "csv       before-parse        seed 7   faults 1  events     1,234  "
        "lost 2  doubled 0  recovery 5.1 s\n"
    )


def test_what_is_bad_is_remembered():
    report = Report()
    for each in (line(), line(lost=2), line(), line(doubled=1)):
        report.add(each)
    assert report.bad() == [str(line(lost=2)), str(line(doubled=1))]
    report.recoveries += [5.0, 7.0]
    assert report.summary() == (
        "4 lines, lost 2, doubled 1; 2 recoveries: median 6.0 s, p90 7.0 s, worst 7.0 s"
    )


def test_distribution():
    assert distribution([]) == "none"
    assert distribution([float(each) for each in range(20, 0, -1)]) == (
        "median 10.5 s, p90 19.0 s, worst 20.0 s"
    )
