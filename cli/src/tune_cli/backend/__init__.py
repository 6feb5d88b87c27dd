"""Turns the decisions of the core into child processes on this machine."""
