"""Applications: small networks that learn, with ideal weights and with the weights of real devices; memories that keep what they learnt."""

from .continual import Story, Task, cl_metrics, diag_fisher, ewc, fisher, forward_transfer, implicit_step, in_sequence, score, tasks
from .digits import Devices, Digits, Numbers, accuracy, learn
from .memories import Cascade, Drifting, best_q, palimpsest, palimpsest_lifetime, palimpsest_overlap

__all__ = [
    "Cascade", "Devices", "Digits", "Drifting", "Numbers", "Story", "Task", "accuracy", "best_q", "cl_metrics", "diag_fisher",
    "ewc", "fisher", "forward_transfer", "implicit_step", "in_sequence", "learn", "palimpsest", "palimpsest_lifetime",
    "palimpsest_overlap", "score", "tasks",
]  # fmt: skip
