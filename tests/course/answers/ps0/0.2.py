# %% right-dictionary
# about: a dictionary of tuples
# score: 6
def classify(machine):
    table = {
        "A": (1, 0, 0, 0, 2),
        "B": (1, 0, 1, 0, 2),
        "C": (1, 0, 1, 1, 1),
        "D": (1, 1, 0, 0, 0),
        "E": (1, 1, 1, 1, 0),
        "F": (0, 0, 0, 1, 2),
    }
    return table[machine]

# %% right-columns
# about: one string for each number, as lists of yes
# score: 6
def classify(machine):
    yes = ["ABCDE", "DE", "BCE", "CEF"]
    step = {"D": 0, "E": 0, "C": 1}
    return [int(machine in letters) for letters in yes] + [step.get(machine, 2)]

# %% right-branches
# about: goes through the machines one by one
# score: 6
def classify(machine):
    if machine == "A":
        return 1, 0, 0, 0, 2
    elif machine == "B":
        return 1, 0, 1, 0, 2
    elif machine == "C":
        return 1, 0, 1, 1, 1
    elif machine == "D":
        return 1, 1, 0, 0, 0
    elif machine == "E":
        return 1, 1, 1, 1, 0
    else:
        return 0, 0, 0, 1, 2

# %% right-array
# about: returns an array of NumPy
# score: 6
import numpy as np


def classify(machine):
    rows = np.array([[1, 0, 0, 0, 2], [1, 0, 1, 0, 2], [1, 0, 1, 1, 1], [1, 1, 0, 0, 0], [1, 1, 1, 1, 0], [0, 0, 0, 1, 2]])
    return rows["ABCDEF".index(machine)]

# %% right-true-and-false
# about: truth values beside the number of the step
# score: 6
def classify(machine):
    return machine != "F", machine in "DE", machine in "BCE", machine in "CEF", 0 if machine in "DE" else 1 if machine == "C" else 2

# %% wrong-parallel-is-asynchronous
# about: many parts at the same time are taken for asynchronous
# score: 5
# hint: make it parallel rather than asynchronous
# from: right-dictionary
# -         "A": (1, 0, 0, 0, 2),
# +         "A": (1, 1, 0, 0, 2),

# %% wrong-tick-is-sequential
# about: a tick is taken for sequential work
# score: 5
# hint: A common tick does not make a machine sequential
# from: right-dictionary
# -         "B": (1, 0, 1, 0, 2),
# +         "B": (0, 0, 1, 0, 2),

# %% wrong-events-are-asynchronous
# about: event-driven is taken for asynchronous
# score: 4
# hint: event-driven without being asynchronous
# hint: a common step, too
# from: right-dictionary
# -         "B": (1, 0, 1, 0, 2),
# -         "C": (1, 0, 1, 1, 1),
# +         "B": (1, 1, 1, 0, 2),
# +         "C": (1, 1, 1, 1, 1),

# %% wrong-tick-is-not-event-driven
# about: a tick is taken for work without events
# score: 4
# hint: event-driven, although it has a tick
# hint: event-driven, although it works in steps
# from: right-dictionary
# -         "B": (1, 0, 1, 0, 2),
# -         "C": (1, 0, 1, 1, 1),
# +         "B": (1, 0, 0, 0, 2),
# +         "C": (1, 0, 0, 1, 1),

# %% wrong-zeros-left-out
# about: a graphics processor is taken to leave out zeros
# score: 5
# hint: leaves out work for which nothing has arrived
# from: right-dictionary
# -         "A": (1, 0, 0, 0, 2),
# +         "A": (1, 0, 1, 0, 2),

# %% wrong-trained-is-adaptive
# about: a trained network is taken for one that learns
# score: 5
# hint: it does not learn
# from: right-dictionary
# -         "A": (1, 0, 0, 0, 2),
# +         "A": (1, 0, 0, 1, 2),

# %% wrong-weights-are-adaptive
# about: weights are taken for weights that change
# score: 5
# hint: Its spikes use the weights but do not change them
# from: right-dictionary
# -         "B": (1, 0, 1, 0, 2),
# +         "B": (1, 0, 1, 1, 2),

# %% wrong-clocked-is-continuous
# about: fast steps are taken for continuous time
# score: 5
# hint: do not follow the inputs continuously
# from: right-dictionary
# -         "A": (1, 0, 0, 0, 2),
# +         "A": (1, 0, 0, 0, 0),

# %% wrong-clock-waits
# about: a cycle is taken to last until the work is done
# score: 5
# hint: one cycle of its clock
# from: right-dictionary
# -         "A": (1, 0, 0, 0, 2),
# +         "A": (1, 0, 0, 0, 1),

# %% wrong-spikes-are-continuous
# about: spikes are taken for continuous time
# score: 4
# hint: works only in steps
# hint: at whose end they wait
def classify(machine):
    table = {
        "A": (1, 0, 0, 0, 2),
        "B": (1, 0, 1, 0, 0),
        "C": (1, 0, 1, 1, 0),
        "D": (1, 1, 0, 0, 0),
        "E": (1, 1, 1, 1, 0),
        "F": (0, 0, 0, 1, 0),
    }
    return table[machine]

# %% wrong-tick-is-a-barrier
# about: a tick is taken to wait for the cores
# score: 4
# hint: even if all cores are done earlier
# hint: rather than as soon as the last step is done
def classify(machine):
    table = {
        "A": (1, 0, 0, 0, 2),
        "B": (1, 0, 1, 0, 1),
        "C": (1, 0, 1, 1, 1),
        "D": (1, 1, 0, 0, 0),
        "E": (1, 1, 1, 1, 0),
        "F": (0, 0, 0, 1, 1),
    }
    return table[machine]

