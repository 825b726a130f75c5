"""The command ``neurolib``: one short function per subcommand, heavy imports inside them.

Exit codes: 0 success; 1 a check or a test failed; 2 the arguments were not understood; 3 something
on the machine is missing (the sentence says what to do). ``neurolib test`` passes on pytest's own
codes.
"""

import importlib.util
import inspect
import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

try:
    import typer
except (
    ModuleNotFoundError
):  # the library alone: its version can be asked for, and what the commands need
    from neurolib.bootstrap import main as library

    sys.exit(library(sys.argv[1:]))

from neurolib import bootstrap
from neurolib.bootstrap import Stop
from neurolib.hints import WHOLE

if TYPE_CHECKING:
    from neurolib.classroom.reports.report import Report

app = typer.Typer(
    help="A course in neuromorphic computing and its library. The default is lab.",
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
HAS_SOLUTIONS = (bootstrap.ROOT / "solutions").is_dir()  # an edition for students has none
STUDY, TEACH, CARE = "To study", "To teach", "The machine"


@app.command(rich_help_panel=STUDY)
def lab(
    browser: Annotated[
        bool,
        typer.Option(
            "--browser/--no-browser", help="Open the page in a browser, or only print its address."
        ),
    ] = True,
    port: Annotated[
        int | None,
        typer.Option(help="Port of JupyterLab. Default: the first free port from 8888 on."),
    ] = None,
    teacher: Annotated[
        bool,
        typer.Option(
            "--teacher", help="Open the whole clone with Formgrader, instead of the working copy."
        ),
    ] = False,
) -> None:
    """Update your working copy and open JupyterLab at the map."""
    from neurolib.lab import serve

    serve(browser, port, teacher)


Assignment = Annotated[str, typer.Argument(help="Name of a problem set, as in ps2-spikes.")]
MANY = 40  # lines of a table; of more submissions only those with a remark are shown
Teachers = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help="Folder of the course, if not here.")
]


@app.command(
    rich_help_panel=STUDY,
    short_help="Run the visible tests of your notebook and explain each result.",
)
def check(
    notebook: Annotated[
        Path, typer.Argument(help="Problem set, for example ps2-spikes, or the path of a notebook.")
    ],
    formula: Annotated[
        bool, typer.Option("--formula", help="Show each hint in full, with the formula.")
    ] = False,
) -> None:
    """Run the visible tests of a notebook in a new kernel and report for each test whether it
    passes or what is wrong.

    When a test fails for the first time, its message shows where to look. When it fails again for a
    changed answer, the message names the probable mistake. The exit code is 0 only if all visible
    tests pass.
    """
    with _classroom():
        from neurolib.classroom.reports.outcomes import EMPTY, remarks, table
        from neurolib.classroom.student.check import check

        os.environ.update({WHOLE: "1"} if formula else {})  # the kernel's too
        found = check(notebook)
    visible = [outcome for outcome in found if not outcome.hidden]
    _table(
        ["test", "points", ""],
        [[row.title, _points(row.points, row.max), row.sentence] for row in table(found)],
    )
    for sentence in remarks(found):
        typer.echo(sentence)
    wrong = [
        outcome.message for outcome in visible if outcome.message and EMPTY not in outcome.message
    ]
    if wrong and not formula:
        nudges = all(message.startswith("Look at ") for message in wrong)
        how = f"For the formula, run neurolib check {notebook} --formula"
        typer.echo(
            "If your next answer fails too, its test names the probable mistake." if nudges else how
        )
    raise typer.Exit(0 if all(outcome.right for outcome in visible if not outcome.by_person) else 1)


@app.command(rich_help_panel=STUDY, short_help="Hand in a problem set. Your last hand-in counts.")
def submit(
    assignment: Assignment,
    student: Annotated[
        str | None, typer.Option(metavar="ID", help="Your name: NEUROLIB_STUDENT, or your login.")
    ] = None,
    file: Annotated[bool, typer.Option("--file", help="Write a file to upload.")] = False,
    guesses: Annotated[
        bool, typer.Option("--guesses", help="With your guesses in the chapter.")
    ] = False,
) -> None:
    """Hand in exercises/ASSIGNMENT of your working copy. You can hand in as often as you like; your
    last hand-in counts.

    With --file, it becomes a file that you upload, where your class hands in through Moodle, Canvas
    or the like. With --guesses, your guesses go with it, and the class sees how many guessed what,
    without names.
    """
    with _classroom():
        from neurolib.classroom.student.student import submit

        typer.echo(submit(assignment, student, file=file, guesses=guesses))


