"""The one switch for Numba: bind a plain loop to the kernels of a model, compiled where Numba is to be had.

A loop is an ordinary function that names ``flow``, ``fires`` … as globals. :func:`bind` rebuilds it with a model's own
kernels in their place. Numba files compiled code under a function's qualified name, so that name carries the model
and a hash of every kernel: a fresh process finds it again, and a changed kernel never meets stale code.

Set ``NEUROLIB_NUMBA=0`` to run the same functions uncompiled.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import os
import types
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

LEAN: dict[str, Any] = {"_nrt": False}  # Numba's options for a loop that allocates nothing: then nothing counts references
INNER: dict[str, Any] = {**LEAN, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # and for what only such loops call


@lru_cache(maxsize=1)
def enabled() -> bool:
    """Return whether loops are compiled: Numba is installed and ``NEUROLIB_NUMBA`` is not 0."""
    return os.environ.get("NEUROLIB_NUMBA", "1") != "0" and importlib.util.find_spec("numba") is not None


def bind(
    loop: Callable[..., Any], kernels: Mapping[str, Callable[..., Any]], label: str, cache: bool = True, **options: Any
) -> Callable[..., Any]:
    """Return ``loop`` with ``kernels`` as its globals, compiled (by Numba's ``options``) if :func:`enabled`; ``label`` names it."""
    bound = plain(loop, kernels)
    bound.__qualname__ = f"{loop.__qualname__}_{label}_{_fingerprint(kernels)}"
    if not enabled():
        return bound
    import numba

    usual = {"cache": cache and all(map(_closed, kernels.values())), "error_model": "numpy", "forceinline": not cache}
    return numba.njit(bound, **{**usual, **options})


def plain(loop: Callable[..., Any], kernels: Mapping[str, Callable[..., Any]]) -> Any:
    """Return ``loop`` with ``kernels`` as its globals, uncompiled: for arrays."""
    bound = types.FunctionType(loop.__code__, {**loop.__globals__, **kernels}, loop.__name__, loop.__defaults__)
    bound.__module__ = loop.__module__
    return bound


def kernel(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    """Return a model's kernel ready to be bound: compiled (by Numba's ``options``) if :func:`enabled`, else as it is."""
    if not enabled():
        return function
    import numba

    return numba.njit(function, error_model="numpy", forceinline=True, **options)


def inner(function: Callable[..., Any], kernels: Mapping[str, Callable[..., Any]] | None = None, label: str = "") -> Callable[..., Any]:
    """Return what only compiled loops call, and which allocates nothing: a kernel, or a function bound to ``kernels``."""
    return kernel(function, **INNER) if kernels is None else bind(function, kernels, label, cache=False, **INNER)


@lru_cache(maxsize=1)
def near() -> Callable[..., Any]:
    """Return what brings ``array[i]`` into the nearest cache and does not wait for it; only for compiled loops."""
    from llvmlite import ir
    from numba.core import cgutils, types
    from numba.extending import intrinsic

    def near(typing, array, i):  # type: ignore[no-untyped-def]
        def code(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
            data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
            place = builder.bitcast(builder.gep(data, [arguments[1]]), cgutils.voidptr_t)
            kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, *[ir.IntType(32)] * 3])
            function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
            builder.call(function, [place, *(ir.Constant(ir.IntType(32), number) for number in (0, 3, 1))])  # to read, keep, data
            return context.get_dummy_value()

        return types.void(array, i), code

    made: Any = intrinsic(near)
    made.py_func = near  # for the fingerprint
    return made


@lru_cache(maxsize=1)
def hidden() -> Callable[..., Any]:
    """Return what hands a float on and hides its value from the compiler; only for compiled loops."""
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    def hidden(typing, x):  # type: ignore[no-untyped-def]
        def code(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
            bits, real = ir.IntType(64), ir.DoubleType()
            same = ir.InlineAsm(ir.FunctionType(bits, [bits]), "", "=r,0")  # in a register of any machine
            given = builder.bitcast(arguments[0], bits)
            return builder.bitcast(builder.call(same, [given], attrs=("readnone", "nounwind")), real)

        return types.float64(types.float64), code

    made: Any = intrinsic(hidden)
    made.py_func = hidden  # for the fingerprint
    return made


def _outside(function: Callable[..., Any]) -> dict[str, Any]:
    """Return what a kernel reads beyond its arguments: values of its module and of the functions around it."""
    found = inspect.getclosurevars(getattr(function, "py_func", function))
    return {**found.globals, **found.nonlocals}


def _closed(function: Callable[..., Any]) -> bool:
    """Return whether all that a kernel reads is in its fingerprint, so that compiled code may be kept for another process."""
    return all(
        isinstance(value, (int, float, str, types.ModuleType)) or (callable(value) and hasattr(value, "__qualname__") and _closed(value))
        for value in _outside(function).values()
        if not isinstance(value, types.BuiltinFunctionType)
    )


def _fingerprint(kernels: Mapping[str, Callable[..., Any]]) -> str:
    """Hash the bytecode of kernels, their constants, and what they read outside, following the functions among it."""
    digest = hashlib.sha256()
    for name, function in sorted(kernels.items()):
        plain = getattr(function, "py_func", function)
        code = plain.__code__
        constants = [c for c in code.co_consts if not isinstance(c, types.CodeType)]
        outside = _outside(plain)
        inner = {key: value for key, value in outside.items() if hasattr(getattr(value, "py_func", value), "__code__")}
        values = sorted((key, repr(value)) for key, value in outside.items() if isinstance(value, (int, float, str)))
        digest.update(repr((name, plain.__qualname__, code.co_code, constants, code.co_names, values, _fingerprint(inner))).encode())
    return digest.hexdigest()[:12]
