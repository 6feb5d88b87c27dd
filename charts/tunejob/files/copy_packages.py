"""Copies installed packages into a folder: copy_packages.py FOLDER PACKAGE..."""

import importlib.util
import shutil
import sys
from pathlib import Path


def copy(package: str, folder: Path) -> None:
    """Copy one package; one that is there already is overwritten."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        sys.exit(f"the image has no package {package}")
    source, target = Path(found.origin).parent, folder / package
    compiled = shutil.ignore_patterns("__pycache__")
    shutil.copytree(source, target, ignore=compiled, dirs_exist_ok=True)


for name in sys.argv[2:]:
    copy(name, Path(sys.argv[1]))
