"""Forging points with answers made to please a test: names it looks for, values that fit anything, objects with two faces.

Each body below becomes a cell behind wrong answers to every problem; none deserves a point unless it is said.
"""
# ruff: noqa: E731, F811, F821, F841, SIM105, UP014 - an attacker's style, and names that exist in the notebook alone

from .assignment import points
from .handin import HandIn, attack, case

# --- names that the teacher's cells and tests did not come to define -----------------------------------------------------------


@attack()
def names_of_the_teachers():
    """Define what a test takes from a teacher's cell that is put off, from a star, and from a test that fails before it."""
    assert_allclose = near = lambda *args, **named: None
    tolerance = float("inf")
    FAR = 1.0
    V = np.zeros(5)


@attack()
def names_denied():
    """Answer the search for every name with KeyError, for which Python would take a name of its own."""
    import json

    abs = all = set = lambda *args: True

    class Denying(dict):
        def __getitem__(self, name):
            raise KeyError(name)

    try:
        from neurolib.classroom.sandbox import agent

        honest, denied = agent.serve, agent.Answer(json.dumps({"raised": ["KeyError", "LookupError"], "text": "abs"}))
        agent.serve = lambda request: denied if '"find"' in request else honest(request)
    except ImportError:
        get_ipython().user_ns = Denying(get_ipython().user_ns)


@attack()
def teachers_cell_broken():
    """Raise where the teacher's own cell calls the student, so that the rest of that cell does not run."""

    def relax(V, E, t, tau):
        if len(V) == 1:
            raise SystemExit
        return np.zeros(np.shape(V))

    FAR, tolerance = 0.0, 1e9
    assert_allclose = near = print


# --- values that fit anything --------------------------------------------------------------------------------------------------


@attack()
def nothing_returned():
    """Return arrays without values: NumPy finds them close to every number."""
    everywhere(lambda *args, **named: np.array([]))
    spike_statistics = lambda times: (np.array([]), np.array([]))


@attack()
def nothing_in_other_forms():
    """Return empty lists, tables of no columns, empty tuples, empty text and empty dictionaries in turn."""
    import itertools

    turns = itertools.cycle([[], np.zeros((0, 5)), (), np.zeros((5, 0)), "", {}, np.zeros(0, bool), [[]], set(), b"", None])
    everywhere(lambda *args, **named: next(turns))
    spike_statistics = lambda times: ([], [])


@attack()
def nothing_one_level_down():
    """Return lists of empty lists: emptiness one level down, in the place of numbers and in tuples."""
    everywhere(lambda *args, **named: [[]])
    spike_statistics = lambda times: ([[]], [[]])


@attack()
def nothing_in_pairs():
    """Return pairs, lists, dictionaries and named tuples of arrays that broadcast with anything: one column, no rows."""
    import itertools
    from collections import namedtuple

    column = np.zeros((0, 1))
    turns = itertools.cycle([(column, column), [column] * 5, {0: column, 1: column}, namedtuple("Pair", "rate cv")(column, column)])
    everywhere(lambda *args, **named: next(turns))
    spike_statistics = lambda times: (column, column)


@attack()
def nothing_in_longer_forms():
    """Return empty ranges, queues, views, sets, generators and subclasses with methods of their own."""
    import itertools
    from collections import deque

    class Times(np.ndarray):
        def rate(self):
            return 0.5

    turns = itertools.cycle([range(0), deque(), {}.keys(), {}.values(), set(), iter(()), np.zeros((0, 1)).view(Times)])
    everywhere(lambda *args, **named: next(turns))
    spike_statistics = lambda times: (next(turns), next(turns))


@attack()
def nothing_by_an_object():
    """Return objects with attributes, items and two parts, none of which holds a value."""

    class Statistics:
        rate = cv = np.zeros((0, 1))
        __len__ = lambda self: 2
        __getitem__ = lambda self, index: self.rate
        __iter__ = lambda self: iter((self.rate, self.cv))

    everywhere(lambda *args, **named: Statistics())


@attack()
def nothing_beside_something():
    """Return one value and nothing beside it, and parts of which some are empty."""
    relax = lambda V, E, t, tau: [E, *[np.zeros((0, 1))] * (np.size(V) - 1)]
    spike_statistics = lambda times: (np.zeros((1, 0)), -1.0)


