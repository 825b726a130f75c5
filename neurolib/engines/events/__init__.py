"""The event-driven engine: it goes from one spike to the next, and neurons leap over the time
between.

=====================  ================================================================
:mod:`.event_driven`   the engine, and the state of a network in continuous time
:mod:`.loop`           the loop over events, and the calendar in which they wait
:mod:`.threshold`      bounds on the time at which a neuron fires
:mod:`.sampling`       recorded voltages, computed after the run
=====================  ================================================================
"""

from .event_driven import EventDriven

__all__ = ["EventDriven"]
