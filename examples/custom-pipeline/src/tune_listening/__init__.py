"""A pipeline of its own for TuneJob: how long people listen, by platform and hour of the day."""
