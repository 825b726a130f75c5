"""What the course adds to Jupyter's server: an extension that ``bootstrap.settings`` turns on in
the course's environment.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from neurolib.saved_widgets import keep, opened

LOOK = Path(__file__).parent / "look"  # its custom.css keeps lines of text short


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter's server which module the extension is."""
    return [{"module": __name__}]


def _note_what_is_opened(manager: Any) -> None:
    """Call :func:`.opened` with the path of each notebook whose contents the server is asked
    for.
    """
    get = manager.get

    def noted(path: str, content: bool = True, *more: Any, **named: Any) -> Any:
        if content and path.endswith(".ipynb"):
            opened(path)
        return get(path, content, *more, **named)  # a value, or something to wait for

    manager.get = noted


def _load_jupyter_server_extension(app: Any) -> None:
    """Call :func:`.keep` before each save, beside whatever hook a person has set; adapt nbgrader's
    parts, where it is installed.
    """
    app.contents_manager.register_pre_save_hook(keep)
    _note_what_is_opened(app.contents_manager)
    # where JupyterLab, started with --custom-css, looks for custom.css
    places = app.web_app.settings["static_custom_path"]
    # after a person's own folder, before Jupyter's, whose file is empty
    places.insert(len(places) - 1, str(LOOK))
    try:
        validate = importlib.import_module("neurolib.classroom.student.validate")
        assignment_list = importlib.import_module("neurolib.classroom.student.assignment_list")
        formgrader = _formgrader(app)
    except ImportError as error:
        app.log.warning(
            "Validate, Assignment List and Formgrader stay as nbgrader has them: %s", error
        )
    else:
        validate.adapt()
        assignment_list.adapt()
        if formgrader:
            # whichever course is open; the rest of it where that is a course of this kind
            formgrader.guard()


def _formgrader(app: Any) -> Any:
    """Return the module that guards Formgrader, or nothing where Formgrader is off, as for
    students, whose servers it would make larger.
    """
    extensions = getattr(app, "jpserver_extensions", {})
    on = extensions.get("nbgrader.server_extensions.formgrader", True)
    return importlib.import_module("neurolib.classroom.grading.formgrader") if on else None
