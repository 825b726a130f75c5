"""Forging points through the machinery of the kernel: IPython's shell, ipykernel's messages, and whatever carries replies.

Each body below becomes a cell behind wrong answers to every problem; none deserves a point.
"""
# ruff: noqa: F821, F841, RUF059, SIM105 - an attacker's and a student's style, and names that exist in the notebook alone

from .handin import attack

# --- the shell ------------------------------------------------------------------------------------------------------------------


@attack()
def cells_emptied_as_text():
    """Register an input transformer that empties every later cell."""
    get_ipython().input_transformers_post.append(lambda lines: [])


@attack()
def cells_emptied_as_trees():
    """Register an AST transformer that takes assertions and calls of expect() out of later cells."""
    import ast

    class Lenient(ast.NodeTransformer):
        def visit_Assert(self, node):
            return ast.copy_location(ast.Pass(), node)

        visit_Try = visit_For = visit_Assert

        def visit_Expr(self, node):
            if isinstance(node.value, ast.Name):  # the score, shown at the end
                return ast.copy_location(ast.Expr(ast.Constant(16)), node)
            return self.visit_Assert(node)

    get_ipython().ast_transformers.append(Lenient())


@attack()
def compiler_replaced():
    """Replace the shell's compiler by one that compiles nothing."""
    import ast

    get_ipython().compile.ast_parse = lambda *args, **named: ast.parse("")


@attack()
def run_cell_replaced():
    """Replace the shell's run_cell by one that only reports success."""
    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult

    def run(raw_cell, *args, **named):
        return ExecutionResult(ExecutionInfo(raw_cell, False, False, False, None))

    async def run_async(raw_cell, *args, **named):
        return run(raw_cell)

    get_ipython().run_cell, get_ipython().run_cell_async = run, run_async
    get_ipython().should_run_async = lambda *args, **named: False


@attack()
def run_code_replaced():
    """Replace the shell's run_code, beneath run_cell."""

    async def run(*args, **named):
        return False

    get_ipython().run_code = run


@attack()
def events_before_a_cell():
    """Patch the checks in a callback before each cell, and the namespace that it will run in."""

    def patch(*args):
        from neurolib.classroom import checking

        checking._equal = lambda *args: True
        get_ipython().user_ns["math"] = type("math", (), {"isclose": staticmethod(lambda *a, **k: True), "sqrt": abs, "e": 1})

    for event in "pre_execute", "pre_run_cell":
        get_ipython().events.register(event, patch)


@attack()
def errors_hidden_after_a_cell():
    """Show no traceback, and declare each result a success in a callback after each cell."""

    def forget(result):
        result.error_in_exec = result.error_before_exec = None

    shell = get_ipython()
    shell.showtraceback = shell._showtraceback = shell.showsyntaxerror = lambda *args, **named: None
    shell.events.register("post_run_cell", forget)


@attack()
def errors_handled():
    """Register a handler of the student's for every exception, and forget the error afterwards."""
    get_ipython().set_custom_exc((BaseException,), lambda self, kind, value, trace, tb_offset=None: None)
    get_ipython().events.register("post_run_cell", lambda result: setattr(result, "error_in_exec", None))


@attack()
def display_hook_forged():
    """Show 16 whatever the last value of a test cell is."""
    get_ipython().display_formatter.formatters["text/plain"].for_type(int, lambda value, printer, cycle: printer.text("16"))


@attack()
def results_shown_from_within():
    """Send a result from inside each function: nbgrader takes the first number shown for partial credit."""

    def forging(value):
        def answer(*args, **named):
            hook = get_ipython().displayhook
            hook(value)
            return -1.0, -1.0

        return answer

    time_constant, relax, spike_statistics, bernoulli_spikes = (forging(value) for value in (1.0, 8.0, 16.0, 64.0))


@attack()
def full_points_shown_as_text():
    """Show text from inside each function: nbgrader takes a result that is no number for full points."""

    def answer(*args, **named):
        get_ipython().displayhook("all of them")
        return -1.0

    everywhere(answer)

    class Memristor:
        def __init__(self, G=0.0):
            get_ipython().displayhook(32)


