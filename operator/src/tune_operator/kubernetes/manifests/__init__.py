"""Renders every Kubernetes object that a job needs: pure functions from a plan to a manifest."""
