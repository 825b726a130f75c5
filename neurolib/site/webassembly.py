"""Compiles a Python function to WebAssembly, so that a page computes with the library's own
equations.

A **kernel** is a function ``kernel(p, data, out)`` of three one-dimensional float64 arrays:
parameters in an order of its own, constant tables that Python has computed, and room for all
results, one behind the other. It returns nothing, or a whole number of its own meaning, and
allocates nothing::

    def decay(p, data, out):
        for i in range(len(out)):
            out[i] = p[0] * math.exp(-data[i] / p[1])

    module(decay)  # the bytes of a WebAssembly module

What the kernel calls is compiled with it: plain functions that it finds among the globals of its
module. Python and the page therefore run the same source. ``compute.js`` is the other side: it
makes a module callable in a page and in Node.

**How.** A process of its own lets Numba compile the kernel without any optimisation, which leaves
LLVM code that no processor has shaped. Aimed at WebAssembly (32-bit addresses), this code is
optimised, written by llvmlite, and linked by ``wasm-ld``. The linker is a tool for building a site;
nothing else needs it. One process compiles all modules that another asks for, because it takes as
long to load Numba as to compile a module. Modules are kept on disk under the fingerprint of the
kernel and of all that it calls (see :mod:`neurolib._jit`), so each is compiled once.

**The same numbers.** The code neither fuses a product and a sum nor reorders sums, and uses no
vectors, so sums, products, quotients and roots are those of IEEE 754 on every machine. The
exponential is that of the GNU C library (:mod:`.exponential`). Other functions, such as ``log``,
come from the browser's ``Math``, and may differ from those of Python in the last place or two;
``python -m tests.site.same_numbers`` measures by how much. Functions that ``Math`` does not have
(erf, gamma) are refused by name. The features beyond the first WebAssembly are sign extension,
conversions that saturate, and copying of memory: Chromium has them from version 75 on, Firefox from
79 and Safari from 15.

A page that forbids scripts by a content security policy must allow ``'wasm-unsafe-eval'`` in
``script-src``; modules stand in script files as base64, so nothing is fetched and a page works from
a disk.
"""

from __future__ import annotations

import atexit
import gc
import hashlib
import importlib.util
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, cast

import numpy as np

from .. import _jit
from ..bootstrap import ROOT, is_clone
from ..model import ParameterError
from . import exponential

