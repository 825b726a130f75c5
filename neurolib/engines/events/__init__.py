"""The event-driven engine: it goes from one spike to the next, and neurons leap over the time
between.

=====================  ================================================================
:mod:`.event_driven`   the engine
:mod:`.tables`         what the loop reads and writes
:mod:`.events`         the state of a network in continuous time
:mod:`.loop`           the loop over events, and the calendar of the neurons that have to be checked
:mod:`.threshold`      the next crossing of the threshold, and a cheap lower bound on its time
:mod:`.sampling`       recorded voltages, where they can be computed after the run
=====================  ================================================================
"""

from .event_driven import EventDriven

__all__ = ["EventDriven"]
