"""nbgrader's settings in a student's JupyterLab, found through JUPYTER_CONFIG_PATH (see
``student.student_environment``).
"""

import os
from pathlib import Path

from neurolib.classroom.course import EXCHANGE
from neurolib.classroom.student.student import WORK, student_settings

student_settings(get_config(), Path(os.environ[WORK]), Path(os.environ[EXCHANGE]))  # type: ignore[name-defined]  # noqa: F821 - the loader's
