"""The documents the API answers with: camelCase, but rows keep their columns' own names."""
