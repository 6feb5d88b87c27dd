"""The checkpoint: whose it is, what its state depends on, whether it is whole."""
