"""Records to events: the one place where JSON is read."""