# of a clone, or of a person who has installed the library
USERS = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "neurolib")
CACHE = (ROOT / "build" if is_clone() else USERS) / "webassembly"
TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+bulk-memory,+mutable-globals,+nontrapping-fptoint,+sign-ext"
STACK = 65536  # bytes of the stack, below all data, where running out of it stops the module
FAILED = -(2**31)  # what a kernel returns that raised an error
MOST = 12  # modules of one process, as each leaves 30 MB of it taken
# functions that `compute.js` takes from Math, or does as exactly
IMPORTS = frozenset(
    "exp expm1 exp2 log log1p log2 log10 pow sin cos tan asin acos atan atan2 sinh cosh tanh asinh "
    "acosh atanh cbrt hypot fmod fmin fmax ldexp __powidf2".split()
)
# Numba without optimisation, for a machine without vectors
PLAIN_CODE = {
    "NUMBA_OPT": "0",
    "NUMBA_LOOP_VECTORIZE": "0",
    "NUMBA_SLP_VECTORIZE": "0",
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_DISABLE_JIT": "0",
    "NEUROLIB_NUMBA": "1",
}
ENTRY = """
define i32 @kernel(ptr %p, i32 %a, ptr %data, i32 %b, ptr %out, i32 %c) {
  %value = alloca i64
  %error = alloca ptr
  %n = zext i32 %a to i64
  %m = zext i32 %b to i64
  %k = zext i32 %c to i64
  %status = call i32 @NAME(ptr %value, ptr %error,
    ptr null, ptr null, i64 %n, i64 8, ptr %p, i64 %n, i64 8,
    ptr null, ptr null, i64 %m, i64 8, ptr %data, i64 %m, i64 8,
    ptr null, ptr null, i64 %k, i64 8, ptr %out, i64 %k, i64 8)
  %wrong = icmp ne i32 %status, 0
  %returned = load i64, ptr %value
  %short = trunc i64 %returned to i32
  %result = select i1 %wrong, i32 FAILED, i32 %short
  ret i32 %result
}
"""
# a function of Numba that finds the strides of a reshaped array: here of a contiguous one
RESHAPE = """
define internal i32 @numba_attempt_nocopy_reshape(i64 %d, ptr %shape, ptr %strides, i64 %n,
    ptr %new_shape, ptr %new_strides, i64 %itemsize, i32 %order) {
entry:
  %flat = icmp eq i64 %d, 1
  %first = load i64, ptr %strides
  %tight = icmp eq i64 %first, %itemsize
  %fine = and i1 %flat, %tight
  br i1 %fine, label %loop, label %no
loop:
  %k = phi i64 [ %n, %entry ], [ %j, %loop ]
  %stride = phi i64 [ %itemsize, %entry ], [ %next, %loop ]
  %j = sub i64 %k, 1
  %to = getelementptr i64, ptr %new_strides, i64 %j
  store i64 %stride, ptr %to
  %from = getelementptr i64, ptr %new_shape, i64 %j
  %size = load i64, ptr %from
  %next = mul i64 %stride, %size
  %more = icmp sgt i64 %j, 0
  br i1 %more, label %loop, label %yes
yes:
  ret i32 1
no:
  ret i32 0
}
"""
DECLARED = re.compile(r"^declare .*@numba_attempt_nocopy_reshape\(.*$", re.M)


# --- what a site calls ----------------------------------------------------------------------------


def obstacle() -> str:
    """Return in a sentence why nothing can be compiled to WebAssembly here, or ``""``."""
    if importlib.util.find_spec("numba") is None:
        return "Numba is not installed, so figures show recorded pictures."
    if not linker():
        return (
            "wasm-ld, a linker, is not installed, so figures show recorded pictures. Type "
            '"apt-get install lld" on Debian or Ubuntu, "brew install lld" on macOS, or '
            '"pip install ziglang" anywhere.'
        )
    return ""


@lru_cache(maxsize=1)
def linker() -> tuple[str, ...]:
    """Return how ``wasm-ld`` is called here, or ``()``: a program of this name or with a version
    behind it, or the one in the Python package ``ziglang``.
    """
    named = [f"wasm-ld-{version}" for version in range(40, 12, -1)]
    for name in ("wasm-ld", *named):
        if found := shutil.which(name):
            return (found,)
    if importlib.util.find_spec("ziglang") is not None:
        return (sys.executable, "-m", "ziglang", "wasm-ld")
    return ()


def module(
    kernel: Any, kernels: Mapping[str, Any] | None = None, cache: Path | None = CACHE
) -> bytes:
    """Return the WebAssembly module of one kernel; see :func:`modules`."""
    return modules([_jit.plain(_plain(kernel), kernels or {})], cache)[0]


def modules(kernels: Sequence[Any], cache: Path | None = CACHE) -> list[bytes]:
    """Return the WebAssembly modules of several kernels, compiled in one process.

    Parameters
    ----------
    kernels : functions
        ``kernel(p, data, out)``, compiled by Numba or not. Where a kernel of a model is an open
        name, as in the loops of the engines, :func:`neurolib._jit.plain` puts it in place.
    cache : folder, default that of the site
        Where modules are kept; ``None`` compiles anew.

    Raises
    ------
    ParameterError
        For a kernel that Numba cannot compile, that allocates, or that calls what a browser does
        not have; and where Numba or the linker is missing.
    """
    plain = [_plain(kernel) for kernel in kernels]
    keys = [_key(kernel) for kernel in plain]
    found: dict[int, bytes] = {}
    for k, key in enumerate(keys):
        if cache and key and (cache / f"{key}.wasm").is_file():
            found[k] = (cache / f"{key}.wasm").read_bytes()
    new = [k for k in range(len(plain)) if k not in found]
    if new:
        if why := obstacle():
            raise ParameterError(f"{name_of(plain[new[0]])} is not compiled to WebAssembly: {why}")
        for k, made in zip(new, _in_a_process([plain[k] for k in new]), strict=True):
            if isinstance(made, str):
                raise ParameterError(made)
            found[k] = made
            if cache and keys[k]:
                _keep(made, cache / f"{keys[k]}.wasm")
    return [found[k] for k in range(len(plain))]


