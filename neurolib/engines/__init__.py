"""Engines let time pass over the models."""


def warm() -> None:
    """Compile and cache the loops of every neuron, so that no student waits for a compiler."""
    from .. import _jit, neurons
    from .clocked import trajectory

    for name in neurons.__all__ if _jit.enabled() else ():
        trajectory(getattr(neurons, name)(), [0.0], 1e-5)
