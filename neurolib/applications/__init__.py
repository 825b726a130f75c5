"""Applications: networks that learn with ideal and with real devices, chips, memories that last,
and plasticity in medicine, as models.
"""

import importlib
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from .learning.continual import (
    History,
    Task,
    cl_metrics,
    diag_fisher,
    ewc,
    fisher,
    forward_transfer,
    implicit_step,
    in_sequence,
    path_integral,
    score,
    tasks,
)
from .learning.digits import Devices, Digits, Numbers, accuracy, learn
from .learning.memories import (
    Cascade,
    Drifting,
    best_q,
    palimpsest,
    palimpsest_lifetime,
    palimpsest_overlap,
)
from .medicine.medicine import Calcium, TwoSubstances, tbs_schedule
from .medicine.synchrony import Oscillators, Pacemakers, locked_drift, order_parameter, reset_times

__all__ = [
    "Calcium",
    "Cascade",
    "Devices",
    "Digits",
    "Drifting",
    "History",
    "Numbers",
    "Oscillators",
    "Pacemakers",
    "Task",
    "TwoSubstances",
    "accuracy",
    "best_q",
    "cl_metrics",
    "diag_fisher",
    "ewc",
    "fisher",
    "forward_transfer",
    "implicit_step",
    "in_sequence",
    "learn",
    "locked_drift",
    "order_parameter",
    "palimpsest",
    "palimpsest_lifetime",
    "palimpsest_overlap",
    "path_integral",
    "reset_times",
    "score",
    "tasks",
    "tbs_schedule",
]


EARLIER = {
    "bring_up": "chip.bring_up",
    "claim": "bills.claim",
    "competition": "learning.competition",
    "continual": "learning.continual",
    "digits": "learning.digits",
    "measuring": "chip.measuring",
    "memories": "learning.memories",
    "network_bill": "bills.network_bill",
    "nir": "bills.nir",
    "own_chip": "chip.own_chip",
    "routing": "chip.routing",
    "silicon": "chip.silicon",
    "spiking_digits": "chip.spiking_digits",
    "strength": "learning.strength",
    "synchrony": "medicine.synchrony",
    "trials": "medicine.trials",
}


class _EarlierPaths(MetaPathFinder, Loader):
    """Finds a module by the path that it had before it moved into a room: notebooks and hand-ins
    import by it.
    """

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return a spec for such a path, and nothing for any other name."""
        package, _, module = name.rpartition(".")
        return ModuleSpec(name, self) if package == __name__ and module in EARLIER else None

    def exec_module(self, module: ModuleType) -> None:
        """Let the module itself stand under both names, so that no class exists twice."""
        name = module.__name__.rpartition(".")[2]
        sys.modules[module.__name__] = importlib.import_module(f"{__name__}.{EARLIER[name]}")


if not any(type(finder).__qualname__ == _EarlierPaths.__qualname__ for finder in sys.meta_path):
    sys.meta_path.append(_EarlierPaths())