def name_of(kernel: Any) -> str:
    """Return how a sentence names a kernel."""
    return f"{kernel.__module__}.{kernel.__qualname__}".replace(".<locals>", "")


# --- one kernel, and its place in the cache -------------------------------------------------------


def _plain(kernel: Any) -> FunctionType:
    """Return the Python function of a kernel, or refuse what is none."""
    function = getattr(kernel, "py_func", kernel)
    if not isinstance(function, FunctionType) or function.__code__.co_argcount != 3:
        raise ParameterError(
            f"{kernel!r:.80} is no kernel; expected a function of three arrays, as in "
            "def kernel(p, data, out)."
        )
    return function


@lru_cache(maxsize=1)
def _compiler() -> str:
    """Return what compiles here, and how: a part of each key."""
    from importlib.metadata import version

    sources = [Path(each.__file__ or "") for each in (sys.modules[__name__], _jit, exponential)]
    text = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    return f"{version('numba')} {version('llvmlite')} {sys.version_info[:2]} {text}"


def _key(kernel: FunctionType) -> str:
    """Return the name of a kernel in the cache; ``""`` where it reads what no fingerprint holds."""
    tables: dict[int, str] = {}
    if importlib.util.find_spec("numba") is None or not _known(kernel, tables, set()):
        return ""
    whole = repr((_jit._fingerprint({"kernel": kernel}), sorted(tables.values()), _compiler()))
    return f"{kernel.__name__}-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def _known(function: Any, tables: dict[int, str], seen: set[Any]) -> bool:
    """Return whether all that a function reads beyond its arguments is numbers, functions, and
    tuples and arrays of numbers; put hashes of the latter into ``tables``.
    """
    if function in seen:
        return True
    seen.add(function)
    for name, value in _jit._outside(function).items():
        plain = getattr(value, "py_func", value)
        if isinstance(plain, FunctionType):
            if not _known(plain, tables, seen):
                return False
        elif isinstance(value, np.ndarray):
            content = hashlib.sha256(value.tobytes()).hexdigest()
            tables[len(tables)] = f"{name} {value.dtype} {value.shape} {content}"
        elif _constant(value):
            tables[len(tables)] = f"{name} {value!r}"
        elif not isinstance(value, (int, float, str, ModuleType, type)) and not callable(value):
            return False
    return True


def _constant(value: Any) -> bool:
    """Return whether a value is a tuple of numbers, a number of NumPy, or a type of such."""
    if isinstance(value, tuple):
        return all(isinstance(each, (int, float)) or _constant(each) for each in value)
    return isinstance(value, (np.generic, np.dtype))


