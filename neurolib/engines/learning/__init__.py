"""How synapses learn during a run, on both engines: what a loop calls when a spike arrives at
synapses that learn.

=====================  ================================================================
:mod:`.learning`       what a loop asks of synapses that learn; by their own learners, or compiled
                       with traces
:mod:`.memories`       compiled rules whose synapses keep more than that: eligibility, transmitter
:mod:`.states`         recorded states of synapses, computed after the run
=====================  ================================================================
"""
