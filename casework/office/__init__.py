"""The screens staff work on: the queue and the case."""
