"""CUBA 4000 for 1 s on NEST, which draws the connections itself."""

import nest

nest.verbosity = nest.VerbosityLevel.ERROR
nest.resolution = 0.1
model = {
    "C_m": 200.0,
    "tau_m": 20.0,
    "E_L": -49.0,
    "V_th": -50.0,
    "V_reset": -60.0,
    "t_ref": 5.0,
    "tau_syn_ex": 5.0,
    "tau_syn_in": 10.0,
}
cells = nest.Create("iaf_psc_exp", 4000, params=model)
cells.V_m = nest.random.uniform(-60.0, -50.0)
recorder = nest.Create("spike_recorder")
for sources, weight in (cells[:3200], 16.2), (cells[3200:], -90.0):
    nest.Connect(
        sources, cells, {"rule": "pairwise_bernoulli", "p": 0.02}, {"weight": weight, "delay": 0.1}
    )
nest.Connect(cells, recorder)
nest.Simulate(1000.0)
print(recorder.n_events / 4000)
