"""Plain data as JSON: all that passes between a test and a student's code.

A value is sent as plain data: numbers, text, containers of these, arrays as dtype, shape and bytes.
Classes, pickles and methods are never sent, so what arrives can be compared but runs no code of the
other side. Each side builds a fresh object of its own from the text and refuses every form that it
does not know:

=============================  =============================================
None, bool, int, float, str    as JSON has them (Python's: with NaN and Infinity)
list                           a JSON list
tuple, set                     ``{"t": [...]}``, ``{"s": [...]}``
named tuple                    ``{"T": [name, [field, ...], [...]]}``
dict                           ``{"d": [[key, value], ...]}``
Counter, OrderedDict,          ``{"m": [name, [default], [[key, value], ...]]}``; a default that is
defaultdict                    no number, text or truth value stays in its process, because an empty
                               value could be hidden in it
complex, bytes                 ``{"c": [re, im]}``, ``{"b": base64}``
slice                          ``{":": [start, stop, step]}``
array, NumPy scalar            ``{"a": [dtype, shape, base64]}``, ``{"n": [dtype, [], base64]}``
range, deque, view of a dict   a list
Fraction, Decimal              a float
a NumPy random generator       ``{"g": [name, state]}``, from a test to the student's code only
anything else                  ``{"h": [number, type, callable?, plain data too?]}``: it stays
                               in its process and gets requests
=============================  =============================================

What a student's code returns in less than double precision (float16, float32, complex64) arrives in
double precision: NumPy rounds the number that a test holds against it to the coarser type first,
and zero would equal 1e-9 in half precision.
"""

from __future__ import annotations

import base64
import hashlib
import math
import sys
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable, Collection
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