@attack()
def namespace_replaced():
    """Swap the shell's namespace for a dictionary that refuses to hold what test cells import."""

    class Holding(dict):
        def __setitem__(self, name, value):
            super().__setitem__(name, (lambda *args, **named: None) if name in ("expect", "call", "unchanged") else value)

    shell = get_ipython()
    held = Holding(shell.user_ns)
    shell.user_ns = held
    shell.user_module.__dict__.update(expect=lambda *args, **named: None)


# --- messages -------------------------------------------------------------------------------------------------------------------


@attack()
def request_handler_replaced():
    """Replace the kernel's do_execute: every request is answered with status ok and never run."""

    async def agree(*args, **named):
        return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}

    get_ipython().kernel.do_execute = agree


@attack()
def session_rewrites():
    """Patch the session: error messages are dropped and replies say ok."""
    session = get_ipython().kernel.session
    honest = session.send

    def send(stream, message, content=None, *args, **named):
        kind = message if isinstance(message, str) else message["header"]["msg_type"]
        if kind == "error":
            return None
        if kind == "execute_reply":
            content = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
        return honest(stream, message, content, *args, **named)

    session.send = send


@attack()
def replies_forged():
    """Send a signed reply and an idle status from inside a function, before the test has failed."""
    import time

    def early(*args, **named):
        kernel = get_ipython().kernel
        parent = kernel.get_parent()
        reply = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
        kernel.session.send(kernel.shell_stream, "execute_reply", reply, parent, ident=kernel._parent_ident["shell"])
        kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent, ident=kernel._topic("status"))
        time.sleep(1)
        return -1.0

    everywhere(early)


@attack()
def outputs_forged_from_a_thread():
    """Publish results as children of whatever request is being served, from a thread."""
    import threading
    import time

    kernel = get_ipython().kernel

    def run():
        end = time.time() + 60
        while time.time() < end:
            parent = kernel.get_parent("shell")
            content = {"data": {"text/plain": "full points"}, "metadata": {}, "execution_count": 1}
            kernel.session.send(kernel.iopub_socket, "execute_result", content, parent, ident=kernel._topic("execute_result"))
            time.sleep(0.01)

    threading.Thread(target=run, daemon=True).start()


@attack()
def outputs_cleared():
    """Wait in a thread for an error and clear it: clear_output removes what a cell has shown, errors too."""
    import asyncio

    async def clear():
        from IPython.display import clear_output

        for _ in range(600):
            clear_output()
            await asyncio.sleep(0.01)

    get_ipython().events.register("post_execute", lambda: get_ipython().display_pub.clear_output())
    asyncio.get_event_loop().create_task(clear())


@attack()
def task_on_the_kernels_loop():
    """Leave a task on the kernel's event loop that patches the checks between cells."""
    import asyncio

    async def patch():
        import neurolib.classroom.checking as checking

        for _ in range(6000):
            checking._equal = lambda *args: True
            globals()["math"] = type("math", (), {"isclose": staticmethod(lambda *a, **k: True), "sqrt": abs, "e": 1})
            await asyncio.sleep(0.01)

    asyncio.get_event_loop().create_task(patch())


@attack()
def signing_disabled():
    """Take the session's key away and send unsigned and oddly signed messages on every socket at hand."""
    import gc

    import zmq

    kernel = get_ipython().kernel
    kernel.session.key = b""
    kernel.session.sign = lambda parts: b"0" * 64
    for thing in gc.get_objects():
        if isinstance(thing, zmq.Socket) and not thing.closed:
            for parts in ([b"<IDS|MSG>", b"", b"{}", b"{}", b"{}", b"{}"], [b"", b"\xff" * 100], [b"<IDS|MSG>"]):
                try:
                    thing.send_multipart(parts, zmq.NOBLOCK)
                except (zmq.ZMQError, TypeError, ValueError):
                    pass


