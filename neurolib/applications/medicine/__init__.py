"""Plasticity in medicine, rhythms that learn, and trials that can tell a treatment from a
placebo.
"""

from .medicine import (
    Calcium,
    Effect,
    Pattern,
    TwoSubstances,
    dominance,
    flip_time,
    homeostatic_gain,
    paired_lag,
    patches,
    primed_threshold,
    tbs_schedule,
    two_eyes,
)

__all__ = [
    "Calcium",
    "Effect",
    "Pattern",
    "TwoSubstances",
    "dominance",
    "flip_time",
    "homeostatic_gain",
    "paired_lag",
    "patches",
    "primed_threshold",
    "tbs_schedule",
    "two_eyes",
]
