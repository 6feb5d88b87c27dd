"""The backend that runs jobs on Kubernetes: pods, topics and users for what the core decides."""
