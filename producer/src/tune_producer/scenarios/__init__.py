"""Scenarios: which events there are. When they happen is the pacer's."""
