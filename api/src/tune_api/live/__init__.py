"""Live results: one LISTEN for the process, one read for each change, any number of clients."""
