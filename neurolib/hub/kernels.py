"""Where a server on a hub looks for kernels."""

from __future__ import annotations

import os
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.paths import jupyter_path


class Kernels(KernelSpecManager):
    """Looks where Jupyter does, but does not load IPython for the name of one folder, which takes
    6 MB of each server.
    """

    def _kernel_dirs_default(self) -> list[str]:
        ipython = os.environ.get("IPYTHONDIR") or str(Path.home() / ".ipython")
        return [*jupyter_path("kernels"), str(Path(ipython, "kernels"))]
