r"""An exponential for WebAssembly that rounds as the GNU C library's does.

Browsers have an ``exp`` of their own, which rounds one result in sixteen (Chromium) to the other
neighbour. In an equation that grows exponentially, such as the upswing of AdEx, this last place
grows too. Python computes with the C library, whose method is followed here, with its coefficients:

.. math::

    k = \mathrm{round}(128\,x / \ln 2), \quad r = x - k \ln 2 / 128 \tag{1}
    e^x = 2^{k/128}\,e^r, \quad
    e^r - 1 \approx r + c_2 r^2 + c_3 r^3 + c_4 r^4 + c_5 r^5 \tag{2}

The powers :math:`2^{i/128}` are a table, each with what its rounding leaves out. Processors that
round a product and a sum once (FMA) compute the last sum in this way, and WebAssembly cannot.
Therefore the error of the product is computed, from halves of its factors (Dekker), and added.

Source: S. Nagy, *Optimized Routines*, exp.c (2018), the exponential of the GNU C library from
version 2.28 on; T. J. Dekker, Numerische Mathematik 18:224 (1971), doi:10.1007/BF01397083.
"""

from __future__ import annotations

import re
import struct
from decimal import Decimal, localcontext
from functools import lru_cache

N = 128
COEFFICIENTS = {
    "INVERSE": "0x1.71547652b82fep7",  # N/ln 2
    "HIGH": "-0x1.62e42fefa0000p-8",  # −ln 2/N, of which k times is exact
    "LOW": "-0x1.cf79abc9e3b39p-47",  # and the rest
    "SHIFT": "0x1.8p52",  # a sum with it is rounded to a whole number
    "C2": "0x1.ffffffffffdbdp-2",
    "C3": "0x1.555555555543cp-3",
    "C4": "0x1.55555cf172b91p-5",
    "C5": "0x1.1111167a4d017p-7",
    "HALVES": "0x1.0000002p27",  # a product with it leaves half of the digits
    "-FAR": "-0x1p9",
    "FAR": "0x1p9",  # from here on, Math.exp
}
CODE = """
@powers = internal constant [TWICE x i64] [TABLE]
declare double @exp(double)
define internal double @exponential(double %x) {
  %below = fcmp olt double %x, FAR
  %above = fcmp ogt double %x, -FAR
  %near = and i1 %below, %above
  br i1 %near, label %here, label %elsewhere
elsewhere:
  %theirs = call double @exp(double %x)
  ret double %theirs
here:
  %z = fmul double %x, INVERSE
  %shifted = fadd double %z, SHIFT
  %whole = bitcast double %shifted to i64
  %k = fsub double %shifted, SHIFT
  %k1 = fmul double %k, HIGH
  %k2 = fmul double %k, LOW
  %r1 = fadd double %x, %k1
  %r = fadd double %r1, %k2
  %i64 = and i64 %whole, LAST
  %i = trunc i64 %i64 to i32
  %place = shl i32 %i, 1
  %after = or i32 %place, 1
  %to_tail = getelementptr i64, ptr @powers, i32 %place
  %to_power = getelementptr i64, ptr @powers, i32 %after
  %tail = load double, ptr %to_tail
  %power = load i64, ptr %to_power
  %exponent = shl i64 %whole, UP
  %bits = add i64 %power, %exponent
  %scale = bitcast i64 %bits to double
  %rr = fmul double %r, %r
  %a1 = fmul double %r, C3
  %a = fadd double %a1, C2
  %b1 = fmul double %r, C5
  %b = fadd double %b1, C4
  %t1 = fadd double %tail, %r
  %t2 = fmul double %rr, %a
  %t3 = fadd double %t1, %t2
  %rrrr = fmul double %rr, %rr
  %t4 = fmul double %rrrr, %b
  %t = fadd double %t3, %t4
  %p = fmul double %scale, %t
  %s1 = fmul double %scale, HALVES
  %s2 = fsub double %s1, %scale
  %sh = fsub double %s1, %s2
  %sl = fsub double %scale, %sh
  %u1 = fmul double %t, HALVES
  %u2 = fsub double %u1, %t
  %uh = fsub double %u1, %u2
  %ul = fsub double %t, %uh
  %hh = fmul double %sh, %uh
  %hl = fmul double %sh, %ul
  %lh = fmul double %sl, %uh
  %ll = fmul double %sl, %ul
  %e1 = fsub double %hh, %p
  %e2 = fadd double %e1, %hl
  %e3 = fadd double %e2, %lh
  %e = fadd double %e3, %ll
  %y = fadd double %scale, %p
  %y1 = fsub double %y, %scale
  %y2 = fsub double %p, %y1
  %rest = fadd double %y2, %e
  %result = fadd double %y, %rest
  ret double %result
}
"""
DECLARED = re.compile(r"^declare double @(?:llvm\.exp\.f64|exp|llvm\.fabs\.f64)\(.*$", re.MULTILINE)
CALLED = re.compile(r"@(?:llvm\.exp\.f64|exp)(?=\()")


def in_place(text: str) -> str:
    """Return LLVM code that calls this exponential in place of another one."""
    if not CALLED.search(text):
        return text
    return CALLED.sub("@exponential", DECLARED.sub("", text)) + _code()


@lru_cache(maxsize=1)
def _code() -> str:
    """Return the exponential as LLVM code."""
    text = CODE.replace("TWICE", str(2 * N)).replace("TABLE", ", ".join(_table()))
    text = text.replace("LAST", str(N - 1)).replace("UP", str(53 - N.bit_length()))
    for name, number in COEFFICIENTS.items():
        text = re.sub(rf"(?<![\w-]){name}\b", f"0x{_bits(float.fromhex(number)):016X}", text)
    return text


def _table() -> list[str]:
    """Return for each i the relative error of 2**(i/N) as a number of the machine, and the bits of
    this number, but for those that the exponent will bring.
    """
    found = []
    with localcontext() as context:
        context.prec = 60
        for i in range(N):
            power = Decimal(2) ** (Decimal(i) / N)
            tail = float(power / Decimal(float(power)) - 1)
            own = _bits(float(power)) - (i << 53 - N.bit_length())
            found += [f"i64 {_signed(_bits(tail))}", f"i64 {own}"]
    return found


def _bits(number: float) -> int:
    """Return a number of the machine as 64 bits."""
    bits: int = struct.unpack("<Q", struct.pack("<d", number))[0]
    return bits


def _signed(bits: int) -> int:
    return bits - (bits >> 63 << 64)
