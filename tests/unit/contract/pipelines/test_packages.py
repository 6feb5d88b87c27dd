"""What an installed package may get wrong, and what is said then."""

from dataclasses import replace

import pytest

from tune_contract.errors import Conflict, InvalidInput
from tune_contract.pipelines.registry import BUILT_IN, installed_pipelines

from ....packages import DECLARATION, Package  # noqa: TID252

GOOD = Package()
ROOT = "the package tune-sums 1.2 brings the pipeline sums: "
REMOVE = "or remove it: pip uninstall tune-sums"
AGAIN = f"mend the package and install it again; {REMOVE}"


def said(install, package: Package) -> tuple[str, str]:
    install(package)
    with pytest.raises(InvalidInput) as raised:
        installed_pipelines()
    return raised.value.message, raised.value.hint


def points(declaration: str, **builds: str) -> dict[str, dict[str, str]]:
    return {"tune.pipelines": {"sums": declaration}, "tune.pipeline_builds": builds}


def test_a_package_brings_a_pipeline(install):
    install(GOOD)
    registry = installed_pipelines()
    assert registry.names() == tuple(sorted([*(each.name for each in BUILT_IN), "sums"]))
    assert registry.get("sums").tables[0].name == "sums"
    assert str(registry.package("sums")) == "tune-sums 1.2"
    assert registry.package("genre-counts") is None


def test_its_function_is_not_loaded_with_it(install):
    install(replace(GOOD, build="raise SystemExit"))
    assert "sums" in installed_pipelines().names()


@pytest.mark.parametrize(
    ("declaration", "value", "problem", "advice"),
    [
        (
            DECLARATION, "tune_sums:PIPELNE",
            "tune_sums:PIPELNE cannot be imported: AttributeError: "
            "module 'tune_sums' has no attribute 'PIPELNE'", AGAIN,
        ),
        (
            DECLARATION, "tune_summs:PIPELINE",
            "tune_summs:PIPELINE cannot be imported: ModuleNotFoundError: "
            "No module named 'tune_summs'", AGAIN,
        ),
        (
            "1 / 0", "tune_sums:PIPELINE",
            "tune_sums:PIPELINE cannot be imported: ZeroDivisionError: division by zero", AGAIN,
        ),
        (
            "import tune_jobs.nowhere", "tune_sums:PIPELINE",
            "tune_sums:PIPELINE cannot be imported: ModuleNotFoundError: "
            "No module named 'tune_jobs.nowhere'",
            "the operator and the API have no tune_jobs.nowhere: use it only in the module that "
            f"tune.pipeline_builds names; {REMOVE}",
        ),
        (
            DECLARATION, "tune_sums:TABLE", "tune_sums:TABLE is of type ResultTable, not Pipeline",
            f"point it at a declaration; {REMOVE}",
        ),
        (
            DECLARATION.replace('name="sums",\n    summary', 'name="summs",\n    summary'),
            "tune_sums:PIPELINE", "its declaration says summs", f"give both one name; {REMOVE}",
        ),
        (
            DECLARATION.replace('y="plays"', 'y="play"'), "tune_sums:PIPELINE",
            "table sums: drawing.y names play, and there is no such column; there are: platform, "
            "plays", f"mend tune_sums:PIPELINE and install it again; {REMOVE}",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_with_its_package(
    *, install, declaration, value, problem, advice
):
    package = Package(declaration=declaration, points=points(value, sums="tune_sums_build:build"))
    assert said(install, package) == (ROOT + problem, advice)


def test_a_package_that_names_no_function(install):
    package = Package(points=points("tune_sums:PIPELINE", other="tune_sums_build:build"))
    assert said(install, package) == (
        f"{ROOT}no function that builds it is named",
        "name one as sums in the package's entry points tune.pipeline_builds "
        f"(docs/custom-pipelines.md); {REMOVE}",
    )


def test_the_name_of_a_built_in_pipeline(install):
    declared = "from tune_contract.pipelines.genre_counts import GENRE_COUNTS"
    named = {
        "tune.pipelines": {"genre-counts": "tune_sums:GENRE_COUNTS"},
        "tune.pipeline_builds": {"genre-counts": "tune_sums_build:build"},
    }
    install(Package(declaration=declared, points=named))
    with pytest.raises(Conflict) as raised:
        installed_pipelines()
    assert (raised.value.message, raised.value.hint) == (
        "two pipelines are named genre-counts: a built-in one and that of the package tune-sums 1.2",
        "rename one, or remove that package: pip uninstall tune-sums",
    )


def test_two_packages_with_one_name(install):
    install(GOOD)
    install(replace(GOOD, name="tune-more"))
    with pytest.raises(Conflict, match="two pipelines are named sums") as raised:
        installed_pipelines()
    assert "that of the package tune-sums 1.2" in raised.value.message
    assert "that of the package tune-more 1.2" in raised.value.message
