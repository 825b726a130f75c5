"""A network is a description: populations of neurons, sources of spikes, and the projections between them.

It knows no clock. An engine lets time pass over it, with a seed; everything random in it (who projects to whom, voltages at
the start, Poisson input) is drawn from that seed by a stream of its own, so that every engine runs the same network on the
same input.
"""

from .groups import Group, Poisson, Population, Replay, stream
from .network import Network
from .projections import Projection, Synapse

__all__ = ["Group", "Network", "Poisson", "Population", "Projection", "Replay", "Synapse", "stream"]
