"""The reference pages and the CRD, generated: what the code says of itself is never stale."""
