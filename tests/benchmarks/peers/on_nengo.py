"""CUBA on Nengo: its own LIF neurons with sparse connections between them, voltages scaled so that
V_R is 0 and V_T is 1.
"""

from __future__ import annotations

import nengo
import numpy as np
import scipy.sparse
from child import serve


def build(spec, data):
    """Build the given network: a drive of w mV is w/10 of the distance V_R to V_T, and E_L lies at
    1.1.
    """
    n, tau = len(data["V"]), {True: 0.005, False: 0.010}
    with nengo.Network(seed=1) as model:
        start = nengo.dists.Uniform(0, 1)
        lif = nengo.LIF(
            tau_rc=0.02, tau_ref=0.005, min_voltage=-1e3, initial_state={"voltage": start}
        )
        cells = nengo.Ensemble(n, 1, neuron_type=lif, gain=np.ones(n), bias=np.full(n, 1.1)).neurons
        for excitatory in True, False:
            own = (data["weight"] > 0) == excitatory
            values = data["weight"][own] / 10.0 * tau[excitatory]
            weights = scipy.sparse.csr_matrix(
                (values, (data["post"][own], data["pre"][own])), (n, n)
            )
            nengo.Connection(
                cells,
                cells,
                transform=nengo.Sparse((n, n), init=weights),
                synapse=nengo.Lowpass(tau[excitatory]),
            )
        probe = nengo.Probe(cells, "output")  # spikes
    simulator = nengo.Simulator(model, dt=1e-4, progress_bar=False)

    def run(seconds):
        simulator.clear_probes()
        simulator.run(seconds)

        def read():
            tick, who = np.nonzero(simulator.data[probe])
            return tick * 1e-4, who

        return read

    return nengo.__version__, n, run


if __name__ == "__main__":
    serve(build)
