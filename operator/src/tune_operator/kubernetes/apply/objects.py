"""Makes objects, each in the way that fits its kind."""

from tune_operator.kubernetes.cluster.api import Api, Document
from tune_operator.kubernetes.cluster.errors import AlreadyThere
from tune_operator.kubernetes.cluster.kinds import CLAIM, CONFIG_MAP, kind_of


def make(api: Api, manifest: Document) -> None:
    """Make an object, or bring the one of that name to what it should be."""
    kind = kind_of(manifest)
    if kind is CONFIG_MAP:
        _replace(api, manifest)
    elif kind is CLAIM:
        create_once(api, manifest)  # its size is not ours to change, its content is what we want
    else:
        api.apply(manifest)


def create_once(api: Api, manifest: Document) -> bool:
    """Make an object; False when one of that name is there, which stays as it is."""
    try:
        api.create(manifest)
    except AlreadyThere:
        return False
    return True


def _replace(api: Api, manifest: Document) -> None:
    """Make an object that cannot be changed, in the place of one of that name."""
    if not create_once(api, manifest):
        meta = manifest["metadata"]
        api.delete(kind_of(manifest), meta["namespace"], meta["name"])
        api.create(manifest)
