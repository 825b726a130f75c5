"""The networks on NEST: grid-based (iaf_psc_exp, aeif_psc_exp, iaf_cond_exp) or precise
(iaf_psc_exp_ps, iaf_psc_delta_ps).
"""

from __future__ import annotations

import nest
import numpy as np
from child import cpu, serve

SPARSE = {
    "C_m": 200.0,
    "tau_m": 20.0,
    "E_L": -70.0,
    "V_th": -50.0,
    "V_reset": -70.0,
    "t_ref": 2.0,
    "V_m": -70.0,
}


def cuba(spec, data):
    """CUBA with the connections, weights (mV of drive, 10 pA each), delays and voltages that are
    given.
    """
    model = {
        "C_m": 200.0,
        "tau_m": 20.0,
        "E_L": -49.0,
        "V_th": -50.0,
        "V_reset": -60.0,
        "t_ref": 5.0,
    }
    name = "iaf_psc_exp_ps" if spec["variant"] == "precise" else "iaf_psc_exp"
    neurons = nest.Create(
        name, len(data["V"]), params={**model, "tau_syn_ex": 5.0, "tau_syn_in": 10.0}
    )
    neurons.V_m = data["V"]
    pre, post = data["pre"].astype(np.int64) + 1, data["post"].astype(np.int64) + 1
    nest.Connect(
        pre, post, "one_to_one", syn_spec={"weight": data["weight"] * 10.0, "delay": data["delay"]}
    )
    return neurons


def coba(spec, data):
    """COBA with the connections, weights (nS, negative for inhibition), delays and voltages that
    are given.
    """
    model = {
        "C_m": 200.0,
        "g_L": 10.0,
        "E_L": -60.0,
        "V_th": -50.0,
        "V_reset": -60.0,
        "t_ref": 5.0,
        "E_ex": 0.0,
        "E_in": -80.0,
        "I_e": 200.0,
    }
    neurons = nest.Create(
        "iaf_cond_exp", len(data["V"]), params={**model, "tau_syn_ex": 5.0, "tau_syn_in": 10.0}
    )
    neurons.V_m = data["V"]
    pre, post = data["pre"].astype(np.int64) + 1, data["post"].astype(np.int64) + 1
    nest.Connect(
        pre, post, "one_to_one", syn_spec={"weight": data["weight"], "delay": data["delay"]}
    )
    return neurons


def adex(spec, data):
    """Uncoupled AdEx neurons, Brette and Gerstner's set, from 500 to 1000 pA."""
    model = {
        "C_m": 281.0,
        "g_L": 30.0,
        "E_L": -70.6,
        "V_th": -50.4,
        "Delta_T": 2.0,
        "a": 4.0,
        "tau_w": 144.0,
        "b": 80.5,
    }
    neurons = nest.Create(
        "aeif_psc_exp",
        spec["n"],
        params={**model, "V_reset": -70.6, "V_peak": 0.0, "t_ref": 0.0, "V_m": -70.6},
    )
    neurons.I_e = np.linspace(500.0, 1000.0, spec["n"]) if spec["n"] > 1 else spec["I"]
    return neurons


def sparse(spec, data):
    """LIF neurons with a Poisson input of their own each, over the threshold, and weak connections;
    always precise.
    """
    delta = spec["synapse"] == "delta"
    model = SPARSE if delta else {**SPARSE, "tau_syn_ex": 5.0}
    neurons = nest.Create(
        "iaf_psc_delta_ps" if delta else "iaf_psc_exp_ps", spec["n"], params=model
    )
    strong, weak = (25.0, 0.05) if delta else (2000.0, 2.0)
    drive = nest.Create("poisson_generator_ps", params={"rate": spec["rate"]})
    nest.Connect(drive, neurons, syn_spec={"weight": strong, "delay": 1.0})
    pre, post = data["pre"].astype(np.int64) + 1, data["post"].astype(np.int64) + 1
    nest.Connect(
        pre,
        post,
        "one_to_one",
        syn_spec={"weight": np.full(len(pre), weak), "delay": np.full(len(pre), 1.0)},
    )
    return neurons


def stdp(spec, data):
    """1000 Poisson inputs on some neurons by stdp_synapse: weights in nS with g_L = 10 nS,
    additive, all pairs.
    """
    model = {
        "C_m": 100.0,
        "g_L": 10.0,
        "E_L": -74.0,
        "E_ex": 0.0,
        "V_th": -54.0,
        "V_reset": -60.0,
        "t_ref": 0.1,
        "tau_syn_ex": 5.0,
    }
    neurons = nest.Create(
        "iaf_cond_exp", spec["n"], params={**model, "V_m": -60.0, "tau_minus": 20.0}
    )
    inputs, drive = (
        nest.Create("parrot_neuron", 1000),
        nest.Create("poisson_generator", params={"rate": 15.0}),
    )
    nest.Connect(drive, inputs)
    rule = {
        "synapse_model": "stdp_synapse",
        "Wmax": 0.1,
        "lambda": 0.01,
        "alpha": 1.05,
        "mu_plus": 0.0,
        "mu_minus": 0.0,
        "tau_plus": 20.0,
    }
    nest.Connect(
        inputs, neurons, syn_spec={**rule, "weight": nest.random.uniform(0.0, 0.1), "delay": 0.1}
    )
    return neurons


def network(spec, data):
    """Build the network of this kind, ready to run; return its neurons and the recorder of their
    spikes.
    """
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution, nest.rng_seed, nest.local_num_threads = 0.1, 1, 1
    neurons = {"cuba": cuba, "coba": coba, "adex": adex, "sparse": sparse, "stdp": stdp}[
        spec["kind"]
    ](spec, data)
    recorder = nest.Create("spike_recorder")
    nest.Connect(neurons, recorder)
    nest.Prepare()
    return neurons, recorder


def build(spec, data):
    """Return what runs the network: on from where the last run ended, or anew where neurons adapt
    or weights learn.
    """
    made = [network(spec, data)]

    def run(seconds):
        if spec["kind"] in ("adex", "stdp"):
            nest.Cleanup()
            made[0] = network(spec, data)
        (neurons, recorder), start = made[0], nest.biological_time
        first_event, began = recorder.n_events, cpu()
        nest.Run(round(seconds * 1e4) / 10)
        more = {"cpu": cpu() - began}

        def read():
            events = recorder.events
            if spec["kind"] == "stdp":
                more["weights"] = (
                    np.array(
                        nest.GetConnections(target=neurons, synapse_model="stdp_synapse").weight
                    )
                    / 0.1
                ).tolist()
            return (
                (events["times"][first_event:] - start) / 1e3,
                events["senders"][first_event:] - int(neurons[0].global_id),
                more,
            )

        return read

    return nest.__version__, spec["n"], run


if __name__ == "__main__":
    serve(build)
