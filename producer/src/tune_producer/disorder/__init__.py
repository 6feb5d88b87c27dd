"""Disorder: what is wrong with some of the events, made to order and by number."""