@attack()
def comms_and_payloads_forged():
    """Answer with payloads that ask the front end to exit, to set a next cell and to open pages."""
    shell = get_ipython()
    for payload in (
        {"source": "ask_exit", "keepkernel": False},
        {"source": "set_next_input", "text": "1", "replace": True},
        {"source": "page", "data": {"text/plain": "16"}, "start": 0},
        {"source": "\ud800", "text": None},
    ):
        shell.payload_manager.write_payload(payload, single=False)


# --- whatever carries replies out of the kernel -----------------------------------------------------------------------------------


@attack()
def serialisers_replaced():
    """Replace json, pickle, base64, struct and numpy's constructors by functions that claim success."""
    import base64
    import json
    import pickle
    import struct

    claim = {"ok": True, "status": "ok", "value": 2.0, "result": 2.0, "error": None}
    honest = json.dumps
    json.dumps = lambda *args, **named: honest(claim)
    json.JSONEncoder.encode = lambda self, value: honest(claim)
    json.JSONEncoder.iterencode = lambda self, value, *args: iter([honest(claim)])
    json.loads = lambda *args, **named: claim
    pickle.dumps = lambda *args, **named: b"cos\nsystem\n(S'true'\ntR."
    base64.b64encode = lambda data, *args: data
    struct.pack = lambda *args: b"\x00" * 8
    np.asarray = np.array = lambda *args, **named: np.float64(2.0)


@attack()
def every_descriptor_written():
    """Write plausible replies and rubbish to every open file descriptor."""

    def answer(*args, **named):
        lines = [b'{"ok": true, "value": 2.0}\n', b'{"status": "ok", "points": 127}\n', b"\x00\xff" * 64 + b"\n", b"\x7f" + b"\xff" * 7]
        for descriptor in range(1, 256):
            for line in lines:
                try:
                    os.set_blocking(descriptor, False)
                    os.write(descriptor, line)
                except OSError:
                    break
        return -1.0

    everywhere(answer)


@attack()
def every_descriptor_closed():
    """Close every open file descriptor from inside a function."""

    def answer(*args, **named):
        os.closerange(0, 4096)
        return -1.0

    time_constant = answer


@attack()
def replies_that_look_encoded():
    """Return dictionaries and lists that look like a protocol's own notes on types, handles, errors and pickled bytes."""
    import base64
    import pickle

    class Bomb:
        def __reduce__(self):
            return os.system, (f"echo {WHO} >> '{OUTSIDE}/pwned-decoded'",)

    bomb = base64.b64encode(pickle.dumps(Bomb())).decode()
    looks = [
        {"__ndarray__": bomb, "dtype": "O", "shape": [1], "bytes": bomb, "data": bomb, "kind": "array", "type": "array"},
        {"dtype": "|O8", "shape": [2**62], "data": "", "type": "ndarray", "t": "a"},
        {"handle": 0, "$ref": "expect", "ref": 0, "id": 0, "name": "__import__", "type": "handle", "t": "h"},
        {"error": None, "ok": True, "status": "ok", "value": 2.0, "t": "f", "v": 2.0},
        ["array", "O", [1], bomb],
        ["float", "nan(2)"],
        {"py/object": "os.system", "py/reduce": [{"py/type": "os.system"}, {"py/tuple": ["true"]}]},
    ]
    turns = iter(looks * 10)
    everywhere(lambda *args, **named: next(turns, -1.0))


@attack()
def strange_values():
    """Return what plain data may choke on: lone surrogates, NaN, -0.0, NaT, complex, bytes, sets, keys that are no strings."""
    import datetime
    import decimal

    turns = iter(
        [
            *("\ud800", "\x00", float("nan"), -0.0, 1e400, 10**400, 2j, b"\xff", {1, 2}, {(1, 2): 3, None: 4}),
            *(Ellipsis, NotImplemented, type),
            *(np.datetime64("NaT"), np.timedelta64(1), np.longdouble(2), np.zeros(2, "V8"), np.zeros(2, [("a", "O"), ("b", "f8")])),
            *(np.zeros(2, "U5"), np.zeros((0, 3)), np.empty((2,), object), np.zeros(3, ">f8")[::-2], decimal.Decimal("sNaN")),
            *(datetime.timedelta.max, memoryview(b"12"), slice(None), lambda: 0, os),
        ]
        * 4
    )
    everywhere(lambda *args, **named: next(turns, -1.0))