def _keep(binary: bytes, path: Path) -> None:
    """Write a module to the cache, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(binary)
    os.replace(file.name, path)


def _in_a_process(kernels: list[FunctionType]) -> list[bytes | str]:
    """Return for each kernel its module, or a sentence that says why there is none."""
    process = _compiler_process()
    try:
        made = process.modules(kernels)
    except (EOFError, OSError):
        _compiler_process.cache_clear()  # the next kernel gets another process
        said = process.last_words()
        raise ParameterError(
            f"{name_of(kernels[0])} is not compiled to WebAssembly: the process that compiles "
            f"stopped with {said:.300}"
        ) from None
    if process.made >= MOST:
        _compiler_process.cache_clear()
        process.end()
    return made


@lru_cache(maxsize=1)
def _compiler_process() -> CompilerProcess:
    """Return the process that compiles for this one until this one ends."""
    process = CompilerProcess()
    atexit.register(process.end)
    return process


class CompilerProcess:
    """A process that compiles kernels, one request after the other."""

    def __init__(self) -> None:
        paths = [str(ROOT), *sys.path]
        environment = {**os.environ, **PLAIN_CODE}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        environment.pop("NUMBA_CACHE_DIR", None)
        self.made = 0
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - a pipe that nobody reads fills up
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"from {__name__} import _serve; _serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=environment,
        )

    def modules(self, kernels: list[FunctionType]) -> list[bytes | str]:
        """Return for each kernel its module, or a sentence that says why there is none.

        EOFError or OSError is raised where the process stops.
        """
        from numba import cloudpickle

        requests, answers = cast(Any, self.process.stdin), cast(Any, self.process.stdout)
        # the kernels packed once more, because what they name is found on the path alone
        pickle.dump((sys.path, cloudpickle.dumps(kernels), linker()), requests)
        requests.flush()
        made: list[bytes | str] = pickle.load(answers)
        self.made += len(made)
        return made

    def end(self) -> None:
        """Let the process come to its end, which is that of its requests."""
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                cast(Any, pipe).close()
        self.process.wait()

    def last_words(self) -> str:
        """Return the last line of errors of a process that has stopped."""
        self.end()
        self.errors.seek(0)
        said = self.errors.read().decode(errors="replace").strip().splitlines()
        return said[-1] if said else "no reason given"


# --- the process that compiles --------------------------------------------------------------------


def _serve() -> None:
    """Compile the kernels that come through the standard input, until it ends."""
    from numba import cloudpickle

    requests, answers = cast(Any, sys.stdin.buffer), sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer
    _jit.INTRINSICS.clear()  # hints to a processor: here they are functions that do nothing
    _jit.FUSED.clear()
    gc.disable()  # nearly all that a compiler makes stays until it is done
    while requests.peek(1):
        paths, packed, linked_by = pickle.load(requests)
        sys.path += [path for path in paths if path not in sys.path]
        made = [_built(kernel, linked_by) for kernel in cloudpickle.loads(packed)]
        pickle.dump(made, answers)
        answers.flush()
        gc.collect()


def _built(kernel: FunctionType, linked_by: Sequence[str]) -> bytes | str:
    """Return the module of a kernel, or a sentence."""
    name = name_of(kernel)
    try:
        text, entry = _llvm_of(kernel)
    except Exception as problem:
        return f"{name} cannot be compiled to WebAssembly: {_reason(problem)}"
    linked = _linked(_object_of(text, entry), linked_by)
    missing = sorted(_imported(linked) - IMPORTS)
    if any(each.startswith(("NRT_", "numba_")) for each in missing):
        return (
            f"{name} cannot be compiled to WebAssembly: it allocates an array or builds an object "
            f"({', '.join(missing[:3])}); write results into out."
        )
    if missing:
        return (
            f"{name} cannot be compiled to WebAssembly: it calls {', '.join(missing[:5])}, which "
            "no browser has; compute it in Python and pass it in data, or write it as a function."
        )
    return linked


def _reason(problem: Exception) -> str:
    """Return the sentence of Numba's message that says what is wrong."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(problem))
    if "NRT required" in text or "Only accept returning of array passed" in text:
        return "it allocates an array; write results into out, and intermediate results after them."
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    place = next((line for line in lines if line.startswith("File ")), "")
    dull = ("Failed in nopython", "There are", "- Of which", "Overload", "With argument", "File ")
    said = [line for line in lines if not line.startswith(dull)] or [type(problem).__name__]
    return " ".join([*said[:3], re.sub(r'File ".*?([^/\\]+)"', r"in \1", place)]).strip()[:500]


