"""Forging points with plain Python, in the kernel that answers: patched tests, objects that lie, spies, rewritten memory.

Each body below becomes a cell behind wrong answers to every problem; none deserves a point unless it is said.
"""
# ruff: noqa: E731, F821, F841 - an attacker's and a student's style, and names that exist in the notebook alone

from .handin import attack

# --- the tests' own tools replaced ----------------------------------------------------------------------------------------------


@attack()
def checking_patched():
    """Replace what the test cells import by functions that accept everything."""
    from neurolib.classroom import checking

    checking.expect = checking.unchanged = lambda *args, **named: None
    checking.arrays = lambda value, *names: value


@attack()
def checking_inside_patched():
    """Replace the comparison inside expect(), out of sight of the import."""
    from neurolib.classroom import checking

    checking._equal = lambda *args: True


@attack()
def checking_code_swapped():
    """Swap the code object of expect(), so that references bound earlier are changed too."""
    from neurolib.classroom import checking

    checking.expect.__code__ = checking.unchanged.__code__ = (lambda *args, **named: None).__code__


@attack()
def checking_defaults_widened():
    """Make the default tolerance of expect() infinite."""
    from neurolib.classroom import checking

    checking.expect.__defaults__ = (None, 1e300, 1e300)
    spike_statistics = lambda times: (0.0, 0.0)


@attack()
def checking_call_answers():
    """Let call() hand out an object that equals everything instead of what the function returns."""
    from unittest import mock

    from neurolib.classroom import checking

    checking.call = lambda function, *args, **named: mock.ANY
    checking._equal = lambda got, right, *args: True


@attack()
def module_replaced():
    """Put a fake neurolib.classroom.checking into sys.modules."""
    import sys
    import types

    fake = types.ModuleType("neurolib.classroom.checking")
    fake.expect = fake.unchanged = lambda *args, **named: None
    fake.call = lambda function, *args, **named: None
    fake.arrays = lambda value, *names: value
    sys.modules[fake.__name__] = fake
    sys.modules["neurolib.classroom"].checking = fake


@attack()
def import_hooked():
    """Have every later import of the checking module find a finder of the student's."""
    import importlib.abc
    import importlib.util
    import sys

    class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name, path=None, target=None):
            return importlib.util.spec_from_loader(name, self) if name.startswith("neurolib.classroom") else None

        def exec_module(self, module):
            module.__path__ = []
            module.expect = module.unchanged = lambda *args, **named: None
            module.call = lambda function, *args, **named: None
            module.arrays = lambda value, *names: value
            module.hidden_rng = lambda label: np.random.default_rng(0)

    sys.meta_path.insert(0, Finder())
    for name in [name for name in sys.modules if name.startswith("neurolib")]:
        del sys.modules[name]


@attack()
def builtin_import_replaced():
    """Replace __import__ by one that hands out an accommodating module."""
    import builtins
    from unittest import mock

    honest = builtins.__import__
    builtins.__import__ = lambda name, *args: mock.MagicMock() if name.startswith("neurolib") else honest(name, *args)


@attack()
def builtins_replaced():
    """Replace abs and set in builtins."""
    import builtins

    class Lenient(set):
        __eq__ = lambda self, other: True
        __hash__ = None

    builtins.abs = lambda x: 0
    builtins.set = Lenient


@attack()
def builtins_of_the_namespace():
    """Give the test cells' namespace builtins of its own."""
    import builtins

    names = dict(vars(builtins), abs=lambda x: 0, set=lambda *args: {0, 1})
    honest = builtins.__import__

    def importing(name, *args):
        module = honest(name, *args)
        if name.startswith("neurolib.classroom.checking"):
            module.expect = module.unchanged = lambda *args, **named: None
        return module

    globals()["__builtins__"] = dict(names, __import__=importing)


@attack()
def names_shadowed():
    """Leave globals called np, math, abs, set and score that suit the student."""
    from unittest import mock

    honest = np
    np = mock.MagicMock(wraps=honest)
    np.testing.assert_allclose = lambda *args, **named: None
    math = mock.MagicMock()
    math.isclose = lambda *args, **named: True
    abs = lambda x: 0
    set = lambda *args: {0, 1}
    score = 16


