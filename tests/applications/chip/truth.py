"""Looks for the hidden values of a chip in whatever leaves Python."""

from __future__ import annotations

import base64
import binascii
import re

import numpy as np


def betrayed(text, chip):
    """Return which hidden values of a chip are in a text: as digits, in any unit, or as bytes, in
    Base64 too.
    """
    digits = set()
    for number in re.findall(r"(?<![\w+/=#.])\d[\d.]*(?![\w+/=])", text):
        bare = number.replace(".", "").lstrip("0")
        digits |= {bare[:6]} if len(bare) >= 6 else set()
    found = [
        f"{name} {value:.6g}"
        for name, values in hidden(chip).items()
        for value in np.abs(np.ravel(values).astype(float))
        if value and (f"{value:.9e}".replace(".", "")[:6] in digits or f"{value:.17g}" in text)
    ]
    blobs = [text.encode()]
    for each in re.findall(r"[A-Za-z0-9+/]{40,}={0,2}", text):
        try:
            blobs.append(base64.b64decode(each + "=" * (-len(each) % 4), validate=False))
        except binascii.Error:
            continue
    for name, values in hidden(chip).items():
        for kind in np.float64, np.float32, np.int64, np.int8:
            with np.errstate(all="ignore"):
                start = np.ravel(values).astype(kind)[:64].tobytes()
            if len(set(start)) > 4 and any(start in blob for blob in blobs):
                found.append(f"{name} as {kind.__name__}")
    stuck = np.ravel(chip.stuck)
    for kind in np.int8, np.int64, bool:
        if any((stuck.astype(kind)).tobytes()[:512] in blob for blob in blobs):
            found.append(f"stuck as {kind.__name__}")
    return found


def hidden(chip):
    """Return all hidden values of a chip by their names."""
    return {
        "rheobase": [each.rheobase for each in chip.neurons],
        "tau": [each.tau for each in chip.neurons],
        "t_ref": [each.t_ref for each in chip.neurons],
        "threshold": [each.V_T for each in chip.neurons],
        "gain": chip.gain,
        "offset": chip.offset,
        "nu": [chip.nu],
        "temperature": [chip.T],
        "factor": chip._cells.factor,
        # a stuck cell has 1 or 25 µS, which the course says of every chip
        "conductance": chip.conductances()[chip.stuck == 0],
    }