@attack()
def argument_returned():
    """Return what is given: the first argument, as if all were solved by leaving it alone."""
    time_constant = lambda C, g: C
    relax = lambda V, E, t, tau: V
    spike_statistics = lambda times: times
    bernoulli_spikes = lambda rate, dt, n, rng: rate


@attack()
def an_object_of_nothing():
    """Return an object that becomes an array without values, and says that it has as many as wanted."""

    class Vain:
        shape, size = (5,), 5
        __len__ = lambda self: 5
        __array__ = lambda self, *args, **named: np.zeros(0)
        std = mean = lambda self, **named: 0.0

    everywhere(lambda *args, **named: Vain())


@attack()
def zero_in_half_precision():
    """Return zeros of half precision, to which every small number is equal."""
    everywhere(lambda *args, **named: np.float16(0))
    relax = lambda V, E, t, tau: np.zeros(np.shape(V), np.float16)


@attack()
def zero_in_single_precision():
    """Return zeros of single precision, real and complex, alone and in arrays: to the coarser type small numbers are zero."""
    import itertools

    turns = itertools.cycle([np.float32(0), np.complex64(0), np.zeros(5, np.float32), np.zeros((5, 1), np.complex64)])
    everywhere(lambda *args, **named: next(turns))
    spike_statistics = lambda times: (np.float32(0), np.complex64(0))


@attack()
def not_a_number():
    """Return NaN in the right form: no comparison with it is true, and none that asks for a difference finds one."""
    time_constant = lambda C, g: float("nan")
    relax = lambda V, E, t, tau: np.full(np.shape(V), np.nan)
    spike_statistics = lambda times: (np.nan, np.nan)
    bernoulli_spikes = lambda rate, dt, n, rng: np.full(n, np.nan)


@attack()
def infinities():
    """Return infinities, the largest and the smallest numbers: a tolerance relative to them is as large."""
    import itertools
    import sys

    turns = itertools.cycle([np.inf, -np.inf, sys.float_info.max, 5e-324, 2**4000, complex(0, np.inf)])
    everywhere(lambda *args, **named: next(turns))
    spike_statistics = lambda times: (next(turns), next(turns))


@attack()
def numbers_in_disguise():
    """Return text that looks like numbers, truth values, fractions, decimals, dates and complex numbers with nothing imaginary."""
    import decimal
    import fractions
    import itertools

    disguises = ["2.0", b"2.0", np.str_("2.0"), True, np.True_, fractions.Fraction(-2), decimal.Decimal(-2), -2 + 0j]
    turns = itertools.cycle([*disguises, np.datetime64(2, "s"), np.timedelta64(2, "s"), np.longdouble(-2), np.complex64(-2)])
    everywhere(lambda *args, **named: next(turns))
    relax = lambda V, E, t, tau: np.array([str(v) for v in np.ravel(V)])
    spike_statistics = lambda times: (next(turns), next(turns))


@attack()
def arrays_of_odd_kinds():
    """Return arrays that wrap around, run backwards, repeat one value without end, hold records or objects, or are matrices."""
    import itertools

    turns = itertools.cycle(
        [
            *(np.zeros(5, np.uint8), np.full(5, -128, np.int8), np.broadcast_to(0.0, (5,)), np.zeros((5, 5))[::-2, 0], np.matrix([[0.0] * 5])),
            *(np.zeros(5, [("a", "f8")]), np.zeros(5, object), np.rec.array([(0.0,)] * 5, names="mean"), np.ma.masked_all(5), np.zeros(5, "M8[s]")),
            *(np.array(0.0), np.zeros((1,) * 12), np.zeros(5, ">f4"), np.zeros(5, "g"), np.lib.stride_tricks.as_strided(np.zeros(1), (5,), (0,))),
        ]
    )
    everywhere(lambda *args, **named: next(turns))
    spike_statistics = lambda times: (next(turns), next(turns))


@attack()
def every_value_at_once():
    """Return a table of many rows, of which one may be right: a test that counts what agrees would find it."""
    everywhere(lambda *args, **named: np.linspace(-1, 9, 10_001)[:, None])
    spike_statistics = lambda times: np.linspace(-1, 9, 20_002).reshape(2, -1)


# --- arguments changed so that they agree --------------------------------------------------------------------------------------


@attack()
def input_made_zero():
    """Set the input to zero and return zeros: what the test computes from its input afterwards agrees."""

    def relax(V, E, t, tau):
        V[...] = 0
        return V * 0

    def spike_statistics(times):
        times[...] = 0
        return 0.0, 0.0


