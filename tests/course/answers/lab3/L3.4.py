# %% right-isclose
# about: math.isclose
# score: 10
import math
def differences(experiment, control):
    def same(a, b):
        if isinstance(a, str) or isinstance(b, str):
            return a == b
        return math.isclose(a, b, rel_tol=1e-9)
    names = (set(experiment) | set(control)) - {'seed'}
    return sorted(n for n in names if n not in experiment or n not in control or not same(experiment[n], control[n]))


def fair(experiment, control, condition):
    return differences(experiment, control) == [condition]

# %% right-loop
# about: loops over a copy of both
# score: 10
import math
def differences(experiment, control):
    found = []
    for n in list(experiment) + [k for k in control if k not in experiment]:
        if n == 'seed':
            continue
        a, b = experiment.get(n), control.get(n)
        if a is None or b is None or type(a) is str or type(b) is str:
            if a != b:
                found.append(n)
        elif abs(a - b) > 1e-10 * abs(a):
            found.append(n)
    found.sort()
    return found


def fair(experiment, control, condition):
    d = differences(experiment, control)
    return len(d) == 1 and d[0] == condition

# %% wrong-seed
# about: names the seed
# score: 0
# hint: The seed is named
# from: right-isclose
# -     names = (set(experiment) | set(control)) - {'seed'}
# +     names = (set(experiment) | set(control)) - set()

# %% wrong-exact
# about: compares numbers exactly
# score: 5
# hint: Numbers that differ only by rounding are called different
import math
def differences(experiment, control):
    names = (set(experiment) | set(control)) - {'seed'}
    return sorted(n for n in names if experiment.get(n) != control.get(n))


def fair(experiment, control, condition):
    return differences(experiment, control) == [condition]

# %% wrong-absolute-tolerance
# about: an absolute tolerance
# score: 0
# hint: A control that differs in ratio and step has two differences
# from: right-isclose
# -         return math.isclose(a, b, rel_tol=1e-9)
# +         return abs(a - b) < 1e-2

# %% wrong-experiment-only
# about: only the names of the experiment
# score: 5
# hint: A condition that only the control names is missing
# from: right-isclose
# -     names = (set(experiment) | set(control)) - {'seed'}
# +     names = (set(experiment)) - {'seed'}

# %% wrong-common-only
# about: only the names of both
# score: 5
# hint: A condition that only the experiment names is missing
# from: right-isclose
# -     names = (set(experiment) | set(control)) - {'seed'}
# +     names = (set(experiment) & set(control)) - {'seed'}

# %% wrong-words-equal
# about: words are not compared
# score: 5
# hint: Two different words are called equal
# from: right-isclose
# -             return a == b
# +             return True

# %% wrong-contains
# about: the named condition is among the differences
# score: 0
# hint: A control that differs in ratio and step is called fair
# from: right-isclose
# -     return differences(experiment, control) == [condition]
# +     return condition in differences(experiment, control)

# %% wrong-any-one
# about: one difference, whichever
# score: 5
# hint: in another condition than the claim names
# from: right-isclose
# -     return differences(experiment, control) == [condition]
# +     return len(differences(experiment, control)) == 1

# %% wrong-at-most-one
# about: no difference is fair too
# score: 0
# hint: A run that does not differ at all is called a fair control
# from: right-isclose
# -     return differences(experiment, control) == [condition]
# +     return all(n == condition for n in differences(experiment, control))

# %% wrong-unsorted
# about: not sorted
# score: 0
# hint: The names are not in alphabetical order
# from: right-isclose
# -     names = (set(experiment) | set(control)) - {'seed'}
# -     return sorted(n for n in names if n not in experiment or n not in control or not same(experiment[n], control[n]))
# +     names = [n for n in sorted(set(experiment) | set(control), reverse=True) if n != 'seed']
# +     return list(n for n in names if n not in experiment or n not in control or not same(experiment[n], control[n]))

# %% wrong-number
# about: returns how many differ
# score: 0
# hint: Return a list of names
import math
def differences(experiment, control):
    return len([n for n in experiment if n != 'seed' and experiment[n] != control.get(n)])


def fair(experiment, control, condition):
    return differences(experiment, control) == 1

# %% wrong-pops
# about: takes the seed out of the dictionaries
# score: 5
# hint: Your function changes the dictionaries
# from: right-isclose
# - def differences(experiment, control):
# + def differences(experiment, control):
# +     experiment.pop('seed', None)
# +     control.pop('seed', None)

# %% wrong-zero
# about: divides by the value
# score: 5
# hint: ZeroDivisionError
# from: right-isclose
# -         return math.isclose(a, b, rel_tol=1e-9)
# +         return abs(a - b) / abs(a) < 1e-9

# %% wrong-tiny-absolute-tolerance
# about: an absolute tolerance of 1e-9
# score: 5
# hint: Conditions of 100 pF and 200 pF are called equal
import math
def differences(experiment, control):
    def same(a, b):
        if isinstance(a, str) or isinstance(b, str):
            return a == b
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    names = (set(experiment) | set(control)) - {'seed'}
    return sorted(n for n in names if n not in experiment or n not in control or not same(experiment[n], control[n]))


def fair(experiment, control, condition):
    return differences(experiment, control) == [condition]
