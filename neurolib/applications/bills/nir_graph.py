r"""A graph of NIR as neurons and the connections between them: subgraphs are laid open, and what
lies between two nodes of neurons becomes matrices, one for each delay.

Between a spike and the neuron that it reaches, NIR has linear maps and delays alone, so that any
way through them is

.. math::

    y(t) = \sum_d M_d\, x(t - d), \quad M = W_k \cdots W_2 W_1 \tag{1}

Convolution is that of the tools: a kernel that is not flipped. Of an image, values are counted row
by row, the last axis fastest. A mean over a window with padding divides by the whole window.

Source: J. E. Pedersen et al., Nature Communications 15:8122 (2024), doi:10.1038/s41467-024-52259-9.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from ...model import ParameterError, Quantity, needs
from ...units import ms, show

SPIKING = ("LIF", "CubaLIF", "IF", "Threshold")
INTEGRATING = ("LI", "CubaLI", "I")  # their voltage is read; they send no spikes
NEURONS = (*SPIKING, *INTEGRATING)
SENDERS = (*NEURONS, "Input")
MAPS = (
    "Affine", "Linear", "Scale", "Conv1d", "Conv2d", "SumPool2d", "AvgPool2d", "Flatten", "Through",
)  # fmt: skip
KINDS = (*NEURONS, *(kind for kind in MAPS if kind != "Through"), "Delay", "Input", "Output")
UNSAID = (
    "refractory",
    "t_ref",
    "tau_ref",
    "plasticity",
    "stdp",
    "learning_rule",
    "conductance",
    "e_rev",
    "unit",
    "units",
)
NUMBER = Quantity("", "a number of the file", -1e12, 1e12)
DELAYS = Quantity("ms", "delay, in s", 0.0, 500 * ms, (0.1 * ms, 20 * ms))


class Through:
    """An Input or Output of a subgraph, through which all values pass as they are."""


class Graph(NamedTuple):
    """A graph without subgraphs: its nodes, what follows each of them, and the shape of what each
    gives.
    """

    nodes: dict[str, Any]
    following: dict[str, list[str]]
    shapes: dict[str, tuple[int, ...]]

    def of(self, *kinds: str) -> list[str]:
        """Return the names of all nodes of these kinds."""
        return [name for name, node in self.nodes.items() if type(node).__name__ in kinds]

    def size(self, name: str) -> int:
        """Return how many values a node gives."""
        return int(np.prod(self.shapes[name]))


class Way(NamedTuple):
    """What leads from a sender to a target: a matrix (target, sender) for each delay in s, equation
    (1) of this module.
    """

    target: str
    terms: tuple[tuple[float, Any], ...]

    @property
    def largest(self) -> float:
        """The largest weight, whatever its sign."""
        return max(
            (float(abs(matrix).max()) for _, matrix in self.terms if matrix.nnz), default=0.0
        )

    @property
    def highest(self) -> float:
        """The largest weight above 0."""
        return max((float(matrix.max()) for _, matrix in self.terms if matrix.nnz), default=0.0)


def laid_open(graph: Any) -> Graph:
    """Return a graph without subgraphs, or refuse what it has that NIR does not define, or that
    contradicts itself.
    """
    if isinstance(graph, Graph):
        return graph
    if not isinstance(getattr(graph, "nodes", None), Mapping):
        raise ParameterError(
            f"The graph is {graph!r:.60}; expected one of NIR, as in read_nir('model.nir')."
        )
    _expect_no_more("the graph", graph)
    nodes, edges = _inlined(graph, "")
    for kind in ("Input", "Output"):
        if not any(type(node).__name__ == kind for node in nodes.values()):
            raise ParameterError(f"The graph has 0 nodes of the kind {kind}; expected one or more.")
    following: dict[str, list[str]] = {name: [] for name in nodes}
    for origin, to in edges:
        following[origin].append(to)
    return Graph(nodes, following, _shapes(nodes, edges))


def ways(graph: Graph, origin: str) -> list[Way]:
    """Return what leads from a node to each node of neurons that it reaches: equation (1).

    Raises :class:`ParameterError` for maps that do not fit together, and for a circle of them
    without a neuron.
    """
    sparse = needs("scipy.sparse", "from_nir")
    start = {0.0: sparse.identity(graph.size(origin), format="csr")}
    found: dict[str, dict[float, Any]] = {}
    waiting: list[tuple[str, dict[float, Any], tuple[str, ...]]] = [(origin, start, (origin,))]
    while waiting:
        at, terms, before = waiting.pop()
        for name in graph.following[at]:
            node, kind = graph.nodes[name], type(graph.nodes[name]).__name__
            if kind in NEURONS:
                _expect_fit(graph, name, at, before, terms)
                there = found.setdefault(name, {})
                for delay, matrix in terms.items():
                    there[delay] = there[delay] + matrix if delay in there else matrix
            elif kind != "Output":
                if name in before:
                    raise ParameterError(
                        f"{name} leads back to itself without a neuron between; expected "
                        f"neurons in every circle."
                    )
                shape = graph.shapes[at]
                if kind == "Delay":
                    further = _delayed(name, node, terms, int(np.prod(shape)), origin)
                else:
                    matrix, _ = map_of(name, node, shape, at)
                    further = {delay: matrix @ each for delay, each in terms.items()}
                waiting.append((name, further, (*before, name)))
    return [
        Way(target, tuple((delay, each.tocsr()) for delay, each in sorted(terms.items())))
        for target, terms in found.items()
    ]


def biases(graph: Graph) -> dict[str, np.ndarray]:
    """Return the constant signal that reaches each node of neurons, of all the biases before it.

    It is there at all times, so that no delay changes it.
    """
    found: dict[str, np.ndarray] = {}
    for name in graph.of("Affine", "Conv1d", "Conv2d"):
        bias = NUMBER.array(graph.nodes[name].bias, f"The bias of {name}")
        if not bias.any():
            continue
        if name not in graph.shapes:
            raise _without_shape(name)
        shape = graph.shapes[name]
        if bias.shape not in ((), shape[:1]):
            raise ParameterError(
                f"The bias of {name} has shape {bias.shape}; expected {shape[:1]}, one for "
                f"each {'output' if len(shape) == 1 else 'channel'}."
            )
        signal = np.broadcast_to(bias.reshape(-1, *[1] * (len(shape) - 1)), shape).ravel()
        for way in ways(graph, name):
            for _, matrix in way.terms:
                found[way.target] = found.get(way.target, 0.0) + matrix @ signal
    return found


# --- subgraphs ------------------------------------------------------------------------------------


def _inlined(graph: Any, prefix: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return nodes and edges with those of all subgraphs, which are called as outer.inner."""
    nodes, edges = dict[str, Any](), list[tuple[str, str]]()
    doors = dict[tuple[str, str], list[str]]()
    for name, node in graph.nodes.items():
        full, kind = prefix + name, type(node).__name__
        _expect_no_more(full, node)
        if kind == "NIRGraph":
            inner, more = _inlined(node, f"{full}.")
            for end in ("Input", "Output"):
                doors[end, full] = [
                    each
                    for each in (f"{full}.{inside}" for inside in node.nodes)
                    if type(inner.get(each)).__name__ == end
                ]
            ends = {each for key in (("Input", full), ("Output", full)) for each in doors[key]}
            inner = {key: Through() if key in ends else each for key, each in inner.items()}
            edges += more
        elif kind in KINDS:
            inner = {full: node}
        else:
            raise ParameterError(
                f"The node {full} is of the kind {kind}, which cannot be run here; "
                f"expected one of {', '.join(KINDS)}."
            )
        for key, each in inner.items():
            if key in nodes:
                raise ParameterError(
                    f"The graph has two nodes that are called {key}; expected a name of "
                    f"its own for each."
                )
            nodes[key] = each
    for origin, to in graph.edges:
        edges.append(
            (
                _door(prefix, origin, "Output", nodes, doors),
                _door(prefix, to, "Input", nodes, doors),
            )
        )
    return nodes, edges


