"""The driver's life: start, batches, progress, drain, end."""
