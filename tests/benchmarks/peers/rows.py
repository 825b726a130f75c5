"""The rows of the table: which network, which engine of neurolib, which peers beside it, and what
was set as a goal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# label: (environment, script, variant)
PEERS = {
    "Brian2 C++": ("brian2", "on_brian2.py", "cpp"),
    "Brian2 Cython": ("brian2", "on_brian2.py", "cython"),
    "Brian2 NumPy": ("brian2", "on_brian2.py", "numpy"),
    "NEST": ("nest", "on_nest.py", "grid"),
    "NEST precise": ("nest", "on_nest.py", "precise"),
    "NEURON": ("neuron", "on_neuron.py", "IntFire1"),
    "Nengo": ("nengo", "on_nengo.py", "numpy"),
    # no simulator: the arithmetic and memory that CUBA takes at the least
    "roofline": ("neurolib", "on_neurolib.py", "roofline"),
}
OURS = {
    "clocked": "Clocked",
    "event": "EventDriven",
    "numpy": "Clocked, NumPy",
    "simulate": "simulate",
}
FASTEST = "fastest"  # a goal against the fastest peer that ran


@dataclass(frozen=True)
class Row:
    """One benchmark: ``goals`` are least ratios (peer's CPU time by ours), ``rates`` what each must
    fire at, Hz.
    """

    title: str
    kind: str
    ours: str
    peers: tuple[str, ...]
    goals: dict[str, float] = field(default_factory=dict)
    rates: tuple[float, float] = (0.0, 1e3)
    spec: dict[str, Any] = field(default_factory=dict)
    most: float = 10.0  # biological seconds of one run, at most
    least: float = 1.0
    alike: float = 0.15  # share by which a peer's rate may differ from ours
    cv: tuple[float, float] | None = None


CUBA, CV, HELD = (5.0, 6.1), (0.48, 0.62), ("Brian2 C++", "Brian2 Cython", "NEST")
ROWS = {
    "cuba": Row(
        "CUBA 4000",
        "cuba",
        "clocked",
        (*HELD, "roofline"),
        {FASTEST: 6, "Brian2 Cython": 20, "NEST": 40, "roofline": 1 / 2.2},
        CUBA,
        cv=CV,
    ),
    "cuba-late": Row(
        "CUBA 4000, delay 1.5 ms",
        "cuba",
        "clocked",
        HELD,
        {"NEST": 15},
        (4.5, 6.5),
        {"delay": 1.5},
        cv=(0.4, 0.7),
    ),
    "cuba-event": Row(
        "CUBA 4000, exact",
        "cuba",
        "event",
        ("NEST precise", "Brian2 C++"),
        {"NEST precise": 50, FASTEST: 3},
        CUBA,
        cv=CV,
    ),
    "cuba-event-late": Row(
        "CUBA 4000, exact, delay 1.5 ms",
        "cuba",
        "event",
        ("NEST precise",),
        {"NEST precise": 50},
        (4.5, 6.5),
        {"delay": 1.5},
        cv=(0.4, 0.7),
    ),
    "numpy": Row(
        "CUBA 4000, NumPy alone",
        "cuba",
        "numpy",
        ("Brian2 NumPy", "Nengo"),
        {"Brian2 NumPy": 4, "Nengo": 20},
        CUBA,
        most=4.0,
        cv=CV,
    ),
    "varied": Row(
        "CUBA 4000, weights and delays differ",
        "cuba",
        "clocked",
        HELD,
        {},
        (4.0, 8.0),
        {"weights": True, "delays": True},
    ),
    **{
        name: Row(
            f"COBA 4000 (conductances), {method} in Brian2",  # NEST's step adapts
            "coba",
            "clocked",
            ("Brian2 C++", "NEST"),
            {"Brian2 C++": 2, "NEST": 50},
            (17.0, 24.0),
            {"method": kind},
            most=4.0,
        )
        for name, method, kind in (
            ("coba", "Euler", "euler"),
            ("coba-exponential", "exponential Euler", "exponential_euler"),
        )
    },
    "adex": Row(
        "AdEx 10 000, Euler",
        "adex",
        "clocked",
        ("Brian2 C++",),
        {"Brian2 C++": 4},
        spec={"n": 10_000, "method": "euler"},
        most=1.0,
        alike=0.04,
    ),
    "adex-rk": Row(
        "AdEx 10 000, Runge–Kutta",
        "adex",
        "clocked",
        ("Brian2 C++",),
        spec={"n": 10_000, "method": "rk4"},
        most=1.0,
        alike=0.04,
    ),
    **{
        name: Row(
            f"AdEx, one neuron, {method}",
            "adex",
            "simulate",
            # NEST's step adapts, whatever the row's method
            ("NEST", "Brian2 C++", "Brian2 Cython"),
            {"NEST": 10, FASTEST: 1},
            spec={"n": 1, "I": 750.0, "method": kind},
            most=50.0,
            least=20.0,
            alike=0.04,
        )
        for name, method, kind in (
            ("adex-one", "Runge–Kutta", "rk4"),
            ("adex-one-euler", "Euler", "euler"),
        )
    },
    **{
        f"stdp-{n}": Row(
            f"pair STDP, 1000 inputs × {n}, Euler",  # NEST's step adapts
            "stdp",
            "clocked",
            ("Brian2 C++", "NEST"),
            {"Brian2 C++": goal, "NEST": 150},
            spec={"n": n, "method": "euler"},
            most=100.0,
            least=100.0,
            alike=0.3,
        )
        for n, goal in ((1, 25), (100, 12))
    },
    **{
        f"sparse-{kind}-{rate:g}": Row(
            f"sparse, {kind}, {rate:g} Hz",
            "sparse",
            "event",
            (*(("NEURON",) if kind == "delta" else ()), "NEST precise", "Brian2 C++"),
            {FASTEST: goal} | ({"NEURON": 150} if kind == "delta" and rate <= 1 else {}),
            (0.9 * rate, 1.1 * rate),
            {"n": 10_000, "rate": rate, "synapse": kind},
            most=most,
        )
        for kind, goals in (("delta", (100, 80, 60, 20)), ("exponential", (300, 40, 15, 5)))
        for rate, goal, most in zip(
            (0.1, 1.0, 3.0, 10.0), goals, (40.0, 20.0, 10.0, 5.0), strict=True
        )
    },
    **{
        f"growth-{n}": Row(
            f"CUBA {n}",
            "cuba",
            "clocked",
            ("Brian2 C++", "NEST"),
            {FASTEST: 1},
            (4.0, 8.0),
            {"n": n},
            most=most,
            least=0.5,
            alike=0.3,
        )
        for n, most in ((1000, 10.0), (16_000, 3.0), (64_000, 1.0))
    },
}
