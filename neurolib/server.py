"""What the course adds to Jupyter's server: an extension that ``bootstrap.settings`` turns on in the course's environment."""

from __future__ import annotations

import importlib
from typing import Any

from neurolib.saved_widgets import keep


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter's server which module the extension is."""
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Call :func:`.keep` before each save, beside whatever hook a person has set; adapt nbgrader's parts, where it is installed."""
    app.contents_manager.register_pre_save_hook(keep)
    try:
        validate = importlib.import_module("neurolib.classroom.validate")
        assignment_list = importlib.import_module("neurolib.classroom.assignment_list")
    except ImportError as error:
        app.log.warning("Validate and Assignment List stay as nbgrader has them: %s", error)
    else:
        validate.adapt()
        assignment_list.adapt()
