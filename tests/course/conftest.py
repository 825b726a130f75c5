"""What the tests of the course share between the workers of one run."""

from __future__ import annotations

import os

import pytest

from tests.course import notebooks


@pytest.fixture(scope="session", autouse=True)
def shared_runs(request, tmp_path_factory):
    """Let a chapter be run once by whichever worker asks first, with all that tests ask of it, and
    before a release ask each live figure twice.
    """
    notebooks.REPEATED[:] = [
        any(item.path.name == "test_agreement.py" for item in request.session.items)
    ]
    notebooks.TWICE[:] = [os.environ.get("NEUROLIB_HOSTILE") == "all"]
    if "PYTEST_XDIST_WORKER" in os.environ:
        # the parent is common to the workers
        folder = tmp_path_factory.getbasetemp().parent / "chapters"
        folder.mkdir(exist_ok=True)
        notebooks.SHARED[:] = [folder]
