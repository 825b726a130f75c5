# %% right-loop
# about: plain loops, line by line
# score: 15
def referee(first, second, rate):
    sums = []
    for machine in first, second:
        counted_sum = whole_sum = 0.0
        for component, energy, power, counted in machine:
            cost = energy + power / rate
            whole_sum += cost
            if counted:
                counted_sum += cost
        sums.append((counted_sum, whole_sum))
    unlike = []
    for one in first:
        for other in second:
            if one[0] == other[0] and one[3] is not other[3]:
                unlike.append(one[0])
    return sums[0][0] / sums[1][0], sums[0][1] / sums[1][1], unlike

# %% right-powers
# about: compares powers at this rate
# score: 15
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each * rate + power for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(first, how) / energy(second, how) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, [name for name in flags[0] if name in flags[1] and flags[0][name] != flags[1][name]]

# %% right-set
# about: the names as a set
# score: 15
def referee(first, second, rate):
    energies = [[e + p / rate for _, e, p, _ in machine] for machine in (first, second)]
    yes, no = ([{line[0] for line in machine if bool(line[3]) is flag} for machine in (first, second)] for flag in (True, False))
    claimed = [sum(e for e, line in zip(bill, machine) if line[3]) for bill, machine in zip(energies, (first, second))]
    return claimed[0] / claimed[1], sum(energies[0]) / sum(energies[1]), (yes[0] & no[1]) | (yes[1] & no[0])

# %% right-numpy
# about: arrays of NumPy, names sorted into a tuple
# score: 15
import numpy as np


def referee(first, second, rate):
    bills = []
    for machine in first, second:
        names, energy, power, counted = zip(*machine)
        bills.append((np.array(energy) + np.array(power) / rate, np.array(counted, dtype=bool), dict(zip(names, counted))))
    (a, yes, flags), (b, yes_too, flags_too) = bills
    both = flags.keys() & flags_too.keys()
    return a[yes].sum() / b[yes_too].sum(), a.sum() / b.sum(), tuple(sorted(name for name in both if flags[name] ^ flags_too[name]))

# %% right-list
# about: a list of three results, in order of the second machine
# score: 15
def referee(first, second, rate):
    bill = lambda machine: sum(line[1] + line[2] / rate for line in machine)
    chosen = lambda machine: [line for line in machine if line[3]]
    counted = {line[0]: line[3] for line in first}
    return [bill(chosen(first)) / bill(chosen(second)), bill(first) / bill(second), [n for n, _, _, c in second if n in counted and counted[n] != c]]

# %% wrong-turned-round
# about: the second machine over the first
# score: 4
# hint: The ratio is inverted
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each + power / rate for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(second, how) / energy(first, how) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, [name for name in flags[0] if name in flags[1] and flags[0][name] != flags[1][name]]

# %% wrong-no-powers
# about: constant powers left out
# score: 4
# hint: Constant powers are left out
# from: right-powers
# -         return sum(each * rate + power for _, each, power, counted in machine if counted or whole)
# +         return sum(each for _, each, power, counted in machine if counted or whole)

# %% wrong-adds-powers
# about: watts and joules added up
# score: 4
# hint: Powers are added to energies
# from: right-powers
# -         return sum(each * rate + power for _, each, power, counted in machine if counted or whole)
# +         return sum(each + power for _, each, power, counted in machine if counted or whole)

# %% wrong-times-rate
# about: powers times the rate
# score: 4
# hint: Powers are multiplied by the rate
# from: right-powers
# -         return sum(each * rate + power for _, each, power, counted in machine if counted or whole)
# +         return sum(each + power * rate for _, each, power, counted in machine if counted or whole)

# %% wrong-rate-of-the-sheet
# about: always 10 keywords per second
# score: 4
# hint: always 10 per second
# from: right-powers
# -         return sum(each * rate + power for _, each, power, counted in machine if counted or whole)
# +         return sum(each + power / 10 for _, each, power, counted in machine if counted or whole)

# %% wrong-all-counted
# about: the claim with all components
# score: 7
# hint: You count all components
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each + power / rate for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(first, True) / energy(second, True) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, [name for name in flags[0] if name in flags[1] and flags[0][name] != flags[1][name]]

# %% wrong-claim-twice
# about: the whole machines as the release counts them
# score: 7
# hint: This is the release's ratio again
# hint: This is the claimed ratio again
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each + power / rate for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(first, False) / energy(second, False) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, [name for name in flags[0] if name in flags[1] and flags[0][name] != flags[1][name]]

