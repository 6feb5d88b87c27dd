"""Calls the API of a job that runs, on this machine or elsewhere."""