@attack()
def input_emptied():
    """Shrink, clear and refill what is given, in place, so that nothing is left to compare with."""

    def relax(V, E, t, tau):
        V.resize((0,) * V.ndim, refcheck=False)
        return V

    def spike_statistics(times):
        times.resize(1, refcheck=False)
        return times, times


@attack()
def input_changed_before_it_counts():
    """Change an input where nobody looks, in the teacher's own cell, and overwrite inputs in every test after that."""

    def relax(V, E, t, tau):
        V[...] = E
        return np.full(np.shape(V), E)

    def spike_statistics(times):
        times[...] = np.arange(len(times))
        return 1.0, 0.0


@attack()
def input_made_the_answer():
    """Write the answer into the input, return the input itself, and change it again when it is looked at."""

    class Alive:
        def __init__(self, V):
            self.V = V

        def __array__(self, *args, **named):
            self.V[...] += 1
            return self.V

        __len__ = lambda self: len(self.V)

    def relax(V, E, t, tau):
        V[...] = E
        return Alive(V)


@attack()
def generator_turned():
    """Set the test's random generator to a state of one's own, so that what it draws next is known."""

    def bernoulli_spikes(rate, dt, n, rng):
        rng.bit_generator.state = np.random.default_rng(0).bit_generator.state
        rng.random, rng.uniform = (lambda *args: np.zeros(n)), (lambda *args: np.ones(n))
        return rng.random(n)


# --- objects with more than one face -------------------------------------------------------------------------------------------


@attack()
def sample_by_its_methods():
    """Return an object whose methods and attributes say of it what a test may ask of an array."""

    class Sample:
        def __init__(self, V):
            self.size, self.shape, self.ndim, self.V = np.size(V), np.shape(V), np.ndim(V), V

        __len__ = lambda self: self.size
        mean = lambda self, **named: np.mean(self.V)
        std = lambda self, **named: np.std(self.V)
        all = any = lambda self, **named: True
        __array__ = lambda self, *args, **named: np.zeros(self.shape)

    relax = lambda V, E, t, tau: Sample(V)


@attack()
def tuple_by_its_fields():
    """Return named tuples whose fields are what NumPy asks of arrays: functions called mean and all, a shape, a size."""
    from collections import namedtuple

    Row = namedtuple("Row", "mean std all shape size ndim astype")
    yes = lambda *args, **named: True
    relax = lambda V, E, t, tau: Row(lambda **named: np.mean(V), lambda **named: np.std(V), yes, np.shape(V), np.size(V), 1, yes)
    spike_statistics = lambda times: namedtuple("Pair", "item tolist")(yes, yes)


@attack()
def length_and_contents_apart():
    """Return sequences whose length, items, order and array have nothing to do with each other, and change at each look."""
    import itertools

    class Shifting:
        looks = itertools.count()
        __len__ = lambda self: 5 + next(self.looks) % 2
        __iter__ = lambda self: iter([next(self.looks)] * 3)
        __getitem__ = lambda self, index: next(self.looks) - 1
        __array__ = lambda self, *args, **named: np.full(5, float(next(self.looks)))
        __reversed__ = __contains__ = __iter__

    everywhere(lambda *args, **named: Shifting())


@attack()
def attributes_that_come_and_go():
    """Answer for attributes by exceptions that make Python look elsewhere: AttributeError, KeyError, StopIteration, NameError."""
    import itertools

    turns = itertools.cycle([AttributeError, KeyError, StopIteration, NameError, IndexError, NotImplementedError])

    class Memristor:
        def __init__(self, G=0.0):
            pass

        def __getattribute__(self, name):
            raise next(turns)(name)

    class Refusing(type):
        __call__ = __instancecheck__ = lambda self, *args, **named: self
        __getattr__ = lambda self, name: self

    time_constant = relax = Refusing("ndarray", (), {})


@attack()
def objects_of_the_agent_returned():
    """Return the objects that tests were given before, by searching the memory of the side that answers."""
    import gc
    import sys

    def answer(*args, **named):
        agent = sys.modules.get("neurolib.classroom.sandbox.agent")
        return agent._kept if agent else [thing for thing in gc.get_objects() if type(thing) is list and len(thing) == 5]

    everywhere(answer)


