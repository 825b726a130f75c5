"""A save before a run keeps the widgets that outputs still show; nothing else changes, and no error
loses a word.
"""

from __future__ import annotations

import copy
import json
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest

from neurolib import server
from neurolib.saved_widgets import STATE, VIEW, keep

FIGURE = {
    "model_name": "AnyModel",
    "state": {"layout": "IPY_MODEL_layout", "parts": ["IPY_MODEL_part"]},
    "buffers": [{"data": "AAE="}],
}
MODELS = {
    "figure": FIGURE,
    "layout": {"model_name": "LayoutModel", "state": {}},
    # a ring, and a loose end
    "part": {
        "model_name": "PartModel",
        "state": {"again": "IPY_MODEL_figure", "gone": "IPY_MODEL_gone"},
    },
    "old": {"model_name": "AnyModel", "state": {"text": "shown by no output any more"}},
}


def notebook(state: dict[str, Any] | None, *shown: str) -> dict[str, Any]:
    outputs = [
        nbformat.v4.new_output("display_data", data={VIEW: {"model_id": name}, "text/plain": "x"})
        for name in shown
    ]
    outputs.append(nbformat.v4.new_output("stream", text="and words"))
    nb = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("text"),
            nbformat.v4.new_code_cell("figure", outputs=outputs),
        ]
    )
    if state is not None:
        nb.metadata["widgets"] = {STATE: {"state": state, "version_major": 2, "version_minor": 0}}
    return dict(json.loads(nbformat.writes(nb)))


@pytest.fixture
def manager(tmp_path: Path) -> Any:
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a folder" / "live.ipynb").write_text(
        json.dumps(notebook(MODELS, "figure")), encoding="utf-8"
    )
    return SimpleNamespace(root_dir=str(tmp_path), log=logging.getLogger("test"))


def app(manager: Any) -> Any:
    """A server with this contents manager."""
    return SimpleNamespace(
        contents_manager=manager,
        web_app=SimpleNamespace(settings={"static_custom_path": ["own", "jupyter's"]}),
    )


def saved(manager: Any, content: Any, path: str = "a folder/live.ipynb") -> Any:
    model = {"type": "notebook", "content": copy.deepcopy(content)}
    keep(model=model, path=path, contents_manager=manager)
    return model["content"]


@pytest.mark.parametrize("state", [None, {}])
def test_what_an_output_shows_is_kept_with_all_to_which_it_refers(manager: Any, state: Any) -> None:
    new = saved(manager, notebook(state, "figure"))
    assert new["metadata"]["widgets"] == {
        STATE: {
            "state": {name: MODELS[name] for name in ("figure", "layout", "part")},
            "version_major": 2,
            "version_minor": 0,
        }
    }
    nbformat.validate(new)
    del new["metadata"]["widgets"]
    sent = notebook(None, "figure")
    assert [cell["source"] for cell in new["cells"]] == [cell["source"] for cell in sent["cells"]]


def test_what_the_browser_sends_is_newer_than_the_file(manager: Any) -> None:
    mine = {
        "layout": {"model_name": "LayoutModel", "state": {"width": "9px"}},
        "new": {"model_name": "AnyModel", "state": {}},
    }
    assert saved(manager, notebook(mine, "figure", "new"))["metadata"]["widgets"][STATE]["state"] == {
        "figure": FIGURE, "part": MODELS["part"], **mine
    }  # fmt: skip


@pytest.mark.parametrize("shown", [(), ("new",), ("figure",)])
def test_a_notebook_that_lacks_nothing_or_what_its_file_lacks_too_is_saved_as_it_is(
    manager: Any, shown: tuple[str, ...]
) -> None:
    mine = notebook({"figure": {"model_name": "AnyModel", "state": {"mine": 1}}}, *shown)
    assert saved(manager, mine) == mine


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"\xff",
    b'{"metadata": {}}',
    b'{"metadata": {"widgets": {"%s": {"state": []}}}}' % STATE.encode(),
]


