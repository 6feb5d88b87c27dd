"""The report on a leaderboard: one snapshot of it, as text, as a page, as a document."""
