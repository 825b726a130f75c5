r"""Wire resistance of a crossbar (IR drop): the voltages of all row and column nodes.

Rows are driven at their left end, columns held at 0 V at their foot; each segment of wire between
two neighbouring cells, and between a cell and the edge, has the resistance r. With row node
voltages u and column node voltages w at cell (i, j), Kirchhoff's current law at both nodes is

.. math::

    \frac{2 u_{ij} - u_{i,j-1} - u_{i,j+1}}{r} + G_{ij}\, (u_{ij} - w_{ij}) = 0, \quad u_{i,-1}
        = V_i \tag{1}
    \frac{2 w_{ij} - w_{i-1,j} - w_{i+1,j}}{r} + G_{ij}\, (w_{ij} - u_{ij}) = 0, \quad w_{m,j} = 0
        \tag{2}
    I_j = w_{m-1,j} / r \tag{3}

where a neighbour that does not exist (the right end of a row, the head of a column) and its share
of the sum are left out. The matrix is sparse, symmetric and positive; it is factored once, and each
vector costs one solution. The loss grows about with the square of the size: r = 2 Ω and cells of
100 µS lose 4.4 % at 16 × 16, and 75 % at 128 × 128. Used in chapter 5.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import ParameterError, Quantity, needs
from ..units import Ohm, V, kOhm, nS, uS

SEGMENT = Quantity(
    "Ohm", "resistance of a segment of wire", 1e-9 * Ohm, 1000 * kOhm, (0.1 * Ohm, 10 * Ohm)
)
VOLTAGES = Quantity("V", "voltages of the rows", -1e30, 1e30, (0.1 * V, 1 * V))
CONDUCTANCES = Quantity("uS", "conductances of the cells", 0.0, 1.0, (1 * nS, 100 * uS))


class Wires:
    """An array of conductances ``G`` (S, rows × columns) behind wires of ``r`` ohms a segment; one
    factorisation, many readings.

    Raises :class:`ParameterError` for conductances or a resistance out of range: for r = 0 the
    currents are ``V @ G``.
    """

    def __init__(self, G: Any, r: float) -> None:
        linalg = needs("scipy.sparse.linalg", "A resistance of wires")
        self.G = np.atleast_2d(CONDUCTANCES.array(G, "Wires' G"))
        if self.G.ndim != 2:
            raise ParameterError(f"Wires' G has shape {self.G.shape}; expected (rows, columns).")
        self.r = SEGMENT.number(r, "Wires' r")
        self._lu = linalg.splu(
            self.matrix(),
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True},
        )

    def matrix(self) -> Any:
        """Return the sparse matrix of equations (1) and (2), all row nodes first, in S."""
        import scipy.sparse as sparse

        m, n = self.G.shape
        rows, columns = _chain(n, self.r, driven=0), _chain(m, self.r, driven=m - 1)
        cells = sparse.diags_array(self.G.ravel())
        diagonal = (
            sparse.kron(sparse.eye_array(m), rows) + cells,
            sparse.kron(columns, sparse.eye_array(n)) + cells,
        )
        return sparse.block_array(
            [[diagonal[0], -cells], [-cells, diagonal[1]]], format="csc"
        )  # (1) (2)

    def voltages(self, V: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the voltages u and w of row and column nodes, each (…, rows, columns), for rows
        driven with ``V`` (…, rows).
        """
        m, n = self.G.shape
        V = VOLTAGES.array(V, "Wires' V")
        if not V.ndim or V.shape[-1] != m:
            raise ParameterError(
                f"Wires' V has shape {V.shape}; expected one voltage for each of {m} "
                f"rows, (…, {m})."
            )
        b = np.zeros((V.size // m, 2, m, n))
        b[:, 0, :, 0] = V.reshape(-1, m) / self.r
        nodes = self._lu.solve(b.reshape(len(b), -1).T).T.reshape(*V.shape[:-1], 2, m, n)
        return nodes[..., 0, :, :], nodes[..., 1, :, :]

    def currents(self, V: Any) -> np.ndarray:
        """Return the current of each column in A, (…, columns)."""
        return self.voltages(V)[1][..., -1, :] / self.r  # (3)

    def both(self, V: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the currents of the columns, and those that enter the rows, in A."""
        u, w = self.voltages(V)
        return w[..., -1, :] / self.r, (np.asarray(V) - u[..., 0]) / self.r


def relaxed(G: Any, V: Any, r: Any, u: Any, w: Any, scratch: Any) -> Any:
    """Solve equations (1) for each row with the voltages ``w`` held, then equations (2) for each
    column with ``u`` held; return the largest change at the foot of a column in V.

    Repeated, this comes to the voltages of both without a matrix, as in a page, the faster the
    smaller r G is. ``G``, ``u`` and ``w`` have the shape (rows, columns), and ``scratch`` has room
    for the longer side.
    """
    m, n = G.shape
    most = 0.0
    for i in range(m):
        for j in range(n):
            both = (2.0 if j < n - 1 else 1.0) + r * G[i, j]
            scratch[j] = 1.0 / (both - (scratch[j - 1] if j > 0 else 0.0))
            u[i, j] = scratch[j] * (r * G[i, j] * w[i, j] + (u[i, j - 1] if j > 0 else V[i]))  # (1)
        for j in range(n - 2, -1, -1):
            u[i, j] += scratch[j] * u[i, j + 1]
    for j in range(n):
        foot = w[m - 1, j]
        for i in range(m):
            both = (2.0 if i > 0 else 1.0) + r * G[i, j]
            scratch[i] = 1.0 / (both - (scratch[i - 1] if i > 0 else 0.0))
            w[i, j] = scratch[i] * (r * G[i, j] * u[i, j] + (w[i - 1, j] if i > 0 else 0.0))  # (2)
        for i in range(m - 2, -1, -1):
            w[i, j] += scratch[i] * w[i + 1, j]
        most = max(most, abs(w[m - 1, j] - foot))
    return most


def _chain(n: int, r: float, driven: int) -> Any:
    """Return the matrix of a wire of ``n`` nodes that is tied to a voltage at one end."""
    import scipy.sparse as sparse

    g = np.full(n, 2 / r)
    g[n - 1 - driven] -= 1 / r  # the free end has one neighbour less
    between = np.full(n - 1, -1 / r)
    return (
        sparse.diags_array([between, g, between], offsets=[-1, 0, 1])
        if n > 1
        else sparse.csr_array([[1 / r]])
    )
