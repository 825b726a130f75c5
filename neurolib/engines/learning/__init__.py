"""How synapses learn during a run, on both engines: what a loop calls when a spike arrives at
synapses that learn.

=====================  ================================================================
:mod:`.stdp`           a rule as it is defined, and compiled rules with traces
:mod:`.memories`       compiled rules whose synapses keep more than that: eligibility, transmitter
=====================  ================================================================
"""
