import hashlib
import io
import tarfile
from dataclasses import replace

import pytest

CONTENT = {"package/LICENSE": b"MIT", "package/dist/chart.js": b"draw()"}


@pytest.fixture
def vendor(script):
    return script("vendor")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def archive(tmp_path):
    file = tmp_path / "chart-1.0.0.tgz"
    with tarfile.open(file, "w:gz") as package:
        for name, content in CONTENT.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            package.addfile(member, io.BytesIO(content))
    return file


@pytest.fixture
def wanted(vendor, tmp_path, archive):
    files = {name.removeprefix("package/"): sha256(each) for name, each in CONTENT.items()}
    return vendor.Vendored("chart", "1.0.0", sha256(archive.read_bytes()), tmp_path / "to", files)


def test_what_the_page_carries_is_what_the_list_says(vendor):
    kept = {file: digest for each in vendor.read_list() for file, digest in each.kept().items()}
    assert {file: sha256(file.read_bytes()) for file in kept} == kept
    assert {file.name for file in kept} == {"LICENSE", "uPlot.iife.min.js", "uPlot.min.css"}


def test_nothing_else_is_vendored(vendor):
    kept = {file for each in vendor.read_list() for file in each.kept()}
    folders = {each.folder.parent for each in vendor.read_list()}
    assert {file for folder in folders for file in folder.rglob("*") if file.is_file()} == kept


def test_files_are_taken_out_of_the_package(vendor, wanted, archive):
    vendor.unpack(archive, wanted)
    found = {file.name: file.read_bytes() for file in wanted.folder.iterdir()}
    assert found == {"LICENSE": b"MIT", "chart.js": b"draw()"}


def test_another_package_is_refused(vendor, wanted, archive):
    with pytest.raises(
        vendor.OtherContentError, match=r"chart 1\.0\.0 has the SHA-256 .*toml says"
    ):
        vendor.unpack(archive, replace(wanted, sha256="0" * 64))
    assert not wanted.folder.exists()


def test_another_file_is_refused_and_none_is_written(vendor, wanted, archive):
    files = {**wanted.files, "dist/chart.js": sha256(b"steal()")}
    with pytest.raises(vendor.OtherContentError, match=r"dist/chart\.js"):
        vendor.unpack(archive, replace(wanted, files=files))
    assert not wanted.folder.exists()
