"""Deletes the TuneJobs of each namespace, until they are gone: delete_tunejobs.py NAMESPACE...

The operator has to let each of them go, so this runs while there still is one.
"""

import sys
import time
from http import HTTPStatus

from kubernetes import client, config
from kubernetes.client.exceptions import ApiException

TUNEJOBS = {"group": "tunejob.io", "version": "v1alpha1", "plural": "tunejobs"}


def left(api: client.CustomObjectsApi, namespace: str) -> list[str]:
    """The names of those that are still there."""
    try:
        found = api.list_namespaced_custom_object(namespace=namespace, **TUNEJOBS)
    except ApiException as error:
        if error.status == HTTPStatus.NOT_FOUND:  # the kind is gone already
            return []
        raise
    return [item["metadata"]["name"] for item in found["items"]]


def delete(api: client.CustomObjectsApi, namespace: str) -> None:
    """Delete them all; returns when the last one is gone."""
    if left(api, namespace):
        api.delete_collection_namespaced_custom_object(namespace=namespace, **TUNEJOBS)
    while names := left(api, namespace):
        print(f"{namespace}: waiting for {', '.join(names[:10])} ({len(names)} in all)", flush=True)
        time.sleep(2)


config.load_config()
for watched in sys.argv[1:]:
    delete(client.CustomObjectsApi(), watched)