@attack()
def machinery_found_and_patched():
    """Find every module and object that is not of Python, IPython or NumPy, and replace its functions by agreeable ones."""
    import sys
    import types

    def agree(*args, **named):
        return True

    for name, module in list(sys.modules.items()):
        if name.startswith(("neurolib", "__main__")) and name != __name__:
            for key, value in list(vars(module).items()):
                if isinstance(value, types.FunctionType):
                    setattr(module, key, agree)


# --- the agent that answers a test's calls: its words forged ----------------------------------------------------------------------
# Where the grader has no such agent, these do nothing.


@attack()
def agent_answers_malformed():
    """Answer each request with JSON that is almost what the protocol knows: wrong shapes, tags, counts, nesting, numbers."""
    import itertools

    values = [
        *("{}", "[]", '{"t": 1, "d": 2}', '{"t": 5}', '{"x": []}', '{"h": []}', '{"h": [-1, "f", true]}', '{"h": [1e400, 1, 1]}'),
        *(
            '{"h": [0, "__import__", true]}',
            '{"h": [99999, "x\\ny", true]}',
            '{"T": ["class", ["a"], [1]]}',
            '{"T": ["x", ["__eq__"], [1]]}',
        ),
        *('{"T": ["x", ["a", "a"], [1, 2]]}', '{"T": ["x", ["a"], []]}', '{"T": ["x", ["a,b=print(1)"], [1]]}', '{"c": ["nan", {}]}'),
        *(
            '{"a": ["O", [1], "AAAAAAAAAAA="]}',
            '{"a": ["f8", [-1], ""]}',
            '{"a": ["f8", [4611686018427387904, 0], ""]}',
            '{"a": ["f8", [true], ""]}',
        ),
        *(
            '{"a": ["V8", [1], "AAAAAAAAAAA="]}',
            '{"a": ["f8", [3], "AAAA"]}',
            '{"a": [[], {}, null]}',
            '{"n": ["f8", ""]}',
            '{"n": ["M8[s]", "AAAA"]}',
        ),
        *(
            '{"s": [{"d": []}]}',
            '{"d": [[1]]}',
            '{"d": [[{"d": []}, 1]]}',
            '{"d": 1}',
            '{"b": "*"}',
            '{":": [1, 2, 3, 4]}',
            '{"g": ["PCG64", {}]}',
        ),
        *(
            "1" * 100_000,
            "-" + "9" * 4299,
            "1e999999",
            "NaN",
            '"\\ud800"',
            "[" * 20_000 + "]" * 20_000,
            '{"t": [' * 900 + "]}" * 900,
            "null",
            "true",
        ),
        *("[0" + ", 0" * 200_000 + "]", '2.0, "raised": []', '2.0, "absent": true', '2.0, "given": 5', '2.0, "value": 3.0', ""),
    ]
    texts = [f'{{"value": {value}}}' for value in values]
    texts += [
        "",
        "2.0",
        "[]",
        "null",
        '{"raised": 5}',
        '{"raised": [], "text": null}',
        '{"raised": [{}], "text": []}',
        "\x00",
        "{" * 50_000,
    ]
    turns = itertools.cycle(texts)
    try:
        from neurolib.classroom.sandbox import agent
    except ImportError:
        pass
    else:
        agent.serve = lambda request: agent.Answer(next(turns))