def _door(
    prefix: str, name: str, end: str, nodes: Mapping[str, Any], doors: Mapping[Any, list[str]]
) -> str:
    """Return the node at an end of an edge: of a subgraph, its one Input or Output."""
    full = prefix + name
    if full in nodes:
        return full
    if (end, full) not in doors:
        known = ", ".join(
            [*(key for key in nodes if key.startswith(prefix)), *(f for _, f in doors)]
        )
        raise ParameterError(
            f"An edge leads {'to' if end == 'Input' else 'from'} {full}, and the graph has no "
            f"such node; it has {known:.300}. The file contradicts itself."
        )
    if len(doors[end, full]) != 1:
        raise ParameterError(
            f"The graph {full} within the graph has {len(doors[end, full])} nodes of the "
            f"kind {end}, and an edge does not say which; expected one."
        )
    return doors[end, full][0]


def _expect_no_more(name: str, node: Any) -> None:
    """Refuse metadata that ask for what NIR does not define."""
    metadata = getattr(node, "metadata", None)
    for word in metadata if isinstance(metadata, Mapping) else ():
        if word.lower() in UNSAID:
            raise ParameterError(
                f"The metadata of {name} give {word}, which NIR does not define, so "
                f"that no tool need obey it. Seconds and spikes "
                "without a refractory time are assumed, and nothing learns; leave "
                "it out of the metadata to run the network so."
            )


