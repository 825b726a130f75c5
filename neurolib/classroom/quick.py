"""Import this before nbgrader: jsonschema then leaves out a check of web addresses whose grammar takes a second to build."""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None means: not to be had
