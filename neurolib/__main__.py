"""``python3 -m neurolib``: look at this Python, then hand over to the set-up. Python 2.7 can read
this file, and says so too.
"""

import os
import sys


def _advice():
    """Return what to do about a Python that is too old or too new: name one that will do, if there
    is one.
    """
    folders = os.environ.get("PATH", "").split(os.pathsep)
    for name in "python3.13", "python3.12", "python3.11":
        if any(os.path.isfile(os.path.join(folder, name)) for folder in folders):
            return "This machine has one: run %s -m neurolib" % name
    return "Install one with your system's packages or from python.org, and run it with -m neurolib"


if __name__ == "__main__":
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.stderr.write(
            "neurolib needs Python 3.11 to 3.13, and this is %d.%d. %s.\n"
            % (sys.version_info[:2] + (_advice(),))
        )
        sys.exit(3)
    from neurolib.bootstrap import main

    sys.exit(main(sys.argv[1:]))
