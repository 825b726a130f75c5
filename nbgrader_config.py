"""nbgrader's settings for this course: Formgrader, ``nbgrader …`` and ``neurolib …`` all read them
here.
"""

from pathlib import Path

from neurolib.classroom import secure
from neurolib.classroom.course import exchange

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - the loader's own
root = Path(__file__).resolve().parent
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "neurolib"
c.Exchange.root = str(exchange(root))
secure(c)
