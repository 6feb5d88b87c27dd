"""Where results go, one module each, and the promise each keeps."""
