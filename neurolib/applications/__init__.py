"""Applications: small networks that learn, with ideal weights and with the weights of real devices; plasticity in medicine, as models."""

from .digits import Devices, Digits, Numbers, accuracy, learn
from .medicine import Calcium, TwoSubstances, tbs_schedule
from .synchrony import Oscillators, Pacemakers, locked_drift, order_parameter, reset_times

__all__ = [
    "Calcium",
    "Devices",
    "Digits",
    "Numbers",
    "Oscillators",
    "Pacemakers",
    "TwoSubstances",
    "accuracy",
    "learn",
    "locked_drift",
    "order_parameter",
    "reset_times",
    "tbs_schedule",
]