def _llvm_of(kernel: FunctionType) -> tuple[str, str]:
    """Return a kernel as LLVM code that is not optimised, and the name of its function there."""
    import numba
    from numba import types

    scalar = _jit.on_scalars(kernel, np.exp)
    inner: Any = _jit.bind(scalar, {}, "webassembly", cache=False, **_jit.INNER)
    array = types.Array(types.float64, 1, "C")
    arguments = (array, array, array)
    inner.compile(arguments)
    returns = inner.overloads[arguments].signature.return_type
    entry = _entry_of_nothing if returns == types.none else _entry
    outer = numba.njit(_jit.with_globals(entry, kernel=inner), error_model="numpy", **_jit.INNER)
    outer.compile(types.int64(*arguments))
    text = outer.inspect_llvm(outer.signatures[0])
    names = [outer.overloads[each].fndesc.llvm_func_name for each in outer.signatures]
    return text, names[0]


def kernel(p: Any, data: Any, out: Any) -> Any:
    """Stand for the kernel that an entry calls."""


def _entry(p, data, out):  # type: ignore[no-untyped-def]
    """Return what a kernel returns."""
    return kernel(p, data, out)


def _entry_of_nothing(p, data, out):  # type: ignore[no-untyped-def]
    """Return 0 for a kernel that returns nothing: whether it does, no entry can ask, since from
    Python 3.12 on Numba types both branches of such a question.
    """
    kernel(p, data, out)
    return 0


def _object_of(text: str, entry: str) -> bytes:
    """Return the object file of LLVM code, optimised for WebAssembly, with one function ``kernel``
    that others can call.
    """
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    text = re.sub(r'target triple = ".*"', f'target triple = "{TRIPLE}"', text)
    machine = llvm.Target.from_triple(TRIPLE).create_target_machine(
        cpu="mvp", features=FEATURES, opt=3, reloc="static"
    )
    layout = str(machine.target_data)
    text = re.sub(r'target datalayout = ".*"', f'target datalayout = "{layout}"', text)
    text = re.sub(r'"(target-cpu|target-features|tune-cpu|probe-stack)"="[^"]*"', "", text)
    text = re.sub(r"= common (local_unnamed_addr )?global", "= internal global", text)
    wrapper = ENTRY.replace("NAME", f'"{entry}"').replace("FAILED", str(FAILED))
    text, reshapes = DECLARED.subn("", exponential.in_place(text))
    whole = llvm.parse_assembly(text + wrapper + (RESHAPE if reshapes else ""))
    whole.verify()
    for part in (*whole.functions, *whole.global_variables):
        if not part.is_declaration and part.name != "kernel":
            part.linkage = "internal"
    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_vectorization = tuning.slp_vectorization = False
    builder = llvm.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(whole, builder)
    made: bytes = machine.emit_object(whole)
    return made


def _linked(made: bytes, linked_by: Sequence[str]) -> bytes:
    """Return the module that a linker makes of one object file."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "kernel.o"), Path(folder, "kernel.wasm")
        source.write_bytes(made)
        options = (
            "--no-entry --export=kernel --export=__heap_base --allow-undefined --gc-sections "
            f"--strip-all --stack-first -z stack-size={STACK}"
        )
        done = subprocess.run(
            [*linked_by, *options.split(), "-o", str(target), str(source)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"wasm-ld refused: {done.stderr.strip()[:300]}")
        return target.read_bytes()


def _imported(binary: bytes) -> set[str]:
    """Return the names of the functions that a module imports."""
    at, names = 8, set[str]()

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = binary[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def word() -> str:
        nonlocal at
        size = number()
        at += size
        return binary[at - size : at].decode()

    while at < len(binary):
        section, size = binary[at], 0
        at += 1
        size = number()
        end = at + size
        if section == 2:
            for _ in range(number()):
                word()
                name, kind = word(), binary[at]
                at += 1
                if kind != 0:
                    raise RuntimeError(f"The module imports {name}, which is no function.")
                number()
                names.add(name)
        at = end
    return names
