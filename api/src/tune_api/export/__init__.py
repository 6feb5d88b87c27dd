"""Whole tables as files: row by row from a server-side cursor, in memory that is bounded."""
