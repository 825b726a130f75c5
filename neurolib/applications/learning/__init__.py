"""Learning through a spike: slopes of spike times, layers with a surrogate gradient, e-prop, two
tasks, and training.
"""

from .spike_times import (
    exact_gradient,
    psp,
    psp_peak,
    spike_time,
    spike_time_closed,
    spike_time_slope,
)
from .surrogate import (
    FallingLIF,
    Pass,
    SpikingLayer,
    Weights,
    bptt,
    eprop,
    forward,
    kept_words,
    readout_loss,
)
from .tasks import (
    EventPixel,
    Samples,
    latencies,
    moving_edges,
    yin_yang,
    yin_yang_class,
    yin_yang_spikes,
)
from .training import Epoch, accuracy, answers, epochs, start, train

__all__ = [
    "Epoch",
    "EventPixel",
    "FallingLIF",
    "Pass",
    "Samples",
    "SpikingLayer",
    "Weights",
    "accuracy",
    "answers",
    "bptt",
    "epochs",
    "eprop",
    "exact_gradient",
    "forward",
    "kept_words",
    "latencies",
    "moving_edges",
    "psp",
    "psp_peak",
    "readout_loss",
    "spike_time",
    "spike_time_closed",
    "spike_time_slope",
    "start",
    "train",
    "yin_yang",
    "yin_yang_class",
    "yin_yang_spikes",
]
