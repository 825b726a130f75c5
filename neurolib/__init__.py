"""neurolib: a compact library for neuromorphic computing, and the course that is taught with it.

Standard library only, in words that old Pythons can read: this file runs before anything is
installed. The public names are written once, in ``__init__.pyi`` beside it, where editors and type
checkers look; here they load on first use (PEP 562).
"""

__version__ = "0.2.0"

# public name -> (module, name in it or None for the module itself); filled on first use
_table = {}


def _parsed(name):
    """Return the statements of a file of this package."""
    import ast
    import io
    import os

    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    with io.open(path, encoding="utf-8") as file:
        return ast.parse(file.read()).body


def _public():
    """Return the table of public names, read once from the ``from .module import name`` lines of
    ``__init__.pyi``; ``*`` stands for all in the ``__all__`` of a folder of models.
    """
    if not _table:
        import ast

        for node in _parsed("__init__.pyi"):
            if isinstance(node, ast.ImportFrom):
                names = [alias.name for alias in node.names]
                if names == ["*"]:
                    (names,) = [
                        ast.literal_eval(each.value)
                        for each in _parsed(node.module + "/__init__.py")
                        if isinstance(each, ast.Assign) and each.targets[0].id == "__all__"
                    ]
                for name in names:
                    _table[name] = (node.module, name) if node.module else (name, None)
    return _table


def __getattr__(name):
    """Load a public name on first use; say what was meant when there is no such name."""
    if name == "__all__":
        return sorted(_public())
    if name not in _public():
        import difflib

        close = [] if name.startswith("_") else difflib.get_close_matches(name, _public(), 1, 0.5)
        close = close or [known for known in _public() if known.lower() == name.lower()]
        raise AttributeError(
            "neurolib has no %r%s"
            % (name, "; did you mean neurolib.%s?" % close[0] if close else "")
        )
    import importlib

    module, inner = _table[name]
    try:
        value = importlib.import_module("neurolib." + module)
    except ModuleNotFoundError as missing:
        package = (missing.name or "").split(".")[0]
        if package == "neurolib":
            raise
        # with all else that is needed
        wanted = '"neurolib-course[live]"' if module.split(".")[0] == "widgets" else package
        sentence = (
            "neurolib.%s needs %s, which this Python does not have; type python -m pip "
            "install %s, or in a clone of the course "
        )
        sentence += "python3 -m neurolib"
        missing = ModuleNotFoundError(sentence % (name, package, wanted), name=missing.name)
        missing.__suppress_context__ = True  # "from None", in words that Python 2 can read
        raise missing
    value = getattr(value, inner) if inner else value
    globals()[name] = value
    return value


def __dir__():
    """List every public name, loaded or not, for tab completion."""
    return sorted(set(globals()) | set(_public()))
