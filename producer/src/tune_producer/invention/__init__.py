"""Invents a catalogue and its listeners, once, beforehand: no producer waits for a model."""