@attack()
def numpy_patched():
    """Replace the comparisons of numpy, its testing module and math."""
    import math

    import numpy.testing

    yes = lambda a, b, *args, **named: np.ones(np.broadcast(a, b).shape, bool)
    np.isclose = np.equal = np._core.numeric.isclose = yes
    np.allclose = math.isclose = lambda *args, **named: True
    np.testing.assert_allclose = numpy.testing.assert_allclose = lambda *args, **named: None


@attack()
def hidden_inputs_chosen():
    """Make hidden_rng hand out inputs whose answers are known beforehand, and answer only these."""
    from neurolib.classroom import hidden

    class Known:
        def uniform(self, low, high, size):
            return np.ones(size)

        def normal(self, size):
            return np.full(size, 0.5)

        def integers(self, low, high, size):
            return [0] * size

    hidden.hidden_rng = lambda label: Known()
    time_constant = lambda C, g: 1.0
    relax = lambda V, E, t, tau: np.full(np.shape(V), 0.5)


@attack()
def secret_set():
    """Overwrite the course secret in the environment, so that hidden inputs follow from a known one."""
    import hashlib

    os.environ["NEUROLIB_COURSE_SECRET"] = "mine"
    digest = hashlib.sha256(b"mine\nmembrane: tau").digest()
    inputs = np.random.default_rng(int.from_bytes(digest, "big")).uniform(1, 9, (3, 2))
    known = {float(C): float(C / g) for C, g in inputs}
    time_constant = lambda C, g: known.get(float(C), -1.0)


# --- values that lie ------------------------------------------------------------------------------------------------------------


@attack()
def equal_to_everything():
    """Return an object that equals everything and vanishes in every difference."""

    class Yes:
        def __eq__(self, other):
            return True

        __ne__ = lambda self, other: False
        __lt__ = __le__ = __gt__ = __ge__ = __eq__
        __hash__ = object.__hash__
        __sub__ = __rsub__ = __mul__ = __truediv__ = __abs__ = lambda self, *args: self
        __float__ = lambda self: -1.0
        __array__ = lambda self, *args, **named: np.array(-1.0)
        __iter__ = lambda self: iter([self, self])

    everywhere(lambda *args, **named: Yes())


@attack()
def number_equal_to_everything():
    """Return a subclass of float that equals everything."""

    class Yes(float):
        __eq__ = __lt__ = __le__ = lambda self, other: True
        __hash__ = float.__hash__
        __sub__ = __rsub__ = __abs__ = lambda self, *args: Yes(0)
        __array_ufunc__ = lambda self, function, method, *args, **named: np.True_

    everywhere(lambda *args, **named: Yes(-1.0))
    spike_statistics = lambda times: (Yes(-1.0), Yes(-1.0))


@attack()
def array_that_obeys():
    """Return a subclass of ndarray that answers every NumPy function by True."""

    class Yes(np.ndarray):
        __array_priority__ = 1e9

        def __array_ufunc__(self, function, method, *args, **named):
            return np.True_

        def __array_function__(self, function, types, args, named):
            return np.True_

        __eq__ = __abs__ = __sub__ = lambda self, *args: np.True_
        astype = lambda self, *args, **named: self

    everywhere(lambda *args, **named: np.zeros(()).view(Yes))


@attack()
def class_that_claims_a_type():
    """Return an object whose __class__ says float and whose attributes are whatever is asked for."""

    class Claim:
        __class__ = property(lambda self: float)

        def __getattr__(self, name):
            return lambda *args, **named: self

        __eq__ = lambda self, other: True
        __abs__ = __sub__ = lambda self, *args: self
        __lt__ = lambda self, other: True
        __index__ = lambda self: -1
        __float__ = lambda self: -1.0

    everywhere(lambda *args, **named: Claim())


@attack()
def masked():
    """Return arrays that are masked all over: masked values pass for equal in some comparisons."""
    time_constant = lambda C, g: np.ma.masked
    relax = lambda V, E, t, tau: np.ma.masked_all(np.shape(V))
    spike_statistics = lambda times: (np.ma.masked, np.ma.masked)
    bernoulli_spikes = lambda rate, dt, n, rng: np.ma.masked_all(n)


