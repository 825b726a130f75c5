"""The accuracy on each of five tasks while one is learnt after the other. Used in chapter 8."""

from __future__ import annotations

import numpy as np

TASKS, APART, LOWEST = 5, 6.0, 2.0  # names keep a distance, in percent, and the lowest its place
FACTS = (
    "tasks", "several", "by", "mean", "first", "newest", "name_x",
    *(f"shows_{k}" for k in range(1, TASKS + 1)),
    *(f"name_{k}" for k in range(1, TASKS + 1)),
)  # fmt: skip
LEARNT, SEVERAL, BY, MEAN, FIRST, NEWEST, NAME_X, SHOWS = range(8)
NAMES = SHOWS + TASKS
TABLES = {"after": np.arange(1.0, TASKS + 1)}
OUTPUTS = {**{f"task_{k}": TASKS for k in range(1, TASKS + 1)}, "facts": FACTS}


def filling(learnt, method, R, after, task_1, task_2, task_3, task_4, task_5, facts):
    """Choose the accuracies of a method up to the last task that is learnt, and place the names of
    the tasks beside the ends of their lines.

    ``R`` holds the accuracy in percent of each method after each task, row by row, on each task;
    methods are counted from 1.
    """
    n, lines = int(np.rint(learnt)), (task_1, task_2, task_3, task_4, task_5)
    first = (int(np.rint(method)) - 1) * TASKS * TASKS
    last = first + (n - 1) * TASKS
    for j in range(TASKS):
        for k in range(TASKS):
            lines[j][k] = R[first + k * TASKS + j] if j <= k < n else np.nan
        facts[SHOWS + j] = 1.0 if j < n else 0.0
        facts[MEAN] += R[last + j] / n if j < n else 0.0
    facts[LEARNT], facts[SEVERAL], facts[BY] = n, 1.0 if n > 1 else 0.0, np.rint(method) - 1.0
    facts[FIRST], facts[NEWEST], facts[NAME_X] = R[last], R[last + n - 1], n + 0.08
    place(R[last : last + n], facts[NAMES:])


def place(ends, names):
    """Place names at the ends of lines, from the lowest on, so that they keep their distance; move
    all of them down by as much as they were pushed up on average.
    """
    n = len(ends)
    at, pushed, lowest = -np.inf, 0.0, 0.0
    for rank in range(n):
        for j in range(n):
            before = 0
            for k in range(n):
                before += 1 if ends[k] < ends[j] or (ends[k] == ends[j] and k < j) else 0
            if before == rank:
                at = max(ends[j], at + APART)
                names[j] = at
                pushed += (at - ends[j]) / n
                lowest = at if rank == 0 else lowest
    for j in range(n):
        names[j] -= min(pushed, lowest + LOWEST)