# %% wrong-program-is-continuous
# about: the equation that is simulated is taken for the machine
# score: 5
# hint: once per millisecond
# from: right-dictionary
# -         "F": (0, 0, 0, 1, 2),
# +         "F": (0, 0, 0, 1, 0),

# %% wrong-retina-in-frames
# about: a retina is taken for a camera with frames
# score: 5
# hint: Machine D has no ticks
# from: right-dictionary
# -         "D": (1, 1, 0, 0, 0),
# +         "D": (1, 1, 0, 0, 2),

# %% wrong-retina-until-done
# about: filters are taken to finish
# score: 5
# hint: Machine D has no steps
# from: right-dictionary
# -         "D": (1, 1, 0, 0, 0),
# +         "D": (1, 1, 0, 0, 1),

# %% wrong-brain-in-ticks
# about: rhythms of a brain are taken for ticks
# score: 5
# hint: A brain has no ticks
# from: right-dictionary
# -         "E": (1, 1, 1, 1, 0),
# +         "E": (1, 1, 1, 1, 2),

# %% wrong-brain-until-done
# about: neurons are taken to wait for each other
# score: 5
# hint: A brain has no steps
# from: right-dictionary
# -         "E": (1, 1, 1, 1, 0),
# +         "E": (1, 1, 1, 1, 1),

# %% wrong-simulated-is-parallel
# about: simulated neurons are taken for parts that work at the same time
# score: 5
# hint: Many simulated neurons do not make a machine parallel
# from: right-dictionary
# -         "F": (0, 0, 0, 1, 2),
# +         "F": (1, 0, 0, 1, 2),

# %% wrong-no-processor-no-parallel
# about: only processors are taken for parallel
# score: 5
# hint: A machine without a processor can be parallel
# from: right-dictionary
# -         "D": (1, 1, 0, 0, 0),
# +         "D": (0, 1, 0, 0, 0),

# %% wrong-slow-is-not-parallel
# about: slow neurons are taken for sequential ones
# score: 5
# hint: although each of them is slow
# from: right-dictionary
# -         "E": (1, 1, 1, 1, 0),
# +         "E": (0, 1, 1, 1, 0),

# %% wrong-simulated-is-asynchronous
# about: simulated spikes are taken for an asynchronous machine
# score: 5
# hint: Spikes in a simulation do not make a machine asynchronous
# from: right-dictionary
# -         "F": (0, 0, 0, 1, 2),
# +         "F": (0, 1, 0, 1, 2),

# %% wrong-brain-has-a-clock
# about: rhythms of a brain are taken for a clock
# score: 5
# hint: A brain has no clock
# from: right-dictionary
# -         "E": (1, 1, 1, 1, 0),
# +         "E": (1, 0, 1, 1, 0),

# %% wrong-clockless-is-event-driven
# about: a machine without a clock is taken for event-driven
# score: 5
# hint: without a clock need not be event-driven
# from: right-dictionary
# -         "D": (1, 1, 0, 0, 0),
# +         "D": (1, 1, 1, 0, 0),

# %% wrong-simulated-is-event-driven
# about: simulated spikes are taken for an event-driven machine
# score: 5
# hint: A simulation of spikes need not be event-driven
# from: right-dictionary
# -         "F": (0, 0, 0, 1, 2),
# +         "F": (0, 0, 1, 1, 2),

# %% wrong-brain-is-always-on
# about: a brain is taken to work all the time
# score: 5
# hint: has work only when a spike arrives
# from: right-dictionary
# -         "E": (1, 1, 1, 1, 0),
# +         "E": (1, 1, 0, 1, 0),

# %% wrong-response-is-learning
# about: a response is taken for learning
# score: 5
# hint: does not learn from it
# from: right-dictionary
# -         "D": (1, 1, 0, 0, 0),
# +         "D": (1, 1, 0, 1, 0),

# %% wrong-brain-is-wired
# about: a brain is taken for fixed
# score: 5
# hint: change with use
# from: right-dictionary
# -         "E": (1, 1, 1, 1, 0),
# +         "E": (1, 1, 1, 0, 0),

# %% wrong-program-is-fixed
# about: a program is taken to be unable to learn
# score: 5
# hint: A sequential machine can be adaptive
# from: right-dictionary
# -         "F": (0, 0, 0, 1, 2),
# +         "F": (0, 0, 0, 0, 2),

# %% wrong-four-numbers
# about: the fifth number is missing
# score: 0
# hint: The number of results for machine A
# from: right-dictionary
# -     return table[machine]
# +     return table[machine][:4]

# %% wrong-always-the-same
# about: all machines are the example
# score: 0
# hint: although one clock drives all of them
def classify(machine):
    return 0, 0, 0, 0, 2

# %% wrong-right-twice
# about: the first two calls alone are answered
# score: 0
# hint: asked for in another order
calls = []


def classify(machine):
    calls.append(machine)
    if len(calls) > 2:
        return 0, 0, 0, 0, 2
    return 1, 0, int(machine == "B"), 0, 2

# %% wrong-whole-table
# about: returns the table itself
# score: 0
# hint: is a dict
# from: right-dictionary
# -     return table[machine]
# +     return table

# %% wrong-words
# about: returns words
# score: 0
# hint: that holds other things than numbers
# from: right-dictionary
# -     return table[machine]
# +     return ["yes" if each else "no" for each in table[machine]]

# %% wrong-small-letters
# about: knows the machines by small letters
# score: 0
# hint: stops with KeyError
# from: right-dictionary
# -     return table[machine]
# +     return {name.lower(): row for name, row in table.items()}[machine]

# %% wrong-printed
# about: prints the numbers and returns nothing
# score: 0
# hint: does your function return its result?
# from: right-dictionary
# -     return table[machine]
# -
# +     print(table[machine])
