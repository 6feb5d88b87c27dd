"""Which fields of a user's security contexts would loosen what pods run under."""

from collections.abc import Mapping

from tune_operator.kubernetes.manifests.pod_security import (
    CONTAINER_SECURITY,
    EXTRA_CONTAINER_SECURITY,
    POD_SECURITY,
)

_HARMLESS = {"supplementalGroups", "supplementalGroupsPolicy", "fsGroupChangePolicy"}


def loosened_pod(security: Mapping[str, object]) -> list[str]:
    """Of a pod: all that is not as the product has it, but a few that do no harm."""
    others = (key for key in security if key not in _HARMLESS)
    return [key for key in others if security[key] != POD_SECURITY.get(key)]


def loosened_own(security: Mapping[str, object]) -> list[str]:
    """Of the product's container: all that is not as the product has it."""
    return [key for key, value in security.items() if value != CONTAINER_SECURITY.get(key)]


def loosened_extra(security: Mapping[str, object]) -> list[str]:
    """Of a container that the user adds: all that the restricted standard does not allow."""
    return [key for key, value in security.items() if not _restricted(key, value)]


def _restricted(key: str, value: object) -> bool:
    match key:
        case "runAsUser" | "runAsGroup":
            return isinstance(value, int) and value > 0
        case "runAsNonRoot":
            return value is True
        case "readOnlyRootFilesystem":
            return isinstance(value, bool)
        case "seccompProfile":
            kinds = ("RuntimeDefault", "Localhost")
            return isinstance(value, Mapping) and value.get("type") in kinds
        case "capabilities":
            return isinstance(value, Mapping) and _few_capabilities(value)
        case _:
            return value == EXTRA_CONTAINER_SECURITY.get(key)


def _few_capabilities(value: Mapping[str, object]) -> bool:
    added = value.get("add")
    return value.get("drop", ["ALL"]) == ["ALL"] and added in (None, [], ["NET_BIND_SERVICE"])
