"""Does what the core decided, with Kubernetes objects. Every action may be applied twice."""
