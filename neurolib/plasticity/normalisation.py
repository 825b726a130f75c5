"""Weight normalisation: every neuron's incoming weights are scaled to one sum, so that inputs
compete.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import EDGE, ParameterError


def normalised(w: Any, targets: Any, total: float, largest: float | None = None) -> np.ndarray:
    r"""Return the weights ``w`` of synapses onto the ``targets`` (indices), scaled such that those
    onto each target sum up to ``total``.

    .. math::

        w_{ij} \leftarrow w_{ij}\, \frac{W}{\sum_k w_{kj}} \tag{1}

    A weight that would pass ``largest`` stays there, and the others of its target make up for it. A
    target whose weights are all 0 keeps them. All are of one unit and one sign. Raises
    :class:`ParameterError` where ``total`` is more than the weights of a target can be together.
    After C. von der Malsburg, Kybernetik 14:85 (1973), doi:10.1007/BF00288907.
    """
    w, targets = np.array(w, dtype=float), np.asarray(targets, dtype=np.int64)
    posts = int(targets.max(initial=-1)) + 1
    if largest is not None:
        room = abs(largest) * np.bincount(targets, weights=w != 0, minlength=posts)
        short = np.flatnonzero((room > 0) & (room * (1 + EDGE) < abs(total)))
        if short.size:
            j = int(short[0])
            raise ParameterError(
                f"normalise's total is {total:.3g}, and the weights of target {j} are "
                f"at most {room[j]:.3g} together; expected a total "
                "up to that, or a larger w_max."
            )
    free = w != 0
    for _ in range(len(w) + 1):
        fixed = np.bincount(targets[~free], weights=w[~free], minlength=posts)
        sums = np.bincount(targets[free], weights=w[free], minlength=posts)
        factor = np.divide(total - fixed, sums, out=np.ones(posts), where=sums != 0)
        w[free] *= factor[targets[free]]  # (1)
        over = free & (np.abs(w) > abs(largest)) if largest is not None else np.zeros(0, dtype=bool)
        if not over.any():
            break
        w[over] = largest
        free &= ~over
    return w