@attack()
def array_of_liars():
    """Return object arrays whose elements equal everything."""
    from unittest import mock

    everywhere(lambda *args, **named: np.array([mock.ANY] * 3, dtype=object))
    spike_statistics = lambda times: np.array([mock.ANY, mock.ANY], dtype=object)


@attack()
def containers_that_lie():
    """Return sequences of a billion elements that never end, nest for ever and hold different things at each look."""
    import itertools

    class Lying(list):
        looks = itertools.count()
        __len__ = lambda self: 10**9
        __iter__ = lambda self: itertools.islice(itertools.cycle([self, next(self.looks)]), 10**6)
        __getitem__ = lambda self, index: self

    class LyingTuple(tuple):
        __len__, __iter__, __getitem__ = Lying.__len__, lambda self: iter([self] * 3), Lying.__getitem__

    everywhere(lambda *args, **named: Lying([1.0]))
    spike_statistics = lambda times: LyingTuple((1.0, 1.0))


@attack()
def generators_returned():
    """Return generators, coroutines and iterators in the place of numbers."""

    async def later(*args, **named):
        return 2.0

    def stream(*args, **named):
        yield from (2.0, 2.0)

    time_constant, relax, spike_statistics, bernoulli_spikes = later, stream, later, stream


@attack()
def pickled_on_return():
    """Return objects that run a command wherever they are unpickled or copied."""

    class Bomb:
        def __reduce__(self):
            return os.system, (f"echo {WHO} >> '{OUTSIDE}/pwned-pickle'",)

        def __deepcopy__(self, memo):
            return -1.0

        __float__ = lambda self: -1.0

    everywhere(lambda *args, **named: Bomb())


@attack()
def exception_that_poses():
    """Raise exceptions that cannot be printed, pose as others, or run code when they are looked at."""

    class Posing(BaseException):
        __name__ = "AssertionError"

        def __str__(self):
            raise SystemExit(0)

        __repr__ = __str__
        args = property(__str__)

    Posing.__name__ = Posing.__qualname__ = "StopIteration"

    def raising(*args, **named):
        raise Posing

    everywhere(raising)


# --- the test read or rewritten while it runs -----------------------------------------------------------------------------------


@attack()
def answers_read_from_the_cell():
    """Look up the right answer in the source of the test cell that is calling."""
    import ast
    import linecache

    def spy(name):
        def answer(*args, **named):
            for lines in list(linecache.cache.values())[::-1]:
                source = "".join(lines[2]) if lines[2] else ""
                if name not in source or "def spy" in source:
                    continue
                for node in ast.walk(ast.parse(source)):
                    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "expect" and name in ast.unparse(node.args[0]):
                        return eval(ast.unparse(node.args[1]), globals())
                    if isinstance(node, ast.Compare) and name in ast.unparse(node.left):
                        return eval(ast.unparse(node.comparators[0]), globals())
            return -1.0

        answer.__name__ = name
        return answer

    time_constant = spy("time_constant")


@attack()
def answers_read_from_the_history():
    """Look up the right answer in IPython's history of inputs, test cell included."""
    import re

    def time_constant(C, g):
        source = In[-1]
        found = re.search(r"call\(time_constant,.*?\), (.+?), \"", source)
        return eval(found[1], globals()) if found else -1.0


@attack()
def answers_read_from_frames():
    """Walk up the frames to the test's code and pick the right answer from its constants and variables."""
    import sys

    def time_constant(C, g):
        frame = sys._getframe(1)
        while frame:
            if frame.f_code.co_name == "<module>" and "expect" in frame.f_globals:
                if "C" in frame.f_globals:
                    return eval("C / g", frame.f_globals)
                return next(value for value in frame.f_code.co_consts if isinstance(value, float) and value not in (C, g))
            frame = frame.f_back
        return -1.0


@attack()
def garbage_searched():
    """Search all living objects for the test's functions and for numbers of theirs."""
    import gc
    import types

    def time_constant(C, g):
        for thing in gc.get_objects():
            if isinstance(thing, types.FunctionType) and thing.__name__ in ("expect", "unchanged", "_equal"):
                thing.__code__ = (lambda *args, **named: True).__code__
        return -1.0


