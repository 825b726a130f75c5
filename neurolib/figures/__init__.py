"""What the live figures of the course compute: kernels that Python runs in a notebook and a page
runs by itself.

A kernel is given numbers and arrays and fills arrays; it makes none. Its equations are those of the
library, which it calls by name: see :class:`~neurolib.widgets.Chart`.
"""

from . import (
    adex,
    ageing,
    bursts,
    calcium,
    cascade,
    claim,
    crossover,
    drift,
    eyes,
    fading,
    filament,
    floor,
    grains,
    layer,
    lif,
    one_spike,
    overlap,
    pairs,
    phases,
    population,
    reset,
    sliding,
    springs,
    tasks,
    tolerance,
    width,
)

__all__ = [
    "adex",
    "ageing",
    "bursts",
    "calcium",
    "cascade",
    "claim",
    "crossover",
    "drift",
    "eyes",
    "fading",
    "filament",
    "floor",
    "grains",
    "layer",
    "lif",
    "one_spike",
    "overlap",
    "pairs",
    "phases",
    "population",
    "reset",
    "sliding",
    "springs",
    "tasks",
    "tolerance",
    "width",
]
