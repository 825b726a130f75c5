"""Applications: networks that learn with ideal and with real devices, chips, memories that last, and plasticity in medicine, as models."""

from .continual import (
    History,
    Task,
    cl_metrics,
    diag_fisher,
    ewc,
    fisher,
    implicit_step,
    in_sequence,
    score,
    tasks,
)
from .digits import Devices, Digits, Numbers, accuracy, learn
from .medicine import Calcium, TwoSubstances, tbs_schedule
from .memories import Cascade, Drifting, best_q, palimpsest, palimpsest_lifetime, palimpsest_overlap
from .synchrony import Oscillators, Pacemakers, locked_drift, order_parameter, reset_times

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
    "implicit_step",
    "in_sequence",
    "learn",
    "locked_drift",
    "order_parameter",
    "palimpsest",
    "palimpsest_lifetime",
    "palimpsest_overlap",
    "reset_times",
    "score",
    "tasks",
    "tbs_schedule",
]
