"""Prices of a crossbar of conductances: what its cells take while they are read, and what turning a current into bits takes."""

from __future__ import annotations

from ..model import Quantity
from ..units import S, V, fJ, nS, ns, pJ, s, uS
from .prices import Price

CONDUCTANCE = Quantity("uS", "conductance of a cell", 0.0, 1 * S, (1 * nS, 100 * uS))
READ_VOLTAGE = Quantity("V", "read voltage", -10 * V, 10 * V, (0.05 * V, 0.5 * V))
READ_TIME = Quantity("ns", "length of a read", 0.0, 1 * s, (1 * ns, 1000 * ns))
BITS = Quantity("", "bits of a converter", 1.0, 24.0, (4.0, 12.0))
MERIT = Quantity("fJ", "energy of one conversion step", 0.0, 1000 * pJ, (1 * fJ, 100 * fJ))


def cell_read(G: float, V: float, t: float) -> Price:
    r"""Return the price of reading one cell: a conductance G (S) under a voltage V (V) for a time t (s).

    .. math::

        E = V^2 G\, t \tag{1}
    """
    G, V, t = (
        q.number(value, f"cell_read's {name}") for q, value, name in ((CONDUCTANCE, G, "G"), (READ_VOLTAGE, V, "V"), (READ_TIME, t, "t"))
    )
    what = "One cell of a crossbar during one read, Joule heat in the cell alone: wires, drivers and amplifiers come on top."
    return Price("cell read", V**2 * G * t, what, "Ohm's law.", "assumed")  # (1)


def conversion(bits: int, merit: float = 50 * fJ) -> Price:
    r"""Return the price of turning one column current into ``bits`` bits, by Walden's figure of ``merit`` (J for one step).

    .. math::

        E = F \cdot 2^b \tag{2}

    50 fJ a step is a teaching choice. Source: R. H. Walden (1999), doi:10.1109/49.761034.
    """
    b = BITS.number(bits, "conversion's bits")
    F = MERIT.number(merit, "conversion's merit")
    return Price(
        "conversion", F * 2.0**b, "One analogue value turned into bits.", "R. H. Walden (1999), doi:10.1109/49.761034.", "assumed"
    )  # (2)
