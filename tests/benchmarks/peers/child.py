"""What the process of every simulator does: build a network once, run it when asked, say what that
cost and how it fired.

A simulator's script calls ``serve(build)``, where ``build(spec, data)`` returns (version, n, run)
and ``run(seconds)`` lets time pass and returns a function that reads the spikes afterwards: (times
in s since this run began, indices[, what else is to be said]). Only ``run`` is timed: user and
system time of the process and its children. Reading the spikes is outside.
"""

from __future__ import annotations

import json
import os
import resource
import sys

import numpy as np


def cpu():
    """Return user and system time of this process and its ended children, s."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def memory():
    """Return what this process holds in memory now, bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def irregularity(times, who, longest):
    """Return the mean CV of the intervals of all neurons with two intervals or more, within the
    first second.
    """
    first = times < min(1.0, longest)
    times, who = times[first], who[first]
    order = np.lexsort((times, who))
    trains = np.split(times[order], np.flatnonzero(np.diff(who[order])) + 1)
    values = [np.std(gaps) / np.mean(gaps) for train in trains if len(gaps := np.diff(train)) >= 2]
    return float(np.mean(values)) if values else float("nan")


def serve(build):
    """Build, then answer every line of standard input, a number of seconds, with a line of JSON."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the simulators print is no answer

    def say(**what):
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    spec, data = json.loads(sys.argv[1]), {}
    if len(sys.argv) > 2:
        data = dict(np.load(sys.argv[2]))
    before, began = memory(), cpu()
    version, n, run = build(spec, data)
    say(version=version, build=cpu() - began, memory=memory() - before)
    for line in sys.stdin:
        seconds, began = float(line), cpu()
        read = run(seconds)
        used = cpu() - began
        times, who, *more = read()
        times, who = np.asarray(times), np.asarray(who)
        answer = {"cpu": used, "seconds": seconds, "memory": memory() - before} | (
            more[0] if more else {}
        )
        seconds = answer["seconds"]  # a compiled program has a time of its own
        cv = (
            irregularity(times, who, seconds)
            if spec["kind"] == "cuba" and spec["variant"] != "roofline"
            else None
        )
        say(**answer, rate=len(times) / n / seconds, cv=cv)
