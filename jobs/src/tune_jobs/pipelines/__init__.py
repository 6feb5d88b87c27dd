"""The built-in pipelines, as pure functions from DataFrame to DataFrame."""
