"""The `tune` command: one TuneJob on one machine."""
