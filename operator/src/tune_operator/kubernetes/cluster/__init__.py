"""The Kubernetes API, as thin as it can be: plain documents in and out, errors in our own tree."""