# --- shapes and fits ------------------------------------------------------------------------------


def _shapes(nodes: Mapping[str, Any], edges: list[tuple[str, str]]) -> dict[str, tuple[int, ...]]:
    """Return the shape of what each node gives, as far as the graph shows it."""
    shapes = {
        name: shape for name, node in nodes.items() if (shape := _own_shape(name, node)) is not None
    }
    waiting = True
    while waiting:
        waiting = False
        for origin, to in edges:
            kind = type(nodes[to]).__name__
            if to not in shapes and origin in shapes and kind in (*MAPS, "Delay"):
                given = shapes[origin]
                shapes[to] = given if kind == "Delay" else map_of(to, nodes[to], given, origin)[1]
                waiting = True
    return shapes


def _own_shape(name: str, node: Any) -> tuple[int, ...] | None:
    """Return the shape of what a node gives, where it does not depend on what it gets."""
    kind = type(node).__name__
    if kind in NEURONS:
        shape = np.shape(node.threshold if kind == "Threshold" else node.r)
        if shape == ():
            raise ParameterError(
                f"{name} has the shape (), which does not say how many neurons it has; "
                f"expected arrays, as in numpy.full(100, 0.02)."
            )
        return shape
    if kind == "Input":
        types: Any = node.input_type
        given: Any = types.get("input") if isinstance(types, Mapping) else None
        return _along(name, "input_type", given, np.size(given), 1)
    if kind in ("Affine", "Linear"):
        return (_weight(name, node, 2).shape[0],)
    return None


def _expect_fit(
    graph: Graph, name: str, at: str, before: tuple[str, ...], terms: Mapping[float, Any]
) -> None:
    """Refuse a signal that has another number of values than a node has neurons."""
    rows, n = next(iter(terms.values())).shape[0], graph.size(name)
    if rows != n:
        maps = [each for each in before if type(graph.nodes[each]).__name__ in ("Affine", "Linear")]
        what = "weight" if maps else "signal"
        raise ParameterError(
            f"The {what} that leads to {name} from {before[0]} has shape "
            f"{graph.nodes[maps[-1]].weight.shape if maps else graph.shapes[at]}; expected one "
            f"that fits its {n} neurons."
        )


def _without_shape(name: str) -> ParameterError:
    return ParameterError(
        f"{name} gets nothing from an Input or a neuron, so that the size of its image is "
        f"not known; expected an edge that leads to it."
    )


def _weight(name: str, node: Any, dimensions: int) -> np.ndarray:
    weight = NUMBER.array(node.weight, f"The weight of {name}")
    if weight.ndim != dimensions:
        form = {2: "(outputs, inputs)", 3: "(out, in, width)", 4: "(out, in, height, width)"}
        raise ParameterError(
            f"The weight of {name} has shape {weight.shape}; expected "
            f"{('two', 'three', 'four')[dimensions - 2]} dimensions, {form[dimensions]}."
        )
    return weight


