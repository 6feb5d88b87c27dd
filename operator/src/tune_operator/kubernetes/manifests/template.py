"""Merges a user's pod template over the product's own, as Kubernetes' strategic merge does.

Maps are merged, named lists are merged by their names, other values are the user's. What the
template must not say is refused before, in `template_rules`.
"""

from collections.abc import Mapping

from tune_contract.tunejob.compute import PodTemplate
from tune_operator.kubernetes.manifests.plan import Manifest
from tune_operator.kubernetes.manifests.pod_security import EXTRA_CONTAINER_SECURITY
from tune_operator.kubernetes.manifests.template_rules import LIST_KEYS, Place, check_template

_REPLACED = "volumes"  # one merged from two could have two sources
_ADDED_TO = frozenset(
    {
        "requiredDuringSchedulingIgnoredDuringExecution",
        "preferredDuringSchedulingIgnoredDuringExecution",
    }
)


def with_template(base: Manifest, template: PodTemplate, place: Place) -> Manifest:
    """The product's template with the user's merged over it.

    Args:
        base: the product's: `metadata` and `spec`.
        template: the user's.
        place: says where it stands and which container is the product's.

    Raises:
        InvalidInput: it says what a template must not; the text says what and why.
    """
    check_template(template, place, base)
    result = merged(base, template)
    return {**result, "spec": _secured(result["spec"], place.container)}


def merged(base: Mapping[str, object], over: Mapping[str, object]) -> Manifest:
    """Both, with the values of `over` where they meet; null means "not given"."""
    result = dict(base)
    for key, value in over.items():
        if value is not None:
            result[key] = _joined(key, result[key], value) if key in result else value
    return result


def _joined(key: str, ours: object, theirs: object) -> object:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return merged(ours, theirs)
    if isinstance(ours, list) and isinstance(theirs, list):
        if key in _ADDED_TO:
            return [*ours, *theirs]
        if key in LIST_KEYS:
            return _by_key(key, ours, theirs)
    return theirs


def _by_key(kind: str, ours: list[Manifest], theirs: list[Manifest]) -> list[Manifest]:
    """Ours first, in our order; then what only they have."""
    key = LIST_KEYS[kind]
    found = {each[key]: each for each in ours}
    for each in theirs:
        known = found.get(each[key])
        replaced = known is None or kind == _REPLACED
        found[each[key]] = each if replaced else merged(known or {}, each)
    return list(found.values())


def _secured(spec: object, own: str) -> Manifest:
    """Containers that the user added get the security that they have not said themselves."""
    if not isinstance(spec, dict):
        raise TypeError("a pod template of the product has a spec")
    basics: Manifest = {"securityContext": EXTRA_CONTAINER_SECURITY}
    lists = {
        kind: [each if each["name"] == own else merged(basics, each) for each in spec[kind]]
        for kind in ("containers", "initContainers")
        if kind in spec
    }
    return {**spec, **lists}
