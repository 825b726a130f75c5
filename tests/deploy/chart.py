"""Keep the part of the schema of Zero to JupyterHub's chart that deploy/kubernetes/values.yaml uses.

Run, after a change of that file or for a new version of the chart:

    helm pull jupyterhub/jupyterhub --untar
    python -m tests.deploy.chart jupyterhub/values.schema.json

It checks the values and writes tests/deploy/chart.json, with which test_settings.py checks them
without a network. What the chart itself requires is in its own values, so it is left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
VALUES = HERE.parents[1] / "deploy" / "kubernetes" / "values.yaml"
PART = HERE / "chart.json"
SAID = ("description", "required", "title", "examples", "default")


def values() -> Any:
    """Return the values of the course for the chart."""
    return yaml.safe_load(VALUES.read_text(encoding="utf-8"))


def part(schema: dict[str, Any], value: Any) -> dict[str, Any]:
    """Return what a schema says of a value: the properties that the value has, without the prose."""
    found = {name: rule for name, rule in schema.items() if name not in SAID}
    if isinstance(value, dict):
        kept = {name: rule for name, rule in found.pop("properties", {}).items() if name in value}
        found["properties"] = {name: part(rule, value[name]) for name, rule in kept.items()}
    if isinstance(value, list) and value and isinstance(found.get("items"), dict):
        found["items"] = part(found["items"], value[0])
    return found


def faults(schema: dict[str, Any]) -> list[str]:
    """Return a sentence for each value that the schema refuses."""
    from jsonschema.validators import validator_for

    found = validator_for(schema)(schema).iter_errors(values())
    return [f"{'.'.join(map(str, each.absolute_path))}: {each.message}" for each in found]


def main(place: str) -> None:
    """Check the values by a schema, and write the part of it that they use."""
    used = part(yaml.safe_load(Path(place).read_text(encoding="utf-8")), values())
    if said := faults(used):
        sys.exit("\n".join(said))
    PART.write_text(json.dumps(used, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
