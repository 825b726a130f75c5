"""The command of a hub's spawner: ``python -m neurolib.hub``, and for the teacher
``python -m neurolib.hub --teacher DIR``.

``python -m neurolib.hub --prepare`` is what many servers are forked from.
"""

import sys

if sys.argv[1:] == ["--prepare"]:
    from neurolib.hub.prepared import serve

    serve()
else:
    from neurolib.hub.single_user import main

    main(sys.argv[1:])
