"""The reference pages, generated: what the code says of itself is never out of date."""
