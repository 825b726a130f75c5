"""``python -m hostile [WORD …] [--all] [--together]``, in tests/classroom: grade the cases whose names hold one of these words.

One after the other, each in a fresh run, without the dangerous ones unless ``--all`` is said: so that a grader without a
sandbox can be tried too. Prints what is not as it should be; exit code 0 only if nothing is.
"""

from __future__ import annotations

import sys

from .assignment import NAME
from .batch import CLONE, CONTROLS, World
from .handin import CASES, Case


def main(words: list[str]) -> int:
    """Grade, print, return the exit code."""
    sys.path.insert(0, str(CLONE))
    options, names = {word for word in words if word.startswith("--")}, [word for word in words if not word.startswith("--")]
    named = [case for case in CASES if not names or any(name in f"{case.family}-{case.name}" for name in names)]
    chosen = [case for case in named if case.soft or "--all" in options]
    controls = [case for case in CASES if case.who in CONTROLS]
    world = World([*controls, *(case for case in chosen if case not in controls)])
    decoy, bad = world.decoy(), 0
    try:
        if "--together" in options:
            world.grade()
            world.run("neurolib.cli", "feedback", NAME, "--course", str(world.course))
            world.settle()
        for case in world.cases:
            found = [] if "--together" in options else _alone(world, case)
            found += world.findings(case) + ([] if case.who in world.reports else ["no report"])
            bad += bool(found)
            print("BAD " if found else "good", case.who, _summary(world, case), "; ".join(found), sep="\t", flush=True)
        print(f"{bad} of {len(world.cases)} are not as they should be; changed: {world.changed()}; survivors: {world.survivors()}")
    finally:
        decoy.kill()
        decoy.wait()
        world.remove()
    return int(bad > 0)


def _alone(world: World, case: Case) -> list[str]:
    """Grade one case, in a course that no earlier one has touched; return what it changed. Feedback where that is the point."""
    world.plant()
    done = world.grade("--student", case.who, seconds=400)
    if case.who not in world.reports:
        print("    no report:", done.returncode, " ".join(done.stdout.split())[-200:])
    if case.family == "script" and done.returncode >= 0:
        world.run("neurolib.cli", "feedback", NAME, "--course", str(world.course), "--student", case.who, seconds=400)
    if case.late:
        world.settle()
    changed, left = world.changed(), world.survivors()
    return [f"changed {', '.join(changed)}"] * bool(changed) + [f"left {len(left)} processes"] * bool(left)


def _summary(world: World, case: Case) -> str:
    got = world.points(case)
    return f"{'none' if got is None else f'{got[1]:g}'}/{sum(value or 0 for value in case.deserved.values()):g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
