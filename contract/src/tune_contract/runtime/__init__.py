"""What the operator hands to a process, and what the process reports back. JSON, all of it."""