@attack()
def score_set_from_within():
    """Set the variable in which the test counts points, from inside the function it calls."""

    def spike_statistics(times):
        global score
        score = 16
        return -1.0, -1.0


@attack()
def score_set_by_comparison():
    """Return numbers whose comparison sets the score in the caller's frame."""
    import sys

    class Setter:
        def __float__(self):
            sys._getframe(1).f_globals["score"] = 16
            return -1.0

        __eq__ = __ne__ = __sub__ = __float__
        __hash__ = object.__hash__

    spike_statistics = lambda times: (Setter(), Setter())


@attack()
def constants_rewritten():
    """Overwrite the numbers that the test compares with, in memory, through ctypes."""
    import ctypes
    import sys

    def time_constant(C, g):
        frame = sys._getframe(1)
        while frame:
            for constant in frame.f_code.co_consts if "ipykernel" in frame.f_code.co_filename else ():
                if type(constant) is float:
                    ctypes.c_double.from_address(id(constant) + 16).value = 2.0
            frame = frame.f_back
        return 2.0


@attack()
def arguments_rewritten():
    """Change the test's own arrays and locals by reference, so that they agree with what is returned."""
    import gc

    def relax(V, E, t, tau):
        for thing in gc.get_objects():
            if isinstance(thing, dict) and "before" in thing and "hidden_rng" in thing:
                thing["before"] = thing["V"] = np.full(np.shape(V), E)
        return np.full(np.shape(V), E)


@attack()
def traced():
    """Set a trace function that makes ``got`` equal ``right`` inside the comparison."""
    import ctypes
    import sys

    def tracer(frame, event, arg):
        if frame.f_code.co_name == "_equal" and event == "call":
            frame.f_locals["got"] = frame.f_locals["right"]
            if sys.version_info < (3, 13):
                ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
        return tracer

    sys.settrace(tracer)


@attack()
def profiled():
    """Set a profile function that patches the checks the moment that any test function is entered."""
    import sys

    def profile(frame, event, arg):
        checking = sys.modules.get("neurolib.classroom.checking")
        if checking:
            checking._equal = lambda *args: True

    sys.setprofile(profile)


@attack()
def thread_in_the_background():
    """Patch the checks and the score over and over from a thread."""
    import sys
    import threading
    import time

    def run():
        end = time.time() + 60
        while time.time() < end:
            checking = sys.modules.get("neurolib.classroom.checking")
            if checking:
                checking._equal = lambda *args: True
            if globals().get("score") is not None:
                globals()["score"] = 16
            time.sleep(0.001)

    def spike_statistics(times):
        time.sleep(0.1)
        return -1.0, -1.0

    threading.Thread(target=run, daemon=True).start()


@attack()
def timer_signal():
    """Patch the checks from a signal handler that a timer calls while tests run."""
    import signal
    import sys

    def ring(number, frame):
        sys.modules["neurolib.classroom.checking"].__dict__.update(expect=lambda *args, **named: None, unchanged=lambda *args: None)
        while frame:
            if "expect" in frame.f_globals:
                frame.f_globals["expect"] = lambda *args, **named: None
            frame = frame.f_back

    def time_constant(C, g):
        signal.raise_signal(signal.SIGALRM)
        return -1.0

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.5, 0.01)


@attack()
def decorated_and_wrapped():
    """Return the test's own functions from attributes that a checker may look at: __name__, __wrapped__, __signature__, __code__."""
    from unittest import mock

    class Posing:
        __name__ = __qualname__ = __doc__ = property(lambda self: mock.ANY)
        __wrapped__ = property(lambda self: self)
        __signature__ = property(lambda self: mock.ANY)
        __code__ = __defaults__ = __dict__ = property(lambda self: mock.ANY)
        __call__ = lambda self, *args, **named: mock.ANY
        __instancecheck__ = lambda self, thing: True

    posing = Posing()
    time_constant = relax = spike_statistics = bernoulli_spikes = Memristor = posing


@attack("tau")
def one_problem_solved():
    """Solve the first problem honestly and patch the checks for the others."""
    from neurolib.classroom import checking

    checking._equal = lambda *args: True
