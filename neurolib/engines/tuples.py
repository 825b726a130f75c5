"""The state of a neuron as a tuple, for 1 to 4 variables: Numba cannot build a tuple of general length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MOST = 4


def shift(y, h, d):  # type: ignore[no-untyped-def]
    """Return y + h d, of any length: for the plain path."""
    return tuple(a + h * b for a, b in zip(y, d, strict=True))


def _shift1(y, h, d):  # type: ignore[no-untyped-def]
    return (y[0] + h * d[0],)


def _shift2(y, h, d):  # type: ignore[no-untyped-def]
    return (y[0] + h * d[0], y[1] + h * d[1])


def _shift3(y, h, d):  # type: ignore[no-untyped-def]
    return (y[0] + h * d[0], y[1] + h * d[1], y[2] + h * d[2])


def _shift4(y, h, d):  # type: ignore[no-untyped-def]
    return (y[0] + h * d[0], y[1] + h * d[1], y[2] + h * d[2], y[3] + h * d[3])


def _rows1(flat, at, n, size):  # type: ignore[no-untyped-def]
    return (flat[at : at + size],)


def _rows2(flat, at, n, size):  # type: ignore[no-untyped-def]
    return flat[at : at + size], flat[at + n : at + n + size]


def _rows3(flat, at, n, size):  # type: ignore[no-untyped-def]
    return flat[at : at + size], flat[at + n : at + n + size], flat[at + 2 * n : at + 2 * n + size]


def _rows4(flat, at, n, size):  # type: ignore[no-untyped-def]
    return flat[at : at + size], flat[at + n : at + n + size], flat[at + 2 * n : at + 2 * n + size], flat[at + 3 * n : at + 3 * n + size]


def _gather1(rows, i):  # type: ignore[no-untyped-def]
    return (rows[0][i],)


def _gather2(rows, i):  # type: ignore[no-untyped-def]
    return rows[0][i], rows[1][i]


def _gather3(rows, i):  # type: ignore[no-untyped-def]
    return rows[0][i], rows[1][i], rows[2][i]


def _gather4(rows, i):  # type: ignore[no-untyped-def]
    return rows[0][i], rows[1][i], rows[2][i], rows[3][i]


def _scatter1(rows, i, y):  # type: ignore[no-untyped-def]
    rows[0][i] = y[0]


def _scatter2(rows, i, y):  # type: ignore[no-untyped-def]
    rows[0][i], rows[1][i] = y[0], y[1]


def _scatter3(rows, i, y):  # type: ignore[no-untyped-def]
    rows[0][i], rows[1][i], rows[2][i] = y[0], y[1], y[2]


def _scatter4(rows, i, y):  # type: ignore[no-untyped-def]
    rows[0][i], rows[1][i], rows[2][i], rows[3][i] = y[0], y[1], y[2], y[3]


def of(size: int) -> dict[str, Callable[..., Any]]:
    """Return ``shift``, ``rows``, ``gather`` and ``scatter`` for a state of ``size`` variables."""
    return {name: globals()[f"_{name}{size}"] for name in ("shift", "rows", "gather", "scatter")}
