import pytest
import yaml

from .rendered import CHARTS

pytestmark = pytest.mark.charts
NAME = "tunejobs.tunejob.io"
FILE = CHARTS / "tunejob" / "files" / f"{NAME}.yaml"


def test_the_kind_is_the_generated_one(render) -> None:
    made = render("tunejob").one("CustomResourceDefinition", NAME)
    assert made["spec"] == yaml.safe_load(FILE.read_text(encoding="utf-8"))["spec"]


def test_helm_keeps_it_unless_told_otherwise(render) -> None:
    keep = {"helm.sh/resource-policy": "keep"}
    assert (
        render("tunejob").one("CustomResourceDefinition", NAME)["metadata"]["annotations"] == keep
    )
    made = render("tunejob", crds={"keep": False}).one("CustomResourceDefinition", NAME)
    assert "annotations" not in made["metadata"]


def test_it_can_be_left_out(render) -> None:
    made = render("tunejob", crds={"enabled": False})
    assert made.all("CustomResourceDefinition") == []
    assert "cleanup.yaml" not in made.by_template