@app.command(
    rich_help_panel=STUDY, short_help="A notebook of yours as one page whose live figures move."
)
def page(
    notebook: Annotated[
        Path, typer.Argument(metavar="NOTEBOOK", help="A notebook that calls explore(…).")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Default: its name with .html, beside it."),
    ] = None,
) -> None:
    """Run a notebook and write it as one file of HTML: text, formulas, code and figures, without
    Python and without another host.

    A live figure that is a Chart computes in the page, at every stop of its sliders; any other one
    moves between recorded pictures. Exit code 1: the notebook does not run, or shows no live
    figure. 2: there is no such notebook, or the file is not to be overwritten.
    """
    try:
        from neurolib.site import single
    except ModuleNotFoundError as missing:
        raise Stop(
            f"neurolib page needs the package {missing.name}. Type "
            'python -m pip install "neurolib-course[page]"'
        ) from None
    target = out or notebook.with_suffix(".html")
    try:
        with _progress() as show:
            made = single.write(notebook.resolve(), target.resolve(), show)
    except OSError as error:
        if not error.filename:
            raise
        raise Stop(f"{error.strerror}: {error.filename}") from error
    for each in made.figures:
        typer.echo(
            f"Cell [{each.cell}]: computed in the page, {_weight(each.size)}."
            if not each.why
            else f"Cell [{each.cell}]: a record of {each.frames} pictures, {_weight(each.size)}. "
            f"{each.why}"
        )
    for remark in made.remarks:
        typer.echo(remark)
    figures = "1 live figure" if len(made.figures) == 1 else f"{len(made.figures)} live figures"
    typer.echo(
        f"{target}: {figures}, {made.computing} of them computed in the page, "
        f"{_weight(made.size)} in one file."
    )


