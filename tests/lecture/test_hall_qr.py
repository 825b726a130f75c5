"""The QR code against the known answers of ISO/IEC 18004, and read again by a reader that knows
nothing of the writer.
"""

from __future__ import annotations

import pytest

from neurolib.lecture import qr
from neurolib.model import ParameterError


def test_error_correction_of_the_standards_own_example() -> None:
    """ISO/IEC 18004:2015, annex I: the digits 01234567 in version 1-M."""
    data = [0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, *[0xEC, 0x11] * 5]
    expected = [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55]
    assert qr.correction(data, 10) == expected


def test_format_and_version_information_of_the_standards_examples() -> None:
    """ISO/IEC 18004:2015, 7.9.1 (level M, mask 101) and annex D (version 7)."""
    assert qr.format_bits(0b101) == 0b100000011001110
    assert qr.version_bits(7) == 0b000111110010010100


def test_any_two_codes_of_format_and_version_differ_in_as_many_bits_as_the_standard_promises() -> (
    None
):
    """BCH (15, 5) has distance 7 and BCH (18, 6) distance 8."""
    for codes, distance in (
        ([qr.format_bits(mask) for mask in range(8)], 7),
        ([qr.version_bits(version) for version in range(7, 11)], 8),
    ):
        pairs = [(a, b) for k, a in enumerate(codes) for b in codes[:k]]
        assert min((a ^ b).bit_count() for a, b in pairs) >= distance


@pytest.mark.parametrize("version", qr.BLOCKS)
def test_a_symbol_has_as_many_codewords_as_the_standard_gives_its_version(version: int) -> None:
    """Table 1 of the standard: codewords and remainder bits of versions 1 to 10."""
    total = dict(enumerate((26, 44, 70, 100, 134, 172, 196, 242, 292, 346), 1))[version]
    left = 0 if version == 1 else 7 if version <= 6 else 0
    degree, sizes = qr.BLOCKS[version]
    assert sum(sizes) + degree * len(sizes) == total
    free = sum(not each for row in qr.Symbol.blank(version).fixed for each in row)
    assert free == 8 * total + left


def read(rows: qr.Modules) -> str:
    """Read a symbol of level M as a camera's program does, but for error correction."""
    size = len(rows)
    version = (size - 17) // 4
    bits = [rows[8][k] for k in (0, 1, 2, 3, 4, 5, 7, 8)] + [
        rows[k][8] for k in (7, 5, 4, 3, 2, 1, 0)
    ]
    other = [rows[size - 1 - k][8] for k in range(7)] + [rows[8][size - 8 + k] for k in range(8)]
    assert bits == other
    mask = (int("".join(map(str, bits)), 2) ^ 0b101010000010010) >> 10 & 7
    fixed = qr.Symbol.blank(version).fixed
    found, column, up = [], size - 1, True
    while column > 0:
        column -= column == 6
        for row in range(size - 1, -1, -1) if up else range(size):
            for each in column, column - 1:
                if not fixed[row][each]:
                    found.append(rows[row][each] ^ qr.MASKS[mask](row, each))
        column, up = column - 2, not up
    words = [int("".join(map(str, found[k : k + 8])), 2) for k in range(0, len(found) - 7, 8)]
    degree, sizes = qr.BLOCKS[version]
    blocks: list[list[int]] = [[] for _ in sizes]
    at = 0
    for k in range(max(sizes)):
        for block, length in zip(blocks, sizes, strict=True):
            if k < length:
                block.append(words[at])
                at += 1
    for k in range(degree):
        for block in blocks:
            assert qr.correction(block[: len(block) - k], degree)[k] == words[at]
            block.append(words[at])
            at += 1
    data = [each for block, length in zip(blocks, sizes, strict=True) for each in block[:length]]
    text = "".join(f"{each:08b}" for each in data)
    assert text[:4] == "0100"
    wide = 8 if version < 10 else 16
    count = int(text[4 : 4 + wide], 2)
    start = 4 + wide
    return bytes(int(text[k : k + 8], 2) for k in range(start, start + 8 * count, 8)).decode()


@pytest.mark.parametrize("size", [1, 14, 15, 26, 42, 43, 62, 84, 106, 107, 122, 152, 180, 181, 213])
def test_what_is_written_is_read_again(size: int) -> None:
    text = ("http://192.168.1.20:8899/hall/" * 8)[:size]
    assert read(qr.modules(text)) == text


@pytest.mark.parametrize("mask", range(8))
def test_every_mask_is_read_again(mask: int) -> None:
    text = "http://zürich.example:8899/hall"
    assert read(qr.modules(text, mask)) == text


def test_the_mask_with_the_lowest_penalty_is_taken() -> None:
    text = "http://10.0.0.7:8899/hall"
    best = min(qr.penalty(qr.modules(text, mask)) for mask in range(8))
    assert qr.penalty(qr.modules(text)) == best


def test_an_address_that_is_too_long_is_refused() -> None:
    with pytest.raises(ParameterError, match="has 214 bytes; a QR code of version 10 holds"):
        qr.modules("h" * 214)