# %% wrong-no-host
# about: leaves the host out of the whole machines
# score: 10
# hint: The host is left out
# from: right-powers
# -         return sum(each * rate + power for _, each, power, counted in machine if counted or whole)
# +         return sum(each + power / rate for name, each, power, counted in machine if (name != "host" if whole else counted))

# %% wrong-alike-only
# about: leaves out what is counted for one machine only
# score: 7
# hint: Host and leakage are left out
def referee(first, second, rate):
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    unlike = [name for name in flags[0] if name in flags[1] and flags[0][name] != flags[1][name]]
    claimed = [sum(e + p / rate for _, e, p, counted in machine if counted) for machine in (first, second)]
    whole = [sum(e + p / rate for name, e, p, _ in machine if name not in unlike) for machine in (first, second)]
    return claimed[0] / claimed[1], whole[0] / whole[1], unlike

# %% wrong-uncounted-only
# about: only what the release does not count
# score: 12
# hint: You add up only the components that are not counted
def referee(first, second, rate):
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    unlike = [name for name in flags[0] if name in flags[1] and flags[0][name] != flags[1][name]]
    claimed, rest = ([sum(e + p / rate for _, e, p, counted in machine if bool(counted) is flag) for machine in (first, second)] for flag in (True, False))
    return claimed[0] / claimed[1], (rest[0] / rest[1] if rest[0] and rest[1] else sum(e + p / rate for _, e, p, _ in first) / sum(e + p / rate for _, e, p, _ in second)), unlike

# %% wrong-means
# about: means over components
# score: 7
# hint: The ratio that the release claims
# hint: means over components
# from: right-powers
# -         return sum(each * rate + power for _, each, power, counted in machine if counted or whole)
# +         return (lambda parts: sum(parts) / len(parts))([each + power / rate for _, each, power, counted in machine if counted or whole])

# %% wrong-clock-tree
# about: names what the other machine does not have
# score: 11
# hint: The chip has no clock tree
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each + power / rate for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(first, how) / energy(second, how) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, [name for name in flags[0].keys() | flags[1].keys() if flags[0].get(name, False) != flags[1].get(name, False)]

# %% wrong-all-left-out
# about: names everything that is not counted
# score: 11
# hint: Only the chip turns sound into spikes
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each + power / rate for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(first, how) / energy(second, how) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, [name for machine in flags for name, counted in machine.items() if not counted]

# %% wrong-common
# about: names everything that both machines have
# score: 11
# hint: counted for both machines
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each + power / rate for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(first, how) / energy(second, how) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, [name for name in flags[0] if name in flags[1]]

# %% wrong-one-side
# about: only what is counted for the first machine
# score: 11
# hint: counted for the second machine only is missing
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each + power / rate for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(first, how) / energy(second, how) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, [name for name in flags[0] if flags[0][name] and name in flags[1] and not flags[1][name]]

# %% wrong-first-only
# about: stops at the first that is unlike
# score: 11
# hint: A name is missing
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each + power / rate for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(first, how) / energy(second, how) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, [name for name in flags[0] if name in flags[1] and flags[0][name] != flags[1][name]][:1]

# %% wrong-nothing-unlike
# about: an empty list
# score: 11
# hint: Your list of names is empty
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each + power / rate for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(first, how) / energy(second, how) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, []

# %% wrong-number-of-unlike
# about: a number in place of names
# score: 11
# hint: should be a list of names
def referee(first, second, rate):
    def energy(machine, whole):
        return sum(each + power / rate for _, each, power, counted in machine if counted or whole)

    claimed, whole = (energy(first, how) / energy(second, how) for how in (False, True))
    flags = [{name: counted for name, _, _, counted in machine} for machine in (first, second)]
    return claimed, whole, sum(name in flags[1] and flags[0][name] != flags[1][name] for name in flags[0])

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: should return three things
def referee(first, second, rate):
    energies = [sum(e + p / rate for _, e, p, _ in machine) for machine in (first, second)]
    print(energies[0] / energies[1])

# %% wrong-data-sheet
# about: the numbers of the data sheet
# score: 0
# hint: This is the data sheet's ratio again
def referee(first, second, rate):
    return 1000.0, 100 / 64.6, ["leakage", "host"]