@attack()
def agent_answers_for_the_test():
    """Answer that every name which a test looks for is the student's to define, its own tools included, and that each call agrees."""
    import json

    try:
        from neurolib.classroom.sandbox import agent
    except ImportError:
        pass
    else:
        for name in "expect call unchanged arrays hidden_rng np math score abs set isinstance range AssertionError ValueError".split():
            globals()[name] = lambda *args, **named: True
        found = json.dumps({"value": {"h": [0, "function", True]}})
        agent.serve = lambda request: agent.Answer(found if json.loads(request)["do"] == "find" else '{"value": true}')


@attack()
def agent_raises_what_ends_loops():
    """Answer with exceptions whose names end loops, generators and processes, or pass for a test's own verdict."""
    import itertools
    import json

    names = "StopIteration GeneratorExit SystemExit KeyboardInterrupt AssertionError StopAsyncIteration SkipTest Absent MemoryError".split()
    odd = ["ValueError\nAssertionError", "", "x" * 10_000, "<b>", "\ud800", "StudentError", "object", "BaseException"]
    turns = itertools.cycle([json.dumps({"raised": [name, "ValueError", "Exception"], "text": "right" * 1000}) for name in names + odd])
    try:
        from neurolib.classroom.sandbox import agent
    except ImportError:
        pass
    else:
        honest = agent.serve
        agent.serve = lambda request: honest(request) if '"find"' in request else agent.Answer(next(turns))


@attack()
def agent_changes_what_was_given():
    """Answer that the test's own arguments have become others: of other shapes and kinds, nested, endless, equal to the result."""
    import itertools
    import json

    given = [
        '[[], {"d": []}]',
        '[[{"a": ["f8", [0], ""]}]]',
        "[" * 500 + "]" * 500,
        "null",
        '[[2.0, 2.0, 2.0], {"d": []}]',
        '{"t": [[1], 2, 3]}',
    ]
    turns = itertools.cycle(given)
    try:
        from neurolib.classroom.sandbox import agent
    except ImportError:
        pass
    else:
        honest = agent.serve

        def serve(request):
            if json.loads(request)["do"] != "call":
                return honest(request)
            return agent.Answer(f'{{"value": 2.0, "given": {next(turns)}}}')

        agent.serve = serve


@attack()
def agent_answers_too_much():
    """Answer with 100 MB, in one piece, and with a hundred pieces where one was asked for."""
    import itertools

    try:
        from neurolib.classroom.sandbox import agent
    except ImportError:
        pass
    else:
        large = agent.Answer('{"value": "' + "x" * 100_000_000 + '"}')

        class Many(agent.Answer):
            def _repr_mimebundle_(self, include=None, exclude=None):
                return {agent.MIME: self.text, **{f"text/x-{number}": "x" * 100_000 for number in range(100)}}

        class Odd(agent.Answer):
            def _repr_mimebundle_(self, include=None, exclude=None):
                return {agent.MIME: [{"value": 2.0}], "metadata": None}

        turns = itertools.cycle([large, Many('{"value": 2.0}'), Odd(""), None, 2.0])
        agent.serve = lambda request: next(turns)


@attack()
def agent_answers_late_and_twice():
    """Answer before, after and besides the agent: replies of the student's own to the request being served, from a thread."""
    import threading
    import time

    kernel = get_ipython().kernel

    def answer(text):
        try:
            from neurolib.classroom.sandbox.agent import MIME
        except ImportError:
            return
        expression = {"status": "ok", "data": {MIME: text}, "metadata": {}}
        names = ("answer", "result", "a", "value", "_")
        reply = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": dict.fromkeys(names, expression)}
        parent = kernel.get_parent("shell")
        kernel.session.send(kernel.shell_stream, "execute_reply", reply, parent, ident=kernel._parent_ident["shell"])
        kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent, ident=kernel._topic("status"))

    def run():
        end = time.time() + 30
        while time.time() < end:
            answer('{"value": true}')
            time.sleep(0.02)

    def impatient(*args, **named):
        answer('{"absent": true}')
        answer('{"raised": [], "text": ""}')
        return -1.0

    everywhere(impatient)
    threading.Thread(target=run, daemon=True).start()