def _delayed(
    name: str, node: Any, terms: Mapping[float, Any], n: int, origin: str
) -> dict[float, Any]:
    """Return matrices for each delay after one more, which may differ between values."""
    sparse = needs("scipy.sparse", "from_nir")
    more = DELAYS.array(node.delay, f"The delay of {name}").ravel()
    if more.size not in (1, n):
        raise ParameterError(
            f"The delay of {name} has shape {np.shape(node.delay)}; expected one for each "
            f"of the {n} values that it gets."
        )
    found: dict[float, Any] = {}
    for each, (delay, matrix) in itertools.product(np.unique(more).tolist(), terms.items()):
        late = delay + each
        if late > DELAYS.high:
            raise ParameterError(
                f"Delays from {origin} add up to {show(late, 's')}; expected at most "
                f"{show(DELAYS.high, 's')}."
            )
        some = np.broadcast_to(more == each, n).astype(float)
        part = sparse.diags(some).tocsr() @ matrix
        found[late] = found[late] + part if late in found else part
    return found


# --- linear maps ----------------------------------------------------------------------------------


def map_of(
    name: str, node: Any, shape: tuple[int, ...], origin: str
) -> tuple[Any, tuple[int, ...]]:
    """Return the sparse matrix (outputs, inputs) of a map that gets values of a shape, and the
    shape of what it gives.
    """
    sparse = needs("scipy.sparse", "from_nir")
    kind, n = type(node).__name__, int(np.prod(shape))
    if kind in ("Affine", "Linear"):
        weight = _weight(name, node, 2)
        if weight.shape[1] != n:
            raise _misfit(name, f"{weight.shape[1]} values", origin, shape)
        return sparse.csr_matrix(weight), (weight.shape[0],)
    if kind == "Scale":
        scale = NUMBER.array(node.scale, f"The scale of {name}").ravel()
        if scale.size not in (1, n):
            raise _misfit(name, f"{scale.size} values", origin, shape)
        return sparse.diags(np.broadcast_to(scale, n).copy()).tocsr(), shape
    if kind == "Flatten":
        return sparse.identity(n, format="csr"), _flattened(name, node, shape)
    if kind == "Through":
        return sparse.identity(n, format="csr"), shape
    return _window(name, node, kind, shape, origin)


def _misfit(name: str, what: str, origin: str, shape: tuple[int, ...]) -> ParameterError:
    return ParameterError(
        f"{name} takes {what}, and {origin} gives it {int(np.prod(shape))}, of the shape "
        f"{shape}; expected as many."
    )


