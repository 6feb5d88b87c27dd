"""The JVM, the session and what is asked of them directly."""