@pytest.mark.parametrize("bytes_", BROKEN)
def test_whatever_the_file_holds_the_work_is_saved_as_it_is(manager: Any, bytes_: bytes) -> None:
    Path(manager.root_dir, "a folder", "live.ipynb").write_bytes(bytes_)
    sent = notebook(None, "figure")
    assert saved(manager, sent) == sent


@pytest.mark.parametrize("path", ["none.ipynb", "a folder", "../live.ipynb", "a\0b"])
def test_without_a_file_the_work_is_saved_as_it_is(manager: Any, path: str) -> None:
    sent = notebook(None, "figure")
    assert saved(manager, sent, path) == sent


@pytest.mark.parametrize(
    "model",
    [
        {},
        {"type": "file", "content": "text"},
        {"type": "notebook"},
        {"type": "notebook", "content": None},
        {
            "type": "notebook",
            "content": {"cells": [{"outputs": [{"data": {VIEW: 3}}]}], "metadata": {}},
        },
        {
            "type": "notebook",
            "content": {
                "cells": [{"outputs": [{"data": {VIEW: {"model_id": []}}}]}],
                "metadata": {},
            },
        },
        {
            "type": "notebook",
            "content": {
                "cells": [{"outputs": [{"data": {VIEW: {"model_id": "figure"}}}]}],
                "metadata": {"widgets": 3},
            },
        },
    ],
)
def test_whatever_is_sent_is_saved_as_it_is(manager: Any, model: Any) -> None:
    before = copy.deepcopy(model)
    keep(model=model, path="a folder/live.ipynb", contents_manager=manager)
    assert model == before


def test_the_server_asks_beside_a_hook_of_ones_own(tmp_path: Path, manager: Any) -> None:
    from jupyter_server.services.contents.filemanager import FileContentsManager

    seen = []
    real = FileContentsManager(
        root_dir=manager.root_dir, pre_save_hook=lambda **asked: seen.append(asked["path"])
    )
    (point,) = server._jupyter_server_extension_points()
    assert point == {"module": "neurolib.server"}
    server._load_jupyter_server_extension(begun := app(real))
    assert (
        begun.web_app.settings["static_custom_path"] == ["own", str(server.LOOK), "jupyter's"]
        and (server.LOOK / "custom.css").is_file()
    )
    real.save({"type": "notebook", "content": notebook(None, "figure")}, "a folder/live.ipynb")
    nb = json.loads(Path(manager.root_dir, "a folder", "live.ipynb").read_text(encoding="utf-8"))
    assert seen and set(nb["metadata"]["widgets"][STATE]["state"]) == {"figure", "layout", "part"}


def test_a_notebook_that_is_saved_under_another_name_keeps_the_widgets_of_the_file_that_was_opened(
    tmp_path: Path, manager: Any
) -> None:
    from jupyter_server.services.contents.filemanager import FileContentsManager

    real = FileContentsManager(root_dir=manager.root_dir)
    server._load_jupyter_server_extension(app(real))
    other = Path(manager.root_dir, "a folder", "other.ipynb")
    other.write_text(
        json.dumps(
            notebook({"figure": {"model_name": "AnyModel", "state": {"of": "another"}}}, "figure")
        ),
        encoding="utf-8",
    )
    for path in "a folder/other.ipynb", "a folder/live.ipynb":
        sent = real.get(path)["content"]
    del sent["metadata"]["widgets"]
    real.get("a folder/other.ipynb", content=False)  # only listed
    real.save({"type": "notebook", "content": sent}, "copy.ipynb")
    nb = json.loads(Path(manager.root_dir, "copy.ipynb").read_text(encoding="utf-8"))
    assert nb["metadata"]["widgets"][STATE]["state"] == {
        name: MODELS[name] for name in ("figure", "layout", "part")
    }
