"""Invented music and listeners: what is asked for, what may come back, its file."""
