"""Watches TuneJobs and gives them what they need.

`core` decides and knows nothing of Kubernetes; a backend observes, applies and asks it again.
"""