def _weight(size: int) -> str:
    """Return bytes as a person reads them."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


@app.command(
    rich_help_panel=STUDY, short_help="What a network of a NIR file costs, on every price list."
)
def bill(
    model: Annotated[
        Path, typer.Argument(metavar="MODEL.nir", help="A network as nir.write writes it.")
    ],
    events: Annotated[
        Path | None,
        typer.Option(
            "--input", metavar="EVENTS.npz", help="Its input: arrays times (s) and indices."
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(metavar="HZ", help="Instead, Poisson spikes of each input."),
    ] = None,
    duration: Annotated[
        float | None,
        typer.Option("--time", metavar="S", help="Length of the run, if not of the input."),
    ] = None,
    dt: Annotated[float, typer.Option(metavar="S", help="Step, least delay.")] = 1e-4,
    area: Annotated[
        float | None, typer.Option(metavar="S", help="Area of a spike, 1 or a time step.")
    ] = None,
    engine: Annotated[str, typer.Option(metavar="NAME", help="clocked, or events.")] = "clocked",
    price: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=J", help="Price for lists without: 'clock tick=0'."),
    ] = None,
    passes: Annotated[
        int, typer.Option(metavar="N", help="Windows, a pass of numbers each.", show_default=False)
    ] = 1,
    node: Annotated[int, typer.Option("--nm", metavar="N", help="CMOS of layers, 45 or 7.")] = 45,
    report: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the numbers as JSON.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the page for a browser.")
    ] = None,
) -> None:
    """Run a network, and show on one page what it costs and what would overturn the verdict. Exit
    code 2: the file cannot be run.
    """
    from neurolib.applications.bills.network_bill import bill_nir, price_of
    from neurolib.applications.bills.nir_area import UnknownArea
    from neurolib.energy import cmos
    from neurolib.units import ParameterError, nm

    if (events is None) == (rate is None):
        which = "no input" if rate is None else "two inputs"
        raise Stop(
            f"neurolib bill has {which}; type --input EVENTS.npz for a file of spikes, or "
            f"--rate 20 "
            f"for Poisson spikes of 20 Hz at every input.",
            2,
        )
    try:
        prices = [price_of(text) for text in price or ()]
        with warnings.catch_warnings(record=True) as remarks:
            warnings.simplefilter("always", UserWarning)
            found = bill_nir(
                model,
                events,
                dt,
                area,
                engine,
                prices=prices,
                passes=passes,
                technology=cmos(node * nm),
                rate=rate,
                duration=duration,
            )
    except UnknownArea as asked:
        raise Stop(str(asked).replace("area=", "--area "), 2) from None
    except ParameterError as refused:
        raise Stop(str(refused), 2) from None
    except ModuleNotFoundError as missing:
        raise Stop(str(missing)) from None
    if report:
        report.write_text(
            json.dumps(found.plain(command=True), indent=2, ensure_ascii=False) + "\n",
            encoding="utf-8",
        )
    if page:
        page.write_text(found.html(command=True), encoding="utf-8")
    typer.echo(found.text(command=True))
    for remark in remarks:
        typer.echo(f"Note: {remark.message}", err=True)


@app.command(rich_help_panel=STUDY)
def reset(
    notebook: Annotated[
        str, typer.Argument(help="Path of a notebook in the working copy, or the end of the path.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before.")] = False,
) -> None:
    """Restore the original of a notebook and keep your version."""
    from neurolib import workspace

    source, target = workspace.find(notebook)
    if not yes and not typer.confirm(
        f"Replace {target.name} by the original? A copy of your version is kept beside it."
    ):
        raise typer.Exit(1)
    copy = workspace.restore(source, target)
    typer.echo(
        f"{target.name} is the original again"
        + (f"; your version is now {copy.name} beside it." if copy else ".")
    )


@app.command(
    rich_help_panel=TEACH,
    short_help="Make exercises/ from solutions/ and put them into the exchange.",
)
def release(
    assignment: Annotated[
        str | None, typer.Argument(help="Problem set, by the name of its folder. Default: all.")
    ] = None,
    edition: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the whole course for students into a new folder."),
    ] = None,
    course: Teachers = None,
) -> None:
    """Make exercises/ASSIGNMENT from solutions/ and put it into the exchange, for students to
    fetch.

    Your solution is graded first, under the secret of your course. A problem set is not released if
    its own solution loses points.

    With --edition, write the course without solutions, tests and hidden tests into a folder that
    you can publish.
    """
    with _classroom():
        import neurolib.classroom.release
        from neurolib.classroom import inventory
        from neurolib.classroom.course import ClassroomError, Course

        home = Course.find(course)
        if edition:
            names = neurolib.classroom.release.edition(home, edition)
            typer.echo(
                f"{edition} contains the course for students, with "
                f"{', '.join(names) or 'no problem set'}."
            )
            return
        if assignment in inventory.WEEKS:
            inventory.write(home, assignment)
        names = [assignment] if assignment else home.assignments()
        said: list[str] = []
        refused: list[str] = []
        with _progress() as show:
            for number, name in enumerate(names):
                show(f"{name}: grading your solution", 3 * number, 3 * len(names))
                try:
                    warnings = neurolib.classroom.release.validate(home, name)
                    show(f"{name}: writing the release", 3 * number + 1, 3 * len(names))
                    folder = neurolib.classroom.release.release(home, name)
                    show(f"{name}: putting it into the exchange", 3 * number + 2, 3 * len(names))
                    there = neurolib.classroom.release.publish(home, name)
                except ClassroomError as error:
                    refused.append(str(error))
                    continue
                said.append(f"{name}: written to {folder}, released in {there}")
                warnings = neurolib.classroom.release.left_out(home, name) + warnings
                said += [f"Warning: {sentence}" for sentence in warnings]
        for sentence in said:
            typer.echo(sentence)
        if refused:
            raise ClassroomError(" ".join(refused))


@app.command(rich_help_panel=TEACH, short_help="Make the folder through which your class hands in.")
def exchange(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="A folder that every student of the class can reach."),
    ],
    course: Teachers = None,
) -> None:
    """Make the exchange of a class in a shared folder, with you as its owner. Run it once, before
    the first student starts.

    Students can read what you release and hand in, but they can neither see nor remove what others
    handed in.
    """
    with _classroom():
        from neurolib.classroom.course import CONFIG, EXCHANGE, Course
        from neurolib.classroom.shared_folder import make

        found = Course.find(course)
        home = make(found, folder)
    typer.echo(f"{home} is ready.")
    if found.exchange != home.parent:
        typer.echo(
            f'In {found.root / CONFIG}, write c.Exchange.root = "{home.parent}" in '
            f"place of the line that begins so. Each command "
            f"then uses this folder, and so does each edition that you publish. Who has "
            f"another copy sets {EXCHANGE} to it."
        )


@app.command(rich_help_panel=TEACH, short_help="Show the due dates, or set that of a problem set.")
def due(
    assignment: Annotated[
        str | None, typer.Argument(help="Problem set, by the name of its folder.")
    ] = None,
    date: Annotated[
        str | None,
        typer.Argument(metavar="DATE", help="As in '2026-11-29 12:00 UTC'; none removes it."),
    ] = None,
    course: Teachers = None,
) -> None:
    """Show all due dates or, with a problem set and a date, set its due date.

    Students see the date when they hand in. Late penalties are computed again at once.
    """
    with _classroom():
        from neurolib.classroom.course import Course
        from neurolib.classroom.grading.late import due_dates, refresh, set_due

        home = Course.find(course)
        if date:
            for sentence in [set_due(home, assignment or "", date), *refresh(home)]:
                typer.echo(sentence)
        else:
            rows = [
                [name, f"{when:%d %B %Y, %H:%M} UTC" if when else "–"]
                for name, when in due_dates(home, assignment).items()
            ]
            _table(["problem set", "due"], rows)


@app.command(
    rich_help_panel=TEACH, short_help="Take in the files that a class uploaded to Moodle or Canvas."
)
def collect(
    assignment: Assignment,
    download: Annotated[
        Path | None,
        typer.Argument(
            metavar="DOWNLOAD", help="The ZIP with all uploads, or the folder of its files."
        ),
    ] = (None),
    fullest: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Let the student's hand-in with most answers count."),
    ] = None,
    course: Teachers = None,
) -> None:
    """Lay the uploads of a class into submitted/, where neurolib grade finds them. The exit code is
    1 if any has no student.

    A student makes the file to upload with neurolib submit SET --file. With --fullest, nothing is
    taken in: if a student's last hand-in answers less than an earlier one, the earlier one counts
    at the next neurolib grade.
    """
    with _classroom():
        from neurolib.classroom.course import ClassroomError, Course
        from neurolib.classroom.intake.files import visible
        from neurolib.classroom.intake.fullest import prefer
        from neurolib.classroom.intake.upload import collect

        if fullest:
            typer.echo(
                f"{visible(prefer(Course.find(course), assignment, fullest))} Continue "
                f"with neurolib grade {assignment}"
            )
            return
        if not download:
            raise ClassroomError(
                "Name the ZIP that your learning management system wrote, or the folder "
                "of its files."
            )
        done, troubles = collect(Course.find(course), assignment, download)
    for line in [*done, *(f"Warning: {trouble}" for trouble in troubles)]:
        typer.echo(visible(line))
    typer.echo(
        f"{len(done)} {'student' if len(done) == 1 else 'students'}. Continue with "
        f"neurolib grade {assignment}"
    )
    raise typer.Exit(1 if troubles else 0)


@app.command(rich_help_panel=TEACH, short_help="Collect and grade all new submissions.")
def grade(
    assignment: Assignment,
    course: Teachers = None,
    student: Annotated[
        str | None, typer.Option(metavar="ID", help="Grade the submission of one student only.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Submissions at a time; one per core.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask cluster, as in tcp://host:8786.")
    ] = None,
    trust: Annotated[
        bool, typer.Option("--trust-students", help="Run their code without the sandbox.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Grade all again; a person's points stay.")
    ] = False,
    reports: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the reports as JSON.")
    ] = None,
) -> None:
    """Collect from the exchange, grade what is new, and show every score. The exit code is 0 only
    if every submission got a score.
    """
    with _classroom(), _progress() as show:
        import neurolib.classroom.grading.grade
        from neurolib.classroom.course import Course
        from neurolib.classroom.grading import tables
        from neurolib.classroom.grading.gradebook import without_hand_in
        from neurolib.classroom.grading.late import changes

        def done(n: int, of: int) -> None:
            show(f"grading {assignment}", n, of)

        # before: grading enters every member of a group into the gradebook
        unknown = tables.check(Course.find(course))
        try:
            found = neurolib.classroom.grading.grade.grade(
                Course.find(course), assignment, student, done, workers, scheduler, trust, force
            )
        except KeyboardInterrupt:
            raise Stop(
                f"Stopped. Finished grades are kept, and neurolib grade {assignment} "
                f"continues with the rest.",
                130,
            ) from None
        unknown += without_hand_in(Course.find(course), assignment)
    _show_scores(assignment, found)
    for sentence in [*changes({report.student: report.elsewhere for report in found}), *unknown]:
        typer.echo(f"Warning: {sentence}")
    missing = sum(bool(report.error) for report in found)
    if not found:
        typer.echo(f"Nobody has submitted {assignment} yet.")
    elif len(found) > MANY or missing:
        typer.echo(
            f"{len(found) - missing} of {len(found)} submissions of {assignment} have a grade."
        )
    if reports:
        with _classroom():
            _write_json(reports, [report.plain() for report in found])
    raise typer.Exit(1 if missing else 0)


@app.command(rich_help_panel=TEACH, short_help="Points and comments by a person, from a table.")
def mark(
    assignment: Assignment,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="MARKS.csv", help="A table: student, part, points, comment."),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(metavar="MARKS.csv", help="Write such a table, with the students' texts."),
    ] = None,
    course: Teachers = None,
) -> None:
    """Show which texts wait for a person, write them as a table, or read their points and comments
    from one.

    In the table, a line without points changes nothing. If any line is wrong, nothing is written,
    and a sentence names the line.
    """
    with _classroom():
        from neurolib.classroom.course import Course
        from neurolib.classroom.grading.marking import in_doubt, mark, told, waiting, write_table

        home = Course.find(course)
        home.known(assignment)
        if write:
            count = write_table(home, assignment, write)
            typer.echo(
                f"{write} has the texts; {count} of them wait. Fill in the points, then "
                f"run neurolib mark {assignment} {write}"
            )
            return
        if file:
            count = mark(home, assignment, file)
            typer.echo(f"{count} {'text has' if count == 1 else 'texts have'} their points now.")
        for sentence in in_doubt(home, [assignment]):
            typer.echo(f"Warning: {sentence}")
        for each in waiting(home, [assignment]).items():
            typer.echo(told(*each))
            return
        typer.echo(f"No text of {assignment} waits for a person.")


@app.command(
    rich_help_panel=TEACH if HAS_SOLUTIONS else STUDY,
    short_help="Write feedback for graded work; as a student, fetch yours.",
)
def feedback(
    assignment: Assignment,
    course: Teachers = None,
    student: Annotated[
        str | None, typer.Option(metavar="ID", help="Write feedback for one student only.")
    ] = None,
) -> None:
    """Write a page of feedback for every graded submission and put it into the exchange.

    In an edition for students, which contains no solutions, this command fetches your own feedback.
    """
    with _classroom():
        from neurolib.classroom.course import Course
        from neurolib.classroom.grading.gradebook import ungraded
        from neurolib.classroom.grading.late import refresh
        from neurolib.classroom.grading.marking import in_doubt, told, waiting
        from neurolib.classroom.intake.files import visible
        from neurolib.classroom.reports.feedback import write_feedback
        from neurolib.classroom.student.student import fetch_feedback, no_feedback

        troubles, warnings = list[str](), list[str]()
        none = f"There is no feedback on {assignment} yet: first, run neurolib grade {assignment}"
        if course is None and not (bootstrap.ROOT / "solutions").is_dir():
            pages = fetch_feedback(assignment)
            none = no_feedback(assignment)
        else:
            home = Course.find(course)
            home.known(assignment)
            if student:
                none = f"{student} has no grade in {assignment} yet: is the name right?"
            here = f"{assignment}:"  # whose feedback is written now, if it is everybody's
            warnings = [said for said in refresh(home) if student or not said.startswith(here)]
            pages, troubles = write_feedback(home, assignment, student)
            warnings += ungraded(home, assignment)
            warnings += in_doubt(home, [assignment])
            warnings += [told(*each) for each in waiting(home, [assignment]).items()]
    for line in [*map(str, pages), *troubles, *(f"Warning: {sentence}" for sentence in warnings)]:
        typer.echo(visible(line))
    if not pages and not troubles:
        typer.echo(visible(none))
    raise typer.Exit(1 if troubles else 0)


@app.command(rich_help_panel=TEACH, short_help="What a class misunderstood, and how it guessed.")
def report(
    assignment: Annotated[
        str | None, typer.Argument(help="Name of a problem set, as in ps2-spikes.")
    ] = None,
    to: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="For --page; else class-SET.html.")
    ] = None,
    course: Teachers = None,
    page: Annotated[bool, typer.Option("--page", help="Write a page to project, as FILE.")] = False,
    site: Annotated[
        str, typer.Option(metavar="URL", help="Web site to which the page links.")
    ] = "",
    guesses: Annotated[
        bool, typer.Option("--guesses", help="Show how the class guessed in the chapter.")
    ] = False,
    gain: Annotated[
        bool, typer.Option("--gain", help="Show the gain of a class; needs no set.")
    ] = False,
    chips: Annotated[
        Path | None,
        typer.Option("--chips", metavar="FILE", help="Write the wall of all chips as a page."),
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Name the students on the wall of chips.")
    ] = False,
    told: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write the guesses as a page for the class."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write it as JSON: mistakes with names."),
    ] = None,
) -> None:
    """Show how many students met each misconception that a hint names.

    Each of --page, --guesses, --gain and --chips shows something else instead.
    """
    if (to or site) and not page:
        raise typer.BadParameter(
            "A FILE and --site belong to --page, as in neurolib report ps2-spikes --page FILE."
        )
    if page and (guesses or gain or told or file or chips):
        raise typer.BadParameter(
            "--page writes a page of its own; leave out --guesses, --gain, --html, --json and "
            "--chips."
        )
    if names and not chips:
        raise typer.BadParameter("--names is for the wall of chips; add --chips wall.html.")
    if gain:
        if assignment or guesses or told or chips:
            raise typer.BadParameter(
                "--gain compares the two sets of the concept inventory; leave out everything else "
                "but --course and --json."
            )
        _report_gain(course, file)
        return
    if not assignment:
        raise typer.BadParameter("Name a problem set, as in neurolib report ps2-spikes.")
    if page:
        _write_page(assignment, course, to, site)
        return
    if chips:
        _report_chips(assignment, course, chips, names)
        return
    if guesses or told:
        _report_guesses(assignment, course, told, file)
        return
    with _classroom():
        from neurolib.classroom.course import Course
        from neurolib.classroom.reports.misconceptions import survey

        reports, met = survey(Course.find(course), assignment)
    if file:
        plain = [
            {"problem": each.problem, "misconception": each.sentence, "students": each.students}
            for each in met
        ]
        _write_json(file, plain)
    rows = [
        [
            each.problem,
            str(len(each.students)),
            f"{100 * len(each.students) / len(reports):.0f} %",
            each.sentence,
        ]
        for each in met
    ]
    _table(["problem", "students", "share", "misconception"], rows)
    typer.echo(
        f"{len(reports)} {'submission' if len(reports) == 1 else 'submissions'} of "
        f"{assignment} are graded."
    )


def _write_page(assignment: str, course: Path | None, to: Path | None, site: str) -> None:
    """Write the page of a class for a set."""
    with _classroom():
        from neurolib.classroom.course import Course
        from neurolib.classroom.intake.files import visible
        from neurolib.classroom.reports import page

        home = Course.find(course)
        address = page.checked(site) if site else ""
        found = page.found(home, assignment)
        file = to or home.root / f"class-{assignment}.html"
        file.write_text(page.written(found, address), encoding="utf-8")
    for trouble in found.guessed.troubles if found.guessed else ():
        typer.echo(visible(f"Warning: {trouble}"))
    typer.echo(f"Written: {file}")


def _report_guesses(
    assignment: str, course: Path | None, page: Path | None, file: Path | None
) -> None:
    """Show how a class guessed, and write it as a page or as JSON."""
    with _classroom():
        from neurolib.classroom.course import Course
        from neurolib.classroom.intake.files import visible
        from neurolib.classroom.reports import guesses

        found = guesses.survey(Course.find(course), assignment)
        if page:
            page.write_text(guesses.page(found), encoding="utf-8")
        if file:
            _write_json(file, [each.plain() for each in found.guessed])
    _table(
        ["prediction", "found", "guesses", "how"], [guesses.line(each) for each in found.guessed]
    )
    for trouble in found.troubles:
        typer.echo(visible(f"Warning: {trouble}"))
    who = "1 student" if found.students == 1 else f"{found.students} students"
    typer.echo(f"{who} handed in guesses with {assignment}.")


def _report_chips(assignment: str, course: Path | None, page: Path, names: bool) -> None:
    """Write the page with the chips of a class."""
    with _classroom():
        from neurolib.applications.chip.own_chip import drawn
        from neurolib.classroom.course import Course
        from neurolib.classroom.intake.files import visible
        from neurolib.classroom.reports import chips

        def truth(student: str, count: int) -> list[list[float]]:
            return [[n.rheobase, n.tau, n.t_ref] for n in drawn(student).neurons[:count]]

        wall = chips.survey(Course.find(course), assignment, truth)
        page.write_text(chips.page(wall, names), encoding="utf-8")
    for trouble in wall.troubles:
        typer.echo(visible(f"Warning: {trouble}"))
    reports = sum(bool(each.off) for each in wall.chips)
    many = f"{len(wall.chips)} chip{'s' * (len(wall.chips) != 1)}"
    typer.echo(
        f"{many}, {reports} with a report, {'are' if len(wall.chips) != 1 else 'is'} on {page}."
    )


def _report_gain(course: Path | None, file: Path | None) -> None:
    """Collect both sets of the concept inventory, show what the class has learnt, and write it as
    JSON.
    """
    with _classroom():
        from neurolib.classroom.course import Course
        from neurolib.classroom.grading.grade import collect
        from neurolib.classroom.intake.files import visible
        from neurolib.classroom.inventory import AFTER, BEFORE
        from neurolib.classroom.reports import gain
        from neurolib.classroom.reports.guesses import LEAST

        home = Course.find(course)
        for name in {BEFORE, AFTER} & set(home.assignments()):
            collect(home, name)
        found = gain.survey(home)
        if file:
            _write_json(file, found.plain())
    if found.gains:
        _table(
            ["concept", "before", "after", "gain (95 %)", "misconception of the last week"],
            [gain.line(each) for each in found.gains],
        )
    for trouble in found.troubles:
        typer.echo(visible(f"Warning: {trouble}"))
    who = "1 student" if found.students == 1 else f"{found.students} students"
    few = "" if found.gains else f", and fewer than {LEAST} are not shown"
    typer.echo(f"{who} answered both sets{few}.")
    if any(found.only.values()):
        only = " and ".join(f"{count} only {name}" for name, count in found.only.items() if count)
        typer.echo(f"Not counted, because one of the two is missing: {only}.")


def _write_json(file: Path, plain: object) -> None:
    file.write_text(  # a folder's name, which is a student's, need not be text
        json.dumps(plain, indent=2, ensure_ascii=False) + "\n",
        encoding="utf-8",
        errors="backslashreplace",
    )


@app.command(rich_help_panel=TEACH, short_help="Pairs of students whose answers look alike.")
def similar(
    assignment: Assignment,
    course: Teachers = None,
    least: Annotated[
        float,
        typer.Option(
            "--least", metavar="SHARE", min=0, max=1, help="Smallest share of equal pieces."
        ),
    ] = 0.5,
) -> None:
    """Show pairs of students whose answers look alike, without what was handed out, the reference
    solution and what many wrote.

    A large share is a reason to read both answers. It proves nothing: short answers look alike by
    chance.
    """
    with _classroom():
        from neurolib.classroom.course import Course
        from neurolib.classroom.reports.similarity import similar

        found = similar(Course.find(course), assignment, least)
    _table(
        ["student", "student", "share", "answer"],
        [[each.one, each.other, f"{100 * each.share:.0f} %", each.cell] for each in found],
    )
    if not found:
        typer.echo(f"No two answers to {assignment} share {100 * least:.0f} % of their own pieces.")


@app.command(
    rich_help_panel=TEACH,
    short_help="Write all grades as a table for Canvas, Moodle or a spreadsheet.",
)
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The table to write.")],
    form: Annotated[
        str, typer.Option("--format", metavar="NAME", help="csv, canvas or moodle.")
    ] = "csv",
    assignment: Annotated[
        list[str] | None, typer.Option("--assignment", metavar="SET", help="One set of several.")
    ] = None,
    so_far: Annotated[
        bool,
        typer.Option(
            "--so-far", help="Also the points of work of which a person has not marked all."
        ),
    ] = False,
    course: Teachers = None,
) -> None:
    """Write the scores after late penalties: for csv one line for each set and student, else one
    column for each set.
    """
    with _classroom():
        from neurolib.classroom.course import Course
        from neurolib.classroom.grading.gradebook import ungraded
        from neurolib.classroom.grading.late import refresh
        from neurolib.classroom.grading.marking import in_doubt, told, waiting
        from neurolib.classroom.intake.files import visible
        from neurolib.classroom.reports.export import export

        home = Course.find(course)
        warnings = refresh(home)
        count = export(home, form, file, assignment or [], so_far)
        sets = assignment or home.assignments()
        unmarked = waiting(home, sets)
        warnings += [sentence for name in sets for sentence in ungraded(home, name)]
        warnings += in_doubt(home, sets)
    typer.echo(f"{file} has the grades of {count} {'student' if count == 1 else 'students'}.")
    for sentence in [*warnings, *(told(*each) for each in unmarked.items())]:
        typer.echo(visible(f"Warning: {sentence}"))
    if unmarked and form != "csv" and not so_far:
        typer.echo(
            "Their cells are empty in this table; with --so-far they hold the points "
            "that are decided."
        )


@app.command(
    rich_help_panel=STUDY,
    short_help="An overview of your points, from the feedback that you fetched.",
)
def grades() -> None:
    """Show the points of each problem set of your working copy of which you fetched feedback."""
    with _classroom():
        import neurolib.classroom.student.student

        found = neurolib.classroom.student.student.grades()
    _table(
        ["problem set", "points", "handed in", "feedback"], [list(row) for row in found if row[3]]
    )
    if rest := [row[0] for row in found if not row[3]]:
        typer.echo(
            f"No feedback yet: {', '.join(rest)}. To fetch it, run neurolib feedback "
            f"{rest[0] if len(rest) == 1 else 'SET'}"
        )


@app.command(
    rich_help_panel=TEACH, short_help="Build the course as a web site that needs no Python."
)
def site(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder to write the site into.")
    ] = Path("build/site"),
    slides: Annotated[
        bool, typer.Option("--slides", help="Also each chapter as screens for a lecture.")
    ] = False,
    source: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Where the source is; {path} stands for a notebook.",
        ),
    ] = "",
    hub: Annotated[
        str, typer.Option(metavar="URL", help="JupyterHub on which each notebook opens.")
    ] = "",
    address: Annotated[str, typer.Option(metavar="URL", help="Where the site will be.")] = "",
    edition: Annotated[
        bool,
        typer.Option("--edition", help="Lay the students' edition beside it, as a zip."),
    ] = False,
    pdf: Annotated[
        bool,
        typer.Option("--pdf", help="Print the course as a PDF, with Chromium."),
    ] = False,
) -> None:
    """Run all notebooks and write the course as a web site into a folder: pages with live figures,
    problem sets, guide and reference.

    A notebook runs again only if it or the library has changed. Open index.html in the folder, or
    copy the folder to any web server. The exit code is 1 if a link or a number leads nowhere.
    """
    if not bootstrap.is_clone():
        raise Stop(
            "The course is in the clone, not in the installed package: clone it and run "
            "neurolib site there."
        )
    with _classroom(), _progress() as show:
        from neurolib.site.build import build
        from neurolib.site.offers import Offers

        screens = importlib.import_module("neurolib.lecture.slides") if slides else None
        more = (
            {"slides": screens.all_of, "projected": screens.chapters().values()} if screens else {}
        )
        offers = Offers(source, hub, address, edition, pdf)
        code = importlib.import_module("neurolib.lecture.qr").modules if pdf else None
        made = build(out.resolve(), show=show, offered=offers, code=code, **more)
    for fault in [*made["faults"], *made["unknown"]]:
        typer.echo(fault)
    if made["why"]:
        typer.echo(made["why"])
    typer.echo(
        f"{out}: {made['pages']} pages, {made['live']} live figures with "
        f"{made['frames']} recorded pictures, "
        f"{made['bytes'] / 1e6:.0f} MB, in {made['seconds']:.0f} s. Open {out / 'index.html'}"
    )
    typer.echo(
        f"{made['links']} of {made['named']} names of equations, figures, chapters, sections, "
        f"problems and labs are links."
    )
    raise typer.Exit(1 if made["faults"] or made["unknown"] else 0)


@app.command(rich_help_panel=TEACH, short_help="Give a lecture: a chapter as screens for a hall.")
def lecture(
    chapter: Annotated[
        str | None, typer.Argument(help="Its number or name. Default: a list of all.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Default: the first free one from 8899.")] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it, or print it.")
    ] = True,
    hall: Annotated[bool, typer.Option("--hall", help="Let phones answer predictions.")] = False,
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the answers of the hall.")
    ] = None,
) -> None:
    """Serve a chapter as screens: headings, terms, equations and figures to be read from the last
    row, and predictions before the figures that answer them.

    The right arrow or a presenter's remote reveals the next piece; ? shows all keys. Only this
    machine sees the screens. With --hall, phones in its network answer the question that is open;
    their answers are not kept unless you name a file.
    """
    if not bootstrap.is_clone():
        raise Stop(
            "The course is in the clone, not in the installed package: clone it and run "
            "neurolib lecture there."
        )
    if keep and not hall:
        raise Stop("--keep keeps the answers of a hall: type --hall too.")
    with _classroom():
        from neurolib.lecture.serving import serve

        serve(chapter, port, browser, hall, keep, typer.echo, progress=_progress)


# more than processors, since tests wait for pages, kernels and other processes
WORKERS = str((os.cpu_count() or 1) + 2)
# files in the order of tests/conftest.py
SPREAD = ["-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder"]


@app.command(
    rich_help_panel=CARE,
    short_help="Run the tests of the course.",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def test(
    context: typer.Context,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Print the lines that no test reaches.")
    ] = False,
) -> None:
    """Run the test suite, or with --all also the exhaustive tests. Further words go to pytest, for
    example: neurolib test -k lif
    """
    if not (bootstrap.ROOT / "tests").is_dir():
        raise Stop(
            "This edition of the course contains no tests. To test your own work, run "
            "neurolib check NOTEBOOK"
        )
    words = context.args
    spread = (
        [] if any(word.startswith(("-n", "--pdb", "--numprocesses")) for word in words) else SPREAD
    )
    raise typer.Exit((_covered if coverage else _python)("-m", "pytest", *spread, *words))


@app.command(rich_help_panel=CARE, short_help="Report what works on this machine and what to do.")
def doctor() -> None:
    """Report for each thing that the course needs whether it works on this machine, and what to do
    if it does not.
    """
    from neurolib import doctor

    raise typer.Exit(doctor.report())


def _python(*words: str) -> int:
    """Run Python in the clone and return its exit code."""
    return subprocess.call(
        [sys.executable, *words], cwd=bootstrap.ROOT, env=bootstrap.environment()
    )


def _covered(*words: str) -> int:
    """Run Python under coverage, print the lines of the library that were not reached, and return
    its exit code.
    """
    if importlib.util.find_spec("coverage") is None:
        raise Stop(
            f"--coverage needs the package coverage. Run {sys.executable} -m pip "
            f"install coverage, then the same command again."
        )
    _python("-m", "coverage", "erase")
    code = _python("-m", "coverage", "run", *words)
    _python("-m", "coverage", "combine", "--quiet")  # of all the processes that the tests started
    _python("-m", "coverage", "report")
    return code


# --- what they share ------------------------------------------------------------------------------


@contextmanager
def _classroom() -> Iterator[None]:
    """Turn a ClassroomError, or the system's or the database's error, into its sentence and exit
    code 3.
    """
    from neurolib.classroom.course import ClassroomError
    from neurolib.classroom.intake.files import visible

    try:
        yield
    except ClassroomError as error:
        raise Stop(visible(str(error))) from error
    except OSError as error:
        if not error.strerror:
            raise
        said = f"{error.strerror}: {error.filename}" if error.filename else error.strerror
        raise Stop(visible(said)) from error
    except Exception as error:
        from nbgrader.api import InvalidEntry
        from sqlalchemy.exc import SQLAlchemyError

        if not isinstance(
            error, SQLAlchemyError | InvalidEntry
        ):  # what nbgrader makes of the first
            raise
        said = re.sub(r"^\([\w.]+\) ", "", str(getattr(error, "orig", error)).partition("\n")[0])
        raise Stop(visible(f"The gradebook could not be read or written: {said}.")) from error


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show a progress bar. Yield a function to be called with what is being done, the number of
    steps done, and of all steps.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console, words = Console(), TextColumn("{task.description}", markup=False)
    columns = words, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("", visible=False)  # until the number of steps is known
        yield lambda doing, n, of: progress.update(
            task, description=doing, completed=n, total=of, visible=True
        )


def _show_scores(assignment: str, found: "list[Report]") -> None:
    """Print a line for each report, of many only those that say something, and how many points a
    person has yet to give.
    """
    late = [report for report in found if report.late_days.get("used")]
    days = {
        report.student: "{used} used, {left} left".format(**report.late_days) for report in late
    }
    shown = found
    if len(found) > MANY:
        shown = [report for report in found if report.sentence or report in late]
    columns = {
        "student": [report.student for report in shown],
        "score": [_points(report.score, report.decided) for report in shown],
        "to mark": [
            f"{sum(report.waiting.values()):g}" if report.waiting else "" for report in shown
        ],
        "late": [f"−{report.penalty:g}" if report.penalty else "" for report in shown],
        "late days": [days.get(report.student, "") for report in shown],
        "": [report.sentence for report in shown],
    }
    heads = [
        head for head, cells in columns.items() if head in ("student", "score", "") or any(cells)
    ]
    _table(heads, [list(row) for row in zip(*(columns[head] for head in heads), strict=True)])
    unmarked = [report for report in found if report.waiting]
    if unmarked:
        points = sum(sum(report.waiting.values()) for report in unmarked)
        who = f"{len(unmarked)} {'student' if len(unmarked) == 1 else 'students'}"
        typer.echo(f"{points:g} points of {who} wait for a person: see neurolib mark {assignment}")


def _points(points: float | None, most: float | None) -> str:
    return (
        "–"
        if points is None and most is None
        else f"{'?' if points is None else f'{points:g}'} / {most:g}"
    )


def _table(heads: list[str], rows: list[list[str]]) -> None:
    """Print a table of plain text, so that a student's name is no markup and no command to the
    terminal; the last column wraps.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from neurolib.classroom.intake.files import visible

    table = Table(*heads, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    if rows:
        Console(highlight=False).print(table)


def _paragraphs(text: str) -> str:
    """Return a help text whose paragraphs are one line each, which the screen breaks where it
    ends.
    """
    return "\n\n".join(" ".join(each.split()) for each in inspect.cleandoc(text).split("\n\n"))


for _command in app.registered_commands:
    _command.help = _paragraphs(_command.callback.__doc__ or "")


def main() -> None:
    """Run one command; no word at all, or an option in its place, means ``lab``."""
    words = sys.argv[1:]
    if words[:1] == ["--version"]:
        print(bootstrap.version())
        return
    if not words or (words[0].startswith("-") and words[0] not in ("--help", "-h")):
        words = ["lab", *words]
    try:
        if words[0] in ("lab", "test") and not {"--help", "-h"} & set(words):
            _enter(words)
        app(words, prog_name="neurolib")
    except Stop as stop:
        print(stop, file=sys.stderr)
        raise SystemExit(stop.code) from None


def _enter(words: list[str]) -> None:
    """Make sure that the clone's own environment is up to date and that this process runs in it."""
    if not bootstrap.is_clone():
        raise Stop(
            "The course and its tests are in the clone, not in the installed package: "
            "clone it and run python3 -m neurolib there."
        )
    if Path(sys.prefix).resolve() != bootstrap.VENV.resolve():
        raise SystemExit(bootstrap.main(words))
    opens = bootstrap.opens(words)
    bootstrap.ensure(dev=words[0] == "test", warm=not opens)
    if opens and bootstrap.warm_behind():
        print(
            "The functions of the library are compiled in the background. Until that is "
            "done, the first run of each is slower."
        )


if __name__ == "__main__":
    main()
