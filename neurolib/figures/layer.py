"""The energy of a layer of a neural network on three machines: with weights from DRAM, with weights
from a memory on the chip, and in place. Used in chapter 0.
"""

from __future__ import annotations

import numpy as np

from ..energy.presets import CMOS_7NM, CMOS_45NM
from ..energy.prices import converting
from ..units import V, fJ, nm, ns, uS

LISTS = CMOS_45NM, CMOS_7NM
MACHINES = "DRAM", "on the chip", "in place"
MEMORIES = "8 kB", "32 kB", "1 MB", "DRAM"
SIZES = 8 * 1024, 32 * 1024, 1024**2  # bytes of those on the chip
# J of one word of 64 bits, from each memory
WORDS = tuple(
    (word.low, word.value, word.high, each["DRAM access"].value)
    for each, word in ((each, each["word read"]) for each in LISTS)
)
# J of a multiplication and of an addition, of 8 and of 32 bits
SHORT, LONG = (
    tuple(tuple(each[f"int{b} {name}"].value for name in ("multiply", "add")) for each in LISTS)
    for b in (8, 32)
)
CELL = (0.2 * V) ** 2 * 12.5 * uS * 100 * ns  # J of reading a device
MERIT = 50 * fJ  # of a converter
WIDE = 0.22  # of a bar, on which there is room for words
TABLES = {"sizes": np.geomspace(16, 2000, 160)}
OUTPUTS = {
    "dram": len(TABLES["sizes"]),  # J, for each size
    "chip": len(TABLES["sizes"]),
    "place": len(TABLES["sizes"]),
    "moved": 3,  # where the parts of each bar end, as shares
    "computed": 3,
    "memory_number": 1,
    "none": 1,  # whether no memory on the chip holds all weights
    "energies": ["dram_energy", "chip_energy", "place_energy"],
    # of each machine and each part: its share, the middle of its bar, and whether words fit there
    "shares": [f"share_{k}" for k in range(9)],
    "middles": [f"middle_{k}" for k in range(9)],
    "wide": [f"wide_{k}" for k in range(9)],
}


def memory(n, bits):
    """Return the number of the smallest memory on the chip that holds n × n weights, or of DRAM."""
    k = 0
    while k < len(SIZES) and n**2 * bits / 8 > SIZES[k]:
        k += 1
    return k


def operation(bits, node):
    """Return the energy in J of one multiplication and one addition: a power law through the
    published 8 and 32 bits.
    """
    which = 1 if node < 26 * nm else 0
    energy = 0.0
    for k in range(2):
        short, long = SHORT[which][k], LONG[which][k]
        energy += short * (bits / 8) ** (np.log(long / short) / np.log(4.0))
    return energy


def parts(machine, n, bits, activity, node):
    """Return the energies in J of moving, computing and converting, for one set of inputs, of a
    machine by its number.
    """
    used = activity * n * n
    if machine == 2:
        return 0.0, used * CELL, n * converting(bits, MERIT)
    words = WORDS[1 if node < 26 * nm else 0]
    fetched = words[3 if machine == 0 else memory(n, bits)]
    return used * bits / 64 * fetched, used * operation(bits, node), 0.0


def energies(
    n, bits, activity, node, sizes,
    dram, chip, place, moved, computed, memory_number, none, energies, shares, middles, wide,
):  # fmt: skip
    """Compute the energies in J of a layer of n inputs and of layers of all ``sizes``."""
    for j in range(len(sizes)):
        for machine, total in ((0, dram), (1, chip), (2, place)):
            moving, computing, converted = parts(machine, sizes[j], bits, activity, node)
            total[j] = moving + computing + converted
    for machine in range(3):
        moving, computing, converted = parts(machine, n, bits, activity, node)
        whole = moving + computing + converted
        energies[machine] = whole
        whole = whole if whole > 0.0 else 1.0  # without an active input all shares are 0
        moved[machine], computed[machine] = moving / whole, (moving + computing) / whole
        first = 3 * machine
        shares[first], shares[first + 1] = moving / whole, computing / whole
        shares[first + 2] = converted / whole
        middles[first], middles[first + 2] = moved[machine] / 2, (computed[machine] + 1) / 2
        middles[first + 1] = (moved[machine] + computed[machine]) / 2
    for k in range(9):
        wide[k] = 1.0 if shares[k] > WIDE else 0.0
    memory_number[0] = memory(n, bits)
    none[0] = 1.0 if memory_number[0] == 3 else 0.0