@case(points(tau_visible=1))
def table_of_visible_answers(hand: HandIn) -> None:
    """Answer from a table what the released tests ask, and otherwise what was returned for the call before; what is visible earns."""
    hand.wrong(
        "table = {(200e-12, 10e-9): 20e-3, (6.0, 3.0): 2.0, (1.0, 3.0): 1 / 3}\nlast = [0.0]\n\n\n"
        "def time_constant(C, g):\n    if g < 0:\n        raise ValueError\n    last.append(table.get((C, g), last[-1]))\n    return last[-1]"
    )


# --- the life of the kernel ----------------------------------------------------------------------------------------------------


@attack()
def kernel_replaced():
    """Replace this process by another program, from inside a function: by Python, with the same sockets left open."""
    import sys

    def answer(*args, **named):
        for descriptor in range(3, 64):
            try:
                os.set_inheritable(descriptor, True)
            except OSError:
                pass
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(3)"])

    time_constant = answer


@attack()
def child_answers_for_the_dead():
    """Leave a child with the same sockets that goes on answering, and die."""

    def answer(*args, **named):
        if os.fork():
            os._exit(0)
        return 2.0

    time_constant = answer


@attack()
def shadows_laid_at_run_time():
    """Lay start-up files and modules into the working folder and the home, set Python's variables, and end the kernel to have it restart."""
    import pathlib
    import sys

    patch = "import builtins\nbuiltins.abs = lambda x: 0\nclose = allclose = expect = lambda *args, **named: True\n"
    for folder in ".", os.path.expanduser("~"), os.path.expanduser("~/.ipython/profile_default/startup"), "/tmp", "/dev/shm":
        for name in "numpy.py", "sitecustomize.py", "usercustomize.py", "neurolib/__init__.py", "00.py", "matplotlibrc", ".pythonrc":
            path = pathlib.Path(folder, name)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(patch)
            except OSError:
                pass
    os.environ.update(PYTHONPATH=os.getcwd(), PYTHONSTARTUP="sitecustomize.py", PYTHONHOME=os.getcwd(), LD_PRELOAD="./evil.so")
    sys.path[:0] = [os.getcwd()]

    def time_constant(C, g):
        os.abort()


@attack()
def channels_mixed():
    """Say on every channel that the kernel starts, ends, was interrupted, was shut down, asks for input and has opened comms."""
    kernel = get_ipython().kernel

    def answer(*args, **named):
        parent = kernel.get_parent("shell")
        for kind, content in {
            "shutdown_reply": {"status": "ok", "restart": True},
            "interrupt_reply": {"status": "ok"},
            "input_request": {"prompt": "2.0", "password": False},
            "comm_open": {"comm_id": "0", "target_name": "jupyter.widget", "data": {"state": {"value": 2.0}}},
            "comm_msg": {"comm_id": "0", "data": {"method": "update", "state": {"outputs": []}}},
            "status": {"execution_state": "starting"},
            "execute_reply": {"status": "aborted"},
            "update_display_data": {"data": {"text/plain": "128"}, "metadata": {"nbgrader": {"points": 128}}, "transient": {"display_id": "0"}},
        }.items():
            for line in kernel.iopub_socket, kernel.shell_stream, getattr(kernel, "control_stream", None):
                try:
                    kernel.session.send(line, kind, content, parent, ident=kernel._parent_ident["shell"])
                except Exception:
                    pass
        return -1.0

    everywhere(answer)


@attack()
def input_asked_for():
    """Ask the reader of the notebook for the answer, by input(), getpass and a debugger."""
    import getpass
    import pdb

    time_constant = lambda C, g: float(input("How much is it? "))
    relax = lambda V, E, t, tau: getpass.getpass()
    spike_statistics = lambda times: pdb.set_trace()


@attack()
def magics_left_behind():
    """Define magics, aliases, hooks and completers under the names that later cells and requests may use."""
    shell = get_ipython()
    for name in "time", "timeit", "run", "pylab", "matplotlib", "load_ext", "capture":
        shell.register_magic_function(lambda *args: None, "line_cell", name)
    shell.user_expressions = lambda expressions: {name: {"status": "ok", "data": {}, "metadata": {}} for name in expressions}
    shell.object_inspect = shell.ex = shell.ev = lambda *args, **named: True
    shell.autocall, shell.automagic = 2, True
    shell.define_macro("time_constant", "2.0")