def _flattened(name: str, node: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    (first,) = _along(name, "start_dim", node.start_dim, 1)
    (last,) = _along(name, "end_dim", node.end_dim, 1)
    last = last + len(shape) if last < 0 else last
    if not 0 <= first <= last < len(shape):
        return (int(np.prod(shape)),)
    return (*shape[:first], int(np.prod(shape[first : last + 1])), *shape[last + 1 :])


def _window(
    name: str, node: Any, kind: str, shape: tuple[int, ...], origin: str
) -> tuple[Any, tuple[int, ...]]:
    """Return the matrix of a convolution, or of a sum or mean over windows of each channel."""
    axes = 1 if kind == "Conv1d" else 2
    if len(shape) != axes + 1:
        form = "(channels, width)" if axes == 1 else "(channels, height, width)"
        raise _misfit(name, f"values of the form {form}", origin, shape)
    if kind.startswith("Conv"):
        weight, (groups,) = _weight(name, node, axes + 2), _along(name, "groups", node.groups, 1)
        dilation, padding = _along(name, "dilation", node.dilation, axes, 1), node.padding
    else:
        size = _along(name, "kernel_size", node.kernel_size, axes, 1)
        value = 1.0 if kind == "SumPool2d" else 1.0 / float(np.prod(size))
        weight, groups = np.broadcast_to(value, (shape[0], 1, *size)), shape[0]
        dilation, padding = (1,) * axes, node.padding
    stride = _along(name, "stride", node.stride, axes, 1)
    out, each = weight.shape[0], weight.shape[1]
    if groups < 1 or out % groups or each * groups != shape[0]:
        raise _misfit(name, f"{each * max(groups, 1)} channels", origin, shape)
    before, after = _padded(name, padding, weight.shape[2:], dilation, stride)
    size = tuple(
        (n + low + high - d * (k - 1) - 1) // step + 1
        for n, low, high, d, k, step in zip(
            shape[1:], before, after, dilation, weight.shape[2:], stride, strict=True
        )
    )
    if min(size) < 1:
        raise ParameterError(
            f"The kernel of {name}, {weight.shape[2:]}, is larger than the image that "
            f"{origin} gives it, {shape[1:]} with its padding; expected a smaller one."
        )
    return _convolution(weight, groups, shape, size, stride, before, dilation), (out, *size)


def _convolution(
    weight: np.ndarray, groups: int, shape: tuple[int, ...], size: tuple[int, ...],
    stride: tuple[int, ...], before: tuple[int, ...], dilation: tuple[int, ...],
) -> Any:  # fmt: skip
    """Return the matrix of a convolution, one part of the kernel after the other."""
    sparse = needs("scipy.sparse", "from_nir")
    out, each = weight.shape[:2]
    area, there = int(np.prod(shape[1:])), int(np.prod(size))
    channel = np.arange(out)[:, None, None]
    source = (channel // (out // groups)) * each + np.arange(each)[None, :, None]
    parts = []
    for at in np.ndindex(*weight.shape[2:]):
        places = [
            np.arange(n) * step + k * d - low
            for n, step, k, d, low in zip(size, stride, at, dilation, before, strict=True)
        ]
        seen = [(0 <= place) & (place < n) for place, n in zip(places, shape[1:], strict=True)]
        here = np.ravel_multi_index(
            np.meshgrid(*(np.flatnonzero(each_) for each_ in seen), indexing="ij"), size
        ).ravel()
        from_ = np.ravel_multi_index(
            np.meshgrid(
                *(place[some] for place, some in zip(places, seen, strict=True)), indexing="ij"
            ),
            shape[1:],
        ).ravel()
        values = np.broadcast_to(weight[(..., *at)][:, :, None], (out, each, here.size))
        rows = np.broadcast_to(channel * there + here, values.shape)
        columns = np.broadcast_to(source * area + from_, values.shape)
        parts.append((values.ravel(), rows.ravel(), columns.ravel()))
    values, rows, columns = (np.concatenate(each_) for each_ in zip(*parts, strict=True))
    found = sparse.csr_matrix((values, (rows, columns)), (out * there, shape[0] * area))
    found.eliminate_zeros()
    return found


def _along(name: str, what: str, value: Any, axes: int, low: float = -math.inf) -> tuple[int, ...]:
    """Return a whole number for each axis; files hold them as floats too."""
    found = np.ravel(value)
    found = found.astype(float) if found.dtype.kind in "iuf" else np.array([math.nan])
    finite = np.isfinite(found).all()
    if found.size not in (1, axes) or not finite or (found < low).any() or (found % 1 != 0).any():
        raise ParameterError(
            f"The {what} of {name} is {value!r:.40}; expected {axes} whole "
            f"number{'s' * (axes > 1)}{f' from {low} on' * math.isfinite(low)}."
        )
    return tuple(int(each) for each in np.broadcast_to(found, axes))


def _padded(
    name: str, padding: Any, kernel: tuple[int, ...], dilation: tuple[int, ...],
    stride: tuple[int, ...],
) -> tuple[tuple[int, ...], tuple[int, ...]]:  # fmt: skip
    """Return how many zeros stand before and after the image along each axis."""
    word = padding.decode() if isinstance(padding, bytes) else padding
    if isinstance(word, str):
        if word == "valid":
            return (0,) * len(kernel), (0,) * len(kernel)
        if word != "same" or max(stride) > 1:
            raise ParameterError(
                f"The padding of {name} is {word!r:.20} with a stride of {stride}; expected "
                f"numbers, 'valid', or 'same' with a stride of 1."
            )
        whole = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
        return tuple(n // 2 for n in whole), tuple(n - n // 2 for n in whole)
    both = _along(name, "padding", padding, len(kernel), 0)
    return both, both


def in_order(graph: Graph) -> Iterator[str]:
    """Return the names of all nodes, those near an input first: a file keeps them by the
    alphabet.
    """
    names = graph.of("Input")
    for name in names:
        names += [to for to in graph.following[name] if to not in names]
    return iter([*names, *(name for name in graph.nodes if name not in names)])
