"""CUBA 4000 for 1 s on Brian2, which draws the connections itself: "cython" or "cpp"."""

import sys

import brian2 as b
from brian2 import ms

if sys.argv[1] == "cpp":
    b.set_device("cpp_standalone", directory=sys.argv[2])
else:
    b.prefs.codegen.target = "cython"
b.defaultclock.dt = 0.1 * ms
model = """dv/dt = (ge + gi - (v - -49*mV)) / (20*ms) : volt (unless refractory)
           dge/dt = -ge / (5*ms) : volt
           dgi/dt = -gi / (10*ms) : volt"""
cells = b.NeuronGroup(
    4000, model, threshold="v > -50*mV", reset="v = -60*mV", refractory=5 * ms, method="exact"
)
cells.v = "-60*mV + rand() * 10*mV"
excitatory = b.Synapses(cells[:3200], cells, on_pre="ge += 1.62*mV", delay=0.1 * ms)
inhibitory = b.Synapses(cells[3200:], cells, on_pre="gi -= 9*mV", delay=0.1 * ms)
excitatory.connect(p=0.02)
inhibitory.connect(p=0.02)
monitor = b.SpikeMonitor(cells)
b.run(1000 * ms)
print(monitor.num_spikes / 4000)
