"""The Kubernetes backend: watches, observes, applies. What to do is decided in `core`."""