LIMIT = 32 * 2**20  # characters of one message; 3 million floats
# lists and other containers in one message: an empty one takes twenty times its length in memory
LISTS = 10**6
DEPTH = 30  # of lists in lists
BITS = 4096  # of a whole number
FIELDS = 64  # of a named tuple
DTYPES = frozenset("b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split())
GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")

LONGEST = 10**6  # items of ranges and the like, which take no memory before they are sent
MAPPINGS: dict[str, Any] = {kind.__name__: kind for kind in (Counter, OrderedDict, defaultdict)}
LIBRARIES = sys.stdlib_module_names | {"numpy"}
DOUBLE = {"f2": "f8", "f4": "f8", "c8": "c16"}
LONG = {"g": "f8", "G": "c16"}  # long double has no common format

Other = Callable[[Any], Any]


def encode(value: Any, other: Other, generators: bool = False, depth: int = 0) -> Any:
    """Return ``value`` in JSON's types; ``other`` receives what is not plain data, and returns a
    substitute for it or raises.
    """

    def inside(items: Any) -> list[Any]:
        return [encode(item, other, generators, depth + 1) for item in items]

    kind = type(value)
    if value is None or kind in (bool, float, str) or (kind is int and value.bit_length() <= BITS):
        return value
    if depth > DEPTH or kind is int:
        return other(value)
    if kind is list:
        return inside(value)
    if kind is tuple:
        return {"t": inside(value)}
    if kind in (dict, *MAPPINGS.values()) and all(_is_plain_key(_plain_key(key)) for key in value):
        pairs = [inside((_plain_key(key), item)) for key, item in value.items()]
        return {"d": pairs} if kind is dict else {"m": [kind.__name__, _default(value), pairs]}
    if kind in (set, frozenset) and all(_is_plain_key(_plain_key(key)) for key in value):
        return {"s": inside(map(_plain_key, value))}
    if kind is complex:
        return {"c": [value.real, value.imag]}
    if kind is bytes:
        return {"b": _text(value)}
    if kind is slice:
        return {":": inside((value.start, value.stop, value.step))}
    if kind is np.ndarray or (isinstance(value, np.generic) and kind is value.dtype.type):
        return _encode_array(value, other)
    if (
        generators
        and kind is np.random.Generator
        and type(value.bit_generator).__name__ in GENERATORS
    ):
        return {"g": [type(value.bit_generator).__name__, encode(value.bit_generator.state, other)]}
    if not generators and has_own_attributes(value):
        return other(value)
    if (
        isinstance(value, tuple)
        and isinstance(fields := getattr(kind, "_fields", None), tuple)
        and FIELDS >= len(fields) == len(value)
    ):
        return {"T": [kind.__name__[:60], list(fields), inside(value)]}
    plain = as_plain_data(value)
    return other(value) if plain is value else encode(plain, other, generators, depth)


def _is_plain_key(key: Any) -> bool:
    """Whether a key or a member of a set is plain, can be hashed, and holds a value: to NumPy an
    empty tuple equals every number.
    """
    return (
        key is None
        or type(key) in (bool, int, float, str)
        or (type(key) is tuple and key != () and all(map(_is_plain_key, key)))
    )


def _with_plain_keys(made: Any) -> Any:
    """Return a dictionary or a set; raise ValueError for a key that :func:`encode` would not
    accept.
    """
    if not all(map(_is_plain_key, made)):
        raise ValueError("not plain data")
    return made


def _default(mapping: Any) -> list[Any]:
    """The default of a defaultdict, if it is a number, a text or a truth value."""
    made = (
        _plain_key(mapping.default_factory()) if getattr(mapping, "default_factory", None) else None
    )
    return [made] if type(made) in (bool, int, float, str) else []


def _plain_key(key: Any) -> Any:
    """Return a key or a member of a set with NumPy's scalars as Python's, which are equal to them
    and have the same hash.
    """
    if type(key) is tuple:
        return tuple(map(_plain_key, key))
    return key.item() if isinstance(key, np.generic) and type(key) is key.dtype.type else key


def has_own_attributes(value: Any) -> bool:
    """Whether a value is plain data that also has attributes of its own, as an instance of a
    student's subclass of an array has.
    """
    kind = type(value)
    plain = next((base for base in kind.__mro__ if base in _READ), kind)
    if plain is kind or kind.__module__.partition(".")[0] in LIBRARIES:
        return False
    fields = getattr(kind, "_fields", ()) if plain is tuple else ()
    more = {*dir(kind), *getattr(value, "__dict__", ())}.difference(dir(plain), fields)
    return not all(name.startswith("_") for name in more)


def as_plain_data(value: Any) -> Any:
    """Convert an instance of a subclass of a plain type to that type, by the type's own methods;
    return other objects as they are.
    """
    kind = next((plain for plain in _READ if isinstance(value, plain)), None)
    return value if kind is None or type(made := _READ[kind](value)) is type(value) else made


def _as_list(value: Any) -> Any:
    return list(value) if len(value) <= LONGEST else value


_READ: dict[type, Callable[[Any], Any]] = {
    np.ndarray: np.array,
    int: int.__int__,
    float: float.__float__,
    complex: complex.__complex__,
    str: str.__str__,
    bytes: bytes.__bytes__,
    list: list.copy,
    tuple: lambda value: tuple(tuple.__iter__(value)),
    dict: lambda value: dict(dict.items(value)),
    **dict.fromkeys((Fraction, Decimal), float),
    **dict.fromkeys((range, deque, type({}.keys()), type({}.values()), type({}.items())), _as_list),
}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _encode_array(value: np.ndarray | np.generic, other: Other) -> Any:
    array = np.asarray(value)
    if array.dtype.char in LONG:
        array = array.astype(LONG[array.dtype.char])
    name = f"{array.dtype.kind}{array.dtype.itemsize}"
    if name not in DTYPES or array.nbytes > LIMIT * 3 // 4:
        return str(value) if type(value) is np.str_ else other(value)
    data = _text(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes())
    return {"n" if isinstance(value, np.generic) else "a": [name, list(array.shape), data]}


def decode(
    thing: Any,
    handle: Callable[[Any], Any] | None = None,
    generators: bool = False,
    students: Collection[str] | None = None,
) -> Any:
    """Return the value that :func:`encode` wrote, built afresh; raise ValueError or TypeError for
    whatever else arrives.

    ``handle`` makes the substitute for an object of the other side from the list in ``"h"``.
    ``students`` is given for data of a student: they are converted to double precision, and no
    field of a named tuple keeps one of the names in it.
    """

    def inside(items: Any) -> list[Any]:
        return [decode(item, handle, generators, students) for item in _checked([items], list)[0]]

    if (
        thing is None
        or type(thing) in (bool, float, str)
        or (type(thing) is int and thing.bit_length() <= BITS)
    ):
        return thing
    if type(thing) is list:
        return inside(thing)
    ((tag, body),) = _checked([thing], dict)[0].items()
    made: dict[str, Callable[[], Any]] = {
        "t": lambda: tuple(inside(body)),
        "s": lambda: _with_plain_keys(set(inside(body))),
        "d": lambda: _with_plain_keys(dict(map(inside, body))),
        "m": lambda: _mapping(inside, *_checked(body, str, list, list)),
        "T": lambda: _named(inside, students, *_checked(body, str, list, list)),
        "b": lambda: base64.b64decode(body, validate=True),
        "c": lambda: complex(*_checked(body, float, float)),
        ":": lambda: slice(*inside(body)),
        "a": lambda: _array(students is not None, *_checked(body, str, list, str)),
        "n": lambda: _array(students is not None, *_checked(body, str, list, str))[()],
        **({"g": lambda: _generator(*_checked(body, str, dict))} if generators else {}),
        **({"h": lambda: handle(body)} if handle else {}),
    }
    return _known(made, tag)()


def _known(table: dict[str, Any], name: str) -> Any:
    if name not in table:
        raise ValueError("not plain data")
    return table[name]


def _mapping(
    inside: Callable[[Any], list[Any]], name: str, default: list[Any], pairs: list[Any]
) -> dict[Any, Any]:
    kind, given, items = (
        _known(MAPPINGS, name),
        inside(default),
        _with_plain_keys(dict(map(inside, pairs))),
    )
    if kind is not defaultdict:
        return kind(items)
    return defaultdict((lambda: given[0]) if given and _is_plain_key(given[0]) else None, items)


def _named(
    inside: Callable[[Any], list[Any]],
    students: Collection[str] | None,
    name: str,
    fields: list[Any],
    items: list[Any],
) -> Any:
    if len(fields) > FIELDS:
        raise ValueError("not plain data")
    columns = [f"_{n}" if field in (students or ()) else field for n, field in enumerate(fields)]
    plain: Any = namedtuple(  # type: ignore[misc]
        name if name.isidentifier() else "Tuple",
        columns,
        rename=columns != fields,  # type: ignore[arg-type]
    )
    methods = (
        {"_plain": tuple, "__array_function__": on_plain_arguments} if students is not None else {}
    )
    return type(plain.__name__, (plain,), {"__slots__": (), **methods})(*inside(items))


def _checked(body: Any, *kinds: type) -> list[Any]:
    if (
        type(body) is not list
        or len(body) != len(kinds)
        or any(type(item) is not kind for item, kind in zip(body, kinds, strict=True))
    ):
        raise ValueError("not plain data")
    return body


def on_plain_arguments(
    self: Any, function: Callable[..., Any], types: Any, args: Any, named: Any
) -> Any:
    """Apply one of NumPy's functions to plain data, so that no method of an object is called
    instead.
    """

    def plain(value: Any) -> Any:
        if convert := getattr(type(value), "_plain", None):
            return convert(value)
        return type(value)(map(plain, value)) if type(value) in (list, tuple) else value

    return function(*plain(args), **{name: plain(value) for name, value in named.items()})


def _array(double: bool, name: str, shape: list[Any], data: str) -> np.ndarray:
    """Build an array that owns its memory. All NaN have the same bits, and True is 1, so bytes
    carry nothing else.
    """
    if (
        name not in DTYPES
        or len(shape) > 16
        or any(type(n) is not int or not 0 <= n <= LIMIT for n in shape)
    ):
        raise ValueError("not plain data")
    kind, raw = np.dtype("<" + name), base64.b64decode(data, validate=True)
    if math.prod(shape) * kind.itemsize != len(raw):
        raise ValueError("not plain data")
    array = np.frombuffer(raw, "u1" if name == "b1" else kind).reshape(shape)
    if name == "b1":
        return np.not_equal(array, 0, out=np.empty(shape, bool))
    array = array.astype(DOUBLE.get(name, name) if double else name)
    if kind.kind in "fc":
        for part in (array.real, array.imag) if kind.kind == "c" else (array,):
            part[np.isnan(part)] = np.nan
    return array


def _generator(name: str, state: dict[str, Any]) -> np.random.Generator:
    bit_generator = _known({name: getattr(np.random, name) for name in GENERATORS}, name)
    # for spawn(): generators in different states have different children
    seed = hashlib.sha256(repr(state).encode()).digest()
    bits = bit_generator(np.random.SeedSequence(int.from_bytes(seed, "big")))
    bits.state = decode(state)
    return np.random.Generator(bits)


def advance_generators(value: Any) -> bool:
    """Advance every generator inside ``value`` by a fixed rule, whatever the other side does with
    its copy; return whether there is one.

    So two calls draw different numbers, as they would in one process, and a student cannot choose
    what a test draws next.
    """
    if type(value) is np.random.Generator:
        seed = np.random.SeedSequence(value.integers(2**63, size=4).tolist())
        value.bit_generator.state = type(value.bit_generator)(seed).state
        return True
    items = value.values() if type(value) is dict else value if type(value) in (list, tuple) else ()
    return any([advance_generators(item) for item in items])  # noqa: C419 - each of them
