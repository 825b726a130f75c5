"""The command of a hub's spawner: ``python -m neurolib.hub``, and for the teacher
``python -m neurolib.hub --teacher DIR``.
"""

import sys

from neurolib.hub.single_user import main

main(sys.argv[1:])
