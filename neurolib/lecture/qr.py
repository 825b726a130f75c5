"""A QR code of an address, so that a phone's camera opens it.

The symbols are those of ISO/IEC 18004:2015, model 2, in byte mode with error correction level M
(15 % of the symbol may be unreadable), in versions 1 to 10: up to 213 bytes, which is longer than
any address that is read from a wall. Section numbers below are those of the standard.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from ..model import ParameterError

# version → codewords of error correction in each block, and how many data codewords each block has
# (7.5.1, table 9, level M)
BLOCKS: dict[int, tuple[int, tuple[int, ...]]] = {
    1: (10, (16,)),
    2: (16, (28,)),
    3: (26, (44,)),
    4: (18, (32,) * 2),
    5: (24, (43,) * 2),
    6: (16, (27,) * 4),
    7: (18, (31,) * 4),
    8: (22, (38,) * 2 + (39,) * 2),
    9: (22, (36,) * 3 + (37,) * 2),
    10: (26, (43,) * 4 + (44,)),
}
# version → rows and columns of the centres of alignment patterns (annex E, table E.1)
ALIGNED: dict[int, tuple[int, ...]] = {
    1: (),
    2: (6, 18),
    3: (6, 22),
    4: (6, 26),
    5: (6, 30),
    6: (6, 34),
    7: (6, 22, 38),
    8: (6, 24, 42),
    9: (6, 26, 46),
    10: (6, 28, 50),
}
LEVEL_M = 0b00  # of the format information (7.9.1, table 12)
PAD = 0xEC, 0x11  # fill what the data leaves of the symbol (7.4.10)
# which modules a mask inverts (7.8.2, table 10)
MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)
FINDER_LIKE = (1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0), (0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1)
Modules = list[list[int]]  # rows of 1 (dark) and 0 (light)


def modules(text: str, mask: int | None = None) -> Modules:
    """Return the rows of the smallest symbol that holds ``text``, 1 for a dark module, without the
    quiet zone of four modules that belongs around it.

    ``mask`` is the number of one of the eight masks; by default the one with the lowest penalty is
    taken (section 7.8.3). :class:`~neurolib.model.ParameterError` is raised for a text that is
    longer than 213 bytes in UTF-8. Used by ``neurolib lecture --hall``.
    """
    data = text.encode()
    version = next((each for each in BLOCKS if len(data) <= capacity(each)), None)
    if version is None:
        raise ParameterError(
            f"The address has {len(data)} bytes; a QR code of version 10 holds at most "
            f"{capacity(10)}. Type a shorter address."
        )
    symbol = Symbol.blank(version)
    symbol.place(interleaved(codewords(data, version), version))
    if mask is None:
        mask = min(range(len(MASKS)), key=lambda each: penalty(symbol.masked(each)))
    return symbol.masked(mask)


def capacity(version: int) -> int:
    """Return how many bytes a version holds in byte mode, beside the mode and the count."""
    return (8 * sum(BLOCKS[version][1]) - 4 - _count_bits(version)) // 8


def _count_bits(version: int) -> int:
    """Return the length of the character count in byte mode (7.4.1, table 3)."""
    return 8 if version < 10 else 16


def codewords(data: bytes, version: int) -> list[int]:
    """Return the data codewords: mode, count, bytes, terminator and padding (7.4.5, 7.4.9 and
    7.4.10).
    """
    bits = f"0100{len(data):0{_count_bits(version)}b}" + "".join(f"{each:08b}" for each in data)
    room = sum(BLOCKS[version][1])
    bits += "0" * min(4, 8 * room - len(bits))
    bits += "0" * (-len(bits) % 8)
    found = [int(bits[k : k + 8], 2) for k in range(0, len(bits), 8)]
    return found + [PAD[k % 2] for k in range(room - len(found))]


def interleaved(data: list[int], version: int) -> list[int]:
    """Return the codewords of all blocks in the order in which they are placed (7.6)."""
    degree, sizes = BLOCKS[version]
    blocks, start = [], 0
    for size in sizes:
        blocks.append(data[start : start + size])
        start += size
    corrections = [correction(block, degree) for block in blocks]
    first = [block[k] for k in range(max(sizes)) for block in blocks if k < len(block)]
    return first + [block[k] for k in range(degree) for block in corrections]


# ---- Reed–Solomon codes over GF(2⁸) -------------------------------------------------------------


def _powers() -> list[int]:
    """Return the powers of 2 in GF(2⁸) modulo x⁸ + x⁴ + x³ + x² + 1 (7.5.2)."""
    found = [1]
    while len(found) < 255:
        double = found[-1] << 1
        found.append(double ^ 0x11D if double > 255 else double)
    return found


EXP = _powers()
LOG = {value: power for power, value in enumerate(EXP)}


def _times(one: int, other: int) -> int:
    return EXP[(LOG[one] + LOG[other]) % 255] if one and other else 0


def _generator(degree: int) -> list[int]:
    """Return the coefficients of (x − 1)(x − 2)…(x − 2^(degree − 1)), without the leading 1 (annex
    A).
    """
    found = [1]
    for power in range(degree):
        longer = found + [0]
        for k, each in enumerate(found):
            longer[k + 1] ^= _times(each, EXP[power])
        found = longer
    return found[1:]


def correction(data: list[int], degree: int) -> list[int]:
    """Return the codewords of error correction: the remainder of the data, as a polynomial, after
    division by the generator (7.5.2).
    """
    generator, rest = _generator(degree), [0] * degree
    for each in data:
        factor = each ^ rest[0]
        rest = [a ^ _times(factor, b) for a, b in zip(rest[1:] + [0], generator, strict=True)]
    return rest


def remainder(value: int, generator: int) -> int:
    """Return the remainder of a binary polynomial, for the BCH codes of annexes C and D."""
    while value.bit_length() >= generator.bit_length():
        value ^= generator << (value.bit_length() - generator.bit_length())
    return value


def format_bits(mask: int) -> int:
    """Return the 15 bits of format information of level M and a mask (7.9.1)."""
    data = LEVEL_M << 3 | mask
    return (data << 10 | remainder(data << 10, 0b10100110111)) ^ 0b101010000010010


def version_bits(version: int) -> int:
    """Return the 18 bits of version information, which versions from 7 on have (7.10)."""
    return version << 12 | remainder(version << 12, 0b1111100100101)


# ---- the symbol ---------------------------------------------------------------------------------


@dataclass
class Symbol:
    """Modules of a version without a mask, and which of them are function patterns."""

    version: int
    dark: Modules
    fixed: list[list[bool]]

    @classmethod
    def blank(cls, version: int) -> Symbol:
        """Return a symbol with its function patterns (6.3)."""
        size = 17 + 4 * version
        symbol = cls(
            version,
            [[0] * size for _ in range(size)],
            [[False] * size for _ in range(size)],
        )
        for k in range(size):  # timing patterns; finder patterns are drawn over their ends
            symbol._fix(6, k, k % 2 == 0)
            symbol._fix(k, 6, k % 2 == 0)
        for row, column in (3, 3), (3, size - 4), (size - 4, 3):
            symbol._square(row, column, 4, light=(2, 4))
        corners = {(6, 6), (6, size - 7), (size - 7, 6)}
        for row in ALIGNED[version]:
            for column in ALIGNED[version]:
                if (row, column) not in corners:
                    symbol._square(row, column, 2, light=(1,))
        symbol._format(0)  # its place is taken before the data is placed
        if version >= 7:
            symbol._version()
        return symbol

    @property
    def size(self) -> int:
        """The number of modules along a side."""
        return len(self.dark)

    def _fix(self, row: int, column: int, dark: bool) -> None:
        self.dark[row][column] = int(dark)
        self.fixed[row][column] = True

    def _square(self, row: int, column: int, radius: int, light: tuple[int, ...]) -> None:
        """Draw rings around a centre; ``light`` are the radii of the light ones."""
        for i in range(row - radius, row + radius + 1):
            for j in range(column - radius, column + radius + 1):
                if 0 <= i < self.size and 0 <= j < self.size:
                    self._fix(i, j, max(abs(i - row), abs(j - column)) not in light)

    def _format(self, mask: int) -> None:
        """Write the format information twice, and the dark module (7.9.1, figure 25)."""
        bits, last = format_bits(mask), self.size - 1
        one = [(8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8)]
        one += [(7, 8), (5, 8), (4, 8), (3, 8), (2, 8), (1, 8), (0, 8)]
        other = [(last - k, 8) for k in range(7)] + [(8, last - 7 + k) for k in range(8)]
        for places in one, other:
            for k, (row, column) in enumerate(places):
                self._fix(row, column, bool(bits >> (14 - k) & 1))
        self._fix(last - 7, 8, True)

    def _version(self) -> None:
        """Write the version information twice (7.10, figures 27 and 28)."""
        bits = version_bits(self.version)
        for k in range(18):
            row, column = k // 3, self.size - 11 + k % 3
            self._fix(row, column, bool(bits >> k & 1))
            self._fix(column, row, bool(bits >> k & 1))

    def place(self, data: list[int]) -> None:
        """Place codewords in columns two modules wide, upwards and downwards in turn, from the
        right (7.7.3).
        """
        bits = (each >> k & 1 for each in data for k in range(7, -1, -1))
        columns = [*range(self.size - 1, 6, -2), *range(5, 0, -2)]
        for turn, right in enumerate(columns):
            rows = range(self.size) if turn % 2 else range(self.size - 1, -1, -1)
            for row in rows:
                for column in right, right - 1:
                    if not self.fixed[row][column]:
                        self.dark[row][column] = next(bits, 0)

    def masked(self, mask: int) -> Modules:
        """Return the modules under a mask, with its format information."""
        self._format(mask)
        inverts = MASKS[mask]
        return [
            [
                value ^ (not fixed and inverts(i, j))
                for j, (value, fixed) in enumerate(zip(values, kept, strict=True))
            ]
            for i, (values, kept) in enumerate(zip(self.dark, self.fixed, strict=True))
        ]


def penalty(rows: Modules) -> int:
    """Return how hard a symbol is to read (7.8.3, table 11)."""
    lines = [*rows, *(list(each) for each in zip(*rows, strict=True))]
    found = 0
    for line in lines:
        run = 0
        for k, each in enumerate(line):
            run = run + 1 if k and each == line[k - 1] else 1
            found += 3 if run == 5 else run > 5  # N1: five of a colour, and each more
        for k in range(len(line) - 10):
            found += 40 * (tuple(line[k : k + 11]) in FINDER_LIKE)  # N3
    for one, other in itertools.pairwise(rows):  # N2: blocks of two by two
        for k in range(len(one) - 1):
            found += 3 * (one[k] == one[k + 1] == other[k] == other[k + 1])
    dark = sum(map(sum, rows)) / len(rows) ** 2
    return found + 10 * int(abs(20 * dark - 10))  # N4: each 5 % away from one half
