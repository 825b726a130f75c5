"""Devices, one model a file: matter that remembers what passed through it."""

from .hp import HPMemristor

__all__ = ["HPMemristor"]
