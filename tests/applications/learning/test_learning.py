"""Gradients of spiking layers against closed forms, finite differences and each other; the two
tasks; training; the same layer as a network.
"""

import numpy as np
import pytest

from neurolib import LIF, Clocked, EventDriven, Network, ParameterError, replicate
from neurolib.applications.learning import (
    EventPixel,
    SpikingLayer,
    Weights,
    accuracy,
    answers,
    bptt,
    epochs,
    eprop,
    exact_gradient,
    forward,
    kept_words,
    latencies,
    moving_edges,
    psp,
    psp_peak,
    readout_loss,
    spike_time,
    spike_time_closed,
    spike_time_slope,
    start,
    train,
    yin_yang,
    yin_yang_class,
    yin_yang_spikes,
)
from neurolib.units import ms, mV, nA, pF

SEEDS = range(901, 913)  # fresh ones, which chose nothing

# --- one spike -----------------------------------------------------------------------------------

# tau_m, tau_s (ms), w / w_min, t* (ms), dt*/d ln w (ms): computed independently of this library
KNOWN = [
    (20, 5, 1.05, 6.498707862, -24.465966294),
    (20, 5, 1.5, 3.046537310, -4.786200842),
    (20, 5, 3, 1.221409444, -1.436750368),
    (10, 5, 1.05, 4.957581355, -17.912878475),
    (10, 5, 1.5, 2.374007862, -3.660254038),
    (10, 5, 3, 0.962374901, -1.123724357),
]


@pytest.mark.parametrize(
    ("tau_m", "tau_s", "t_p", "top"), [(20, 5, 9.241962, 0.157490131), (10, 5, 6.931472, 0.25)]
)
def test_peak_of_the_postsynaptic_potential(tau_m, tau_s, t_p, top):
    found = psp_peak(tau_m * ms, tau_s * ms)
    assert np.allclose(found, (t_p * ms, top), rtol=1e-7)
    t = np.linspace(0, 5 * tau_m * ms, 20001)
    assert (
        abs(t[psp(t, tau_m * ms, tau_s * ms).argmax()] - found[0]) < t[1]
        and psp(-1 * ms, tau_m * ms, tau_s * ms) == 0
    )


@pytest.mark.parametrize(("tau_m", "tau_s", "share", "t", "slope"), KNOWN)
def test_spike_time_and_its_slope(tau_m, tau_s, share, t, slope):
    w = share / psp_peak(tau_m * ms, tau_s * ms)[1]
    assert np.isclose(spike_time(w, tau_m * ms, tau_s * ms) / ms, t, rtol=1e-9)
    assert np.isclose(w * spike_time_slope(w, tau_m * ms, tau_s * ms) / ms, slope, rtol=1e-9)
    if tau_m == 2 * tau_s:
        assert np.isclose(spike_time_closed(w, tau_m * ms) / ms, t, rtol=1e-9)


@pytest.mark.parametrize("constants", [(20 * ms, 5 * ms), (7 * ms, 7 * ms), (3 * ms, 11 * ms)])
def test_slope_of_a_spike_time_is_its_derivative_at_second_order(constants):
    w, theta = 2.0 * 0.3 / psp_peak(*constants)[1], 0.3
    errors = []
    for h in (0.02, 0.01, 0.005):
        central = (
            spike_time(w + h * w, *constants, theta) - spike_time(w - h * w, *constants, theta)
        ) / (2 * h * w)
        errors.append(abs(central / spike_time_slope(w, *constants, theta) - 1))
    assert 1.9 < np.log2(errors[0] / errors[1]) < 2.1 and 1.9 < np.log2(errors[1] / errors[2]) < 2.1


def test_a_lost_spike_has_no_time_and_the_slope_diverges_where_the_peak_touches():
    least = 1 / psp_peak(20 * ms, 5 * ms)[1]
    assert spike_time(0.999 * least, 20 * ms, 5 * ms) == np.inf
    near = [spike_time_slope(least * (1 + e), 20 * ms, 5 * ms) for e in (1e-4, 1e-6, 1e-8)]
    assert 9 < near[1] / near[0] < 11 and 9 < near[2] / near[1] < 11  # as 1/sqrt of the distance
    assert spike_time_closed(3.99, 10 * ms) == np.inf and spike_time_closed(
        4.0, 10 * ms
    ) == pytest.approx(10 * ms * np.log(2))


@pytest.mark.parametrize("w", [-1, 0, [9.0, -2.0], 6.3])
def test_a_slope_without_a_spike_is_refused_with_the_smallest_weight_that_fires(w):
    with pytest.raises(ParameterError, match=r"no spike .* at least 6.3496\d?, as in w ="):
        spike_time_slope(w, 20 * ms, 5 * ms)
    for how in {"tau_m": 2.0}, {"tau_s": 1e-6}, {"theta": 5.0}:
        with pytest.raises(ParameterError, match="no spike"):
            spike_time_slope(9.0, **{"tau_m": 20 * ms, "tau_s": 5 * ms} | how)


# --- the exact gradient of a network -------------------------------------------------------------


def built(weights, given, delays=(0.5 * ms, 0.7 * ms, 1.1 * ms)):
    """A network of 5 inputs, 4 hidden neurons that reach each other, and 2 outputs, off the default
    parameters.
    """
    hidden_neuron, output_neuron = (
        LIF(V_R=-65 * mV, t_ref=0),
        LIF(C=150 * pF, V_R=-72 * mV, V_T=-52 * mV, t_ref=0),
    )
    net = Network()
    inputs = net.spikes(given, n=5)
    hidden, outputs = net.population(hidden_neuron, 4), net.population(output_neuron, 2)
    ends, taus = ((inputs, hidden), (hidden, outputs), (hidden, hidden)), (5 * ms, 4 * ms, 3 * ms)
    made = [
        net.project(*pair, W, delay=d, synapse="exponential", tau=tau)
        for pair, W, d, tau in zip(ends, weights, delays, taus, strict=True)
    ]
    return EventDriven().run(net, 45 * ms), hidden, outputs, made


def worst_of(seed):
    """Return the largest difference between the exact gradient and central differences, relative to
    the largest derivative.
    """
    rng = np.random.default_rng(seed)
    given = np.sort(rng.uniform(1, 25, 12)) * ms, rng.integers(0, 5, 12)
    weights = [
        rng.uniform(0.2, 1.6, (5, 4)) * nA,
        rng.uniform(0.1, 1.0, (4, 2)) * nA,
        rng.uniform(-0.1, 0.1, (4, 4)) * nA,
    ]
    run, hidden, outputs, made = built(weights, given)
    first = [run.spikes(group) for group in (hidden, outputs)]
    price = [rng.standard_normal(len(times)) for times, _ in first]
    exact = exact_gradient(run, {hidden: price[0], outputs: price[1]})

    def loss(k, way, h):
        moved = [W + h * way if j == k else W for j, W in enumerate(weights)]
        again, hidden, outputs, _ = built(moved, given)
        now = [again.spikes(group) for group in (hidden, outputs)]
        alike = all(
            a[1].shape == b[1].shape and (a[1] == b[1]).all()
            for a, b in zip(now, first, strict=True)
        )
        return sum(p @ t for p, (t, _) in zip(price, now, strict=True)) if alike else np.nan

    worst = 0.0
    for k, W in enumerate(weights):
        way, h = (
            rng.choice([-1.0, 1.0], W.shape),
            2e-16,
        )  # A; Richardson's extrapolation takes the error of second order away
        wide, narrow = (
            (loss(k, way, step) - loss(k, way, -step)) / (2 * step) for step in (2 * h, h)
        )
        found = (4 * narrow - wide) / 3
        assert np.isfinite(found), "a spike was lost: take another step"
        worst = max(worst, abs(found - (exact[made[k]] * way).sum()) / np.abs(exact[made[k]]).sum())
    return worst


def test_the_exact_gradient_is_that_of_central_differences_on_n_of_N_networks():
    found = replicate(worst_of, SEEDS)
    assert found.count(lambda worst: worst < 1e-6).n_of_N == "12 of 12", found


def test_the_exact_gradient_of_one_synapse_is_the_closed_form():
    neuron, net = LIF(E_L=-70 * mV, V_R=-70 * mV, t_ref=0), Network()
    source, target = net.spikes([3 * ms], n=1), net.population(neuron, 1)
    w = 1.5 / psp_peak(neuron.tau, 5 * ms)[1]  # in thresholds
    unit = (neuron.V_T - neuron.E_L) * neuron.g_L  # A
    synapse = net.project(source, target, w * unit, delay=1 * ms, synapse="exponential", tau=5 * ms)
    run = EventDriven().run(net, 60 * ms)
    assert len(run.spikes(target)[0]) == 1
    found = exact_gradient(run, {target: [1.0]})[synapse][0, 0] * unit
    assert np.isclose(found, spike_time_slope(w, neuron.tau, 5 * ms), rtol=1e-9)


def test_the_exact_gradient_refuses_what_it_does_not_hold_for():
    net = Network()
    a, b = net.spikes([1 * ms], n=1), net.population(LIF(), 1)
    net.project(a, b, 9 * nA, delay=1 * ms, synapse="exponential", tau=5 * ms)
    with pytest.raises(ParameterError, match="without refractory time"):
        exact_gradient(EventDriven().run(net, 20 * ms), {})
    with pytest.raises(ParameterError, match="spike times lie on ticks"):
        exact_gradient(Clocked().run(net, 20 * ms), {})
    with pytest.raises(ParameterError, match="part of a session"):
        exact_gradient(EventDriven().start(net, 1).run(20 * ms), {})
    twice = Network()
    a, b = twice.spikes([1 * ms], n=1), twice.population(LIF(t_ref=0), 1)
    twice.project(a, b, 9 * nA, 1 * ms, pairs=([0, 0], [0, 0]), synapse="exponential", tau=5 * ms)
    with pytest.raises(ParameterError, match="two synapses between the same two neurons"):
        exact_gradient(EventDriven().run(twice, 20 * ms), {})


@pytest.mark.parametrize(
    "slopes", [np.inf, 0, None, "x", True, [], np.zeros((2, 3, 4)), 1j, object()]
)
def test_slopes_of_a_loss_are_a_mapping_from_populations(slopes):
    net = Network()
    net.population(LIF(t_ref=0), 1)
    with pytest.raises(ParameterError, match="exact_gradient's slopes are .* as in {out:"):
        exact_gradient(EventDriven().run(net, 1 * ms), slopes)
    with pytest.raises(ParameterError, match="no population of the run; expected"):
        exact_gradient(EventDriven().run(net, 1 * ms), {"out": [1.0]})


def slopes_of_several_constants(seed):
    """Return the largest difference from central differences, where membranes, synapses, resets and
    currents are drawn, and neurons fire several times.
    """
    rng = np.random.default_rng(seed)
    given = np.sort(rng.uniform(1, 25, 14)) * ms, rng.integers(0, 5, 14)
    first, second = (
        LIF(t_ref=0, g_L=200 * pF / (rng.uniform(8, 30) * ms), V_R=rng.uniform(-78, -56) * mV)
        for _ in range(2)
    )
    taus, current = rng.uniform(1, 12, 2) * ms, rng.uniform(-0.05, 0.05) * nA
    W = rng.uniform(-0.3, 2.0, (5, 4)) * nA * (5 * ms / taus[0])
    U = rng.uniform(-0.1, 0.7, (4, 2)) * nA * (5 * ms / taus[1])

    def run_of(W, U):
        net = Network()
        inputs = net.spikes(given, n=5)
        hidden, out = net.population(first, 4, I=current), net.population(second, 2)
        made = [
            net.project(a, b, w, delay=1 * ms, synapse="exponential", tau=tau)
            for a, b, w, tau in ((inputs, hidden, W, taus[0]), (hidden, out, U, taus[1]))
        ]
        run = EventDriven().run(net, 60 * ms)
        return run.spikes(out)[0], run, out, made

    times, run, out, made = run_of(W, U)
    price = rng.standard_normal(len(times))
    exact, worst = exact_gradient(run, {out: price}), 0.0
    for k, way in enumerate((rng.choice([-1.0, 1.0], W.shape), rng.choice([-1.0, 1.0], U.shape))):

        def loss(h, k=k, way=way):
            moved = run_of(*(w + h * way if j == k else w for j, w in enumerate((W, U))))[0]
            return moved @ price if len(moved) == len(price) else np.nan

        wide, narrow = ((loss(h) - loss(-h)) / (2 * h) for h in (4e-16, 2e-16))
        found = (4 * narrow - wide) / 3
        worst = max(worst, abs(found - (exact[made[k]] * way).sum()) / np.abs(exact[made[k]]).sum())
    return worst if len(times) > 4 else np.nan


def test_the_exact_gradient_holds_for_drawn_constants_and_several_spikes_on_n_of_N_networks():
    found = replicate(slopes_of_several_constants, SEEDS)
    assert found.count(lambda worst: worst < 1e-6).n_of_N == "12 of 12", found


# --- layers --------------------------------------------------------------------------------------


def drawn(seed, recurrent=0.0, steps=30, samples=4, **how):
    """Return a layer off its default parameters, weights, input spikes and classes."""
    rng = np.random.default_rng(seed)
    layer = SpikingLayer(
        **{"tau": 12 * ms, "tau_o": 25 * ms, "dt": 0.7 * ms, "theta": 1.3, "b": 0.8} | how
    )
    R = rng.normal(0, recurrent, (11, 11)) if recurrent else None
    weights = Weights(rng.normal(0, 1.2, (7, 11)), rng.normal(0, 1, (11, 3)), R)
    return (
        layer,
        weights,
        (rng.random((steps, samples, 7)) < 0.15).astype(float),
        rng.integers(0, 3, samples),
        rng,
    )


def gradients(case, since=3):
    layer, weights, x, c, _ = case
    done = forward(layer, weights, x)
    g = readout_loss(done.y, c, since)[1]
    return bptt(layer, weights, x, done, g), eprop(layer, weights, x, done, g)


@pytest.mark.parametrize("surrogate", ["fast sigmoid", "triangle"])
@pytest.mark.parametrize("recurrent", [0.0, 0.4])
def test_backpropagation_through_a_smoothed_layer_is_its_derivative(surrogate, recurrent):
    layer, weights, x, c, rng = drawn(3, recurrent, surrogate=surrogate, reset_path="kept")
    done = forward(layer, weights, x, smooth=True)
    found = bptt(layer, weights, x, done, readout_loss(done.y, c, 5)[1])
    for name in ("W", "U", "R")[: 2 + bool(recurrent)]:
        way, errors = rng.standard_normal(getattr(weights, name).shape), []
        slope = float((getattr(found, name) * way).sum())
        for h in (1e-3, 1e-4, 1e-5):
            up, down = (
                weights._replace(**{name: getattr(weights, name) + step * way}) for step in (h, -h)
            )
            central = [
                readout_loss(forward(layer, each, x, smooth=True).y, c, 5)[0] for each in (up, down)
            ]
            errors.append(abs((central[0] - central[1]) / (2 * h) / slope - 1))
        # the triangle has kinks, at which a central difference is of first order only
        assert errors[2] < (1e-5 if surrogate == "triangle" else 1e-7), (name, errors)


def test_the_smooth_spike_has_the_slope_of_the_surrogate():
    for surrogate in "fast sigmoid", "triangle":
        layer, V = (
            SpikingLayer(surrogate=surrogate, b=0.4, theta=0.9),
            np.linspace(-1, 3, 41) + 0.013,
        )
        slope = (layer.smooth_spike(V + 1e-6) - layer.smooth_spike(V - 1e-6)) / 2e-6
        assert (
            np.allclose(slope, layer.psi(V), atol=2e-6)
            and layer.psi(0.9) == 1
            and layer.smooth_spike(0.9) == 0
        )


def apart(a, b):
    return float(np.abs(a - b).max() / np.abs(b).max())


def cosine(a, b):
    return float((a * b).sum() / np.linalg.norm(a) / np.linalg.norm(b))


def test_eprop_is_the_gradient_without_recurrence_and_with_the_resets_path_cut_on_n_of_N_layers():
    def relative(seed):
        exact, local = gradients(drawn(seed, steps=60))
        return max(apart(local.W, exact.W), apart(local.U, exact.U))

    found = replicate(relative, SEEDS)
    assert found.count(lambda each: each < 1e-13).n_of_N == "12 of 12", found


def test_a_trace_that_follows_the_reset_is_exact_and_one_that_leaves_it_out_is_not():
    def kept(seed):
        exact, local = gradients(drawn(seed, steps=60, reset_path="kept"))
        return apart(local.W, exact.W)

    def left_out(seed):
        exact, _ = gradients(drawn(seed, steps=60, reset_path="kept"))
        _, local = gradients(drawn(seed, steps=60, reset_path="cut"))
        return apart(local.W, exact.W)

    found = replicate(kept, SEEDS)
    assert found.count(lambda each: each < 1e-12).n_of_N == "12 of 12", found
    assert replicate(left_out, SEEDS).count(lambda each: each > 0.1).n_of_N == "12 of 12"


def test_eprop_with_the_resets_path_is_the_derivative_of_a_smoothed_layer():
    layer, weights, x, c, rng = drawn(4, reset_path="kept")
    done = forward(layer, weights, x, smooth=True)
    found = eprop(layer, weights, x, done, readout_loss(done.y, c, 5)[1])
    way = rng.standard_normal(weights.W.shape)
    up, down = (
        readout_loss(
            forward(layer, weights._replace(W=weights.W + h * way), x, smooth=True).y, c, 5
        )[0]
        for h in (1e-5, -1e-5)
    )
    assert np.isclose((up - down) / 2e-5, (found.W * way).sum(), rtol=1e-7)


def test_eprop_is_not_the_gradient_with_recurrence_on_n_of_N_layers():
    def turned(seed):
        exact, local = gradients(drawn(seed, 0.3, steps=60))
        return cosine(local.W, exact.W)

    with_recurrence = replicate(turned, SEEDS)
    assert with_recurrence.count(lambda each: each < 0.999).n_of_N == "12 of 12", with_recurrence
    assert 0.2 < with_recurrence.mean < 0.9


def test_a_hard_threshold_has_no_slope_and_a_dead_neuron_no_gradient():
    layer, weights, x, c, rng = drawn(5)
    way = rng.standard_normal(weights.W.shape)
    losses = [
        readout_loss(forward(layer, weights._replace(W=weights.W + h * way), x).y, c)[0]
        for h in (-1e-9, 0, 1e-9)
    ]
    assert losses[0] == losses[1] == losses[2]
    narrow = SpikingLayer(surrogate="triangle", b=0.01)
    dead = weights._replace(W=np.full_like(weights.W, -1.0))
    done = forward(narrow, dead, x)
    assert not done.z.any() and not bptt(narrow, dead, x, done, readout_loss(done.y, c)[1]).W.any()


def test_loss_of_the_readout_is_a_mean_and_has_its_slope():
    rng = np.random.default_rng(2)
    y, c, way = (
        rng.standard_normal((6, 4, 3)),
        np.array([0, 2, 1, 1]),
        rng.standard_normal((6, 4, 3)),
    )
    assert np.isclose(readout_loss(np.zeros((5, 2, 4)), [1, 3])[0], np.log(4))
    loss, g = readout_loss(y, c, 2)
    assert np.isclose(
        (readout_loss(y + 1e-6 * way, c, 2)[0] - readout_loss(y - 1e-6 * way, c, 2)[0]) / 2e-6,
        (g * way).sum(),
    )
    assert not g[:2].any() and loss > 0


def test_the_same_layer_as_a_network_of_this_library_fires_the_same_spikes_on_n_of_N_samples():
    layer, rng = SpikingLayer(tau=12 * ms), np.random.default_rng(17)
    samples, weights = yin_yang_spikes(12, rng), start(5, 60, 3, rng)
    z = forward(layer, weights, samples.x).z

    def alike(k):
        when, who = np.nonzero(samples.x[:, k])
        net = Network()
        inputs, hidden = net.spikes((when * layer.dt, who), n=5), net.population(layer.neuron(), 60)
        net.project(inputs, hidden, weights.W * 20 * mV, delay=layer.dt)
        times, neurons = Clocked(dt=layer.dt).run(net, (len(z) + 1) * layer.dt).spikes(hidden)
        raster = np.zeros(z[:, k].shape)
        raster[np.rint(times / layer.dt).astype(int) - 1, neurons] = 1
        return float(np.abs(raster - z[:, k]).sum())

    assert replicate(alike, range(12)).count(lambda differing: differing == 0).n_of_N == "12 of 12"


def test_what_learning_keeps_grows_with_time_through_time_and_not_locally():
    assert (
        kept_words(50, 5, 60, 3) == (50 * 125, 5 + 300 + 60)
        and kept_words(500, 5, 60, 3)[1] == kept_words(50, 5, 60, 3)[1]
    )


# --- tasks ---------------------------------------------------------------------------------------


def test_classes_of_the_yin_yang_figure():
    points = {
        (0.25, 0.5): 2,
        (0.75, 0.5): 2,
        (0.25, 0.62): 1,
        (0.25, 0.38): 1,
        (0.75, 0.62): 0,
        (0.75, 0.38): 0,
        (0.5, 0.9): 1,
        (0.5, 0.1): 0,
    }
    for (x, y), c in points.items():
        assert yin_yang_class(x, y) == c, (x, y)
        if c != 2:  # the figure turned by half a circle has the other class
            assert yin_yang_class(1 - x, 1 - y) == 1 - c
    assert (
        yin_yang_class(0.75, 1.0, 0.2, 1.0) == 1 and yin_yang_class(0.75, 1.0, 0.3, 1.0) == 2
    )  # twice as large


def test_points_are_balanced_inside_and_reproducible():
    xy, c = yin_yang(6000, np.random.default_rng(1))
    assert (np.hypot(*(xy - 0.5).T) <= 0.5).all() and (yin_yang_class(*xy.T) == c).all()
    assert np.abs(np.bincount(c) / 6000 - 1 / 3).max() < 4 * np.sqrt(2 / 9 / 6000)
    again = yin_yang(6000, np.random.default_rng(1))
    assert (again[0] == xy).all() and (again[1] == c).all()


def test_points_become_one_spike_for_each_input():
    x = latencies([[0.25, 1.0]], 50, 2, 42)
    assert (
        x.shape == (50, 1, 5)
        and [int(t) for t in x[:, 0].argmax(axis=0)] == [12, 42, 32, 2, 2]
        and (x.sum(axis=0) == 1).all()
    )
    with pytest.raises(ParameterError, match="from 0 to 1"):
        latencies([[0.5, 1.2]])


def test_an_event_pixel_counts_the_steps_of_the_logarithm():
    pixel, light = (
        EventPixel(contrast=0.2, refractory=0.0, jitter=0.0),
        np.exp(np.linspace(0, 1.03, 401))[:, None, None],
    )
    up = pixel.events(light, np.random.default_rng(1))
    down = pixel.events(light[::-1], np.random.default_rng(1))
    assert (
        up[:, 0, 0, 0].sum() in (4, 5)
        and not up[:, 0, 1].any()
        and down[:, 0, 1, 0].sum() in (4, 5)
        and not down[:, 0, 0].any()
    )
    dimmed = pixel.events(light / 100, np.random.default_rng(1))
    assert (dimmed == up).all()  # the logarithm sees contrast, not light
    slow = EventPixel(contrast=0.02, refractory=10.0, jitter=0.0).events(
        light, np.random.default_rng(1)
    )
    assert np.diff(np.flatnonzero(slow[:, 0, 0, 0])).min() > 10


def test_an_edge_reaches_the_pixels_in_the_order_of_its_direction():
    samples = moving_edges(60, np.random.default_rng(4), pixel=EventPixel(jitter=0.0))
    events = samples.x.reshape(40, 60, 2, 6, 6).sum(axis=2)
    when = np.where(events.sum(axis=0) > 0, events.argmax(axis=0), np.nan)
    across = np.nanmean(when[..., -1], axis=1) - np.nanmean(
        when[..., 0], axis=1
    )  # last column less first
    upward = np.nanmean(when[:, 0], axis=1) - np.nanmean(when[:, -1], axis=1)  # first row less last
    assert (across[samples.c == 0] > 0).all() and (across[samples.c == 2] < 0).all()
    assert (upward[samples.c == 1] > 0).all() and (upward[samples.c == 3] < 0).all()


# --- training ------------------------------------------------------------------------------------


def learnt(seed, n=4, layer=None, size=1500, **how):
    rng = np.random.default_rng(seed)
    samples, test = yin_yang_spikes(size, rng), yin_yang_spikes(500, rng)
    return train(layer or SpikingLayer(), start(5, 60, 3, rng), samples, test, rng, n, **how), test


def test_training_is_reproducible_reports_progress_and_eprop_walks_the_same_way():
    calls = []
    one, test = learnt(1, size=300, progress=lambda done, of: calls.append((done, of)))
    assert calls == [(k, 4) for k in range(1, 5)]
    again, _ = learnt(1, size=300)
    assert (one[-1].weights.W == again[-1].weights.W).all()
    local, _ = learnt(1, n=1, size=300, method="eprop")
    assert np.allclose(local[0].weights.W, learnt(1, n=1, size=300)[0][0].weights.W, atol=1e-6)
    assert one[-1].accuracy == accuracy(SpikingLayer(), one[-1].weights, test, 30)


@pytest.mark.exhaustive
@pytest.mark.slow
def test_sixty_neurons_learn_the_figure_and_beat_a_linear_classifier_on_n_of_N_seeds():
    def reached(seed):
        return learnt(seed, n=10)[0][-1].accuracy

    found = replicate(reached, SEEDS)
    assert found.count(lambda each: each > 0.78).n_of_N == "12 of 12" and found.mean > 0.84, found


def test_a_price_on_spikes_and_a_bound_on_weights_are_kept():
    dear, _ = learnt(2, spike_price=0.02)
    free, _ = learnt(2)
    assert dear[-1].spikes < 0.8 * free[-1].spikes
    bound, test = learnt(2, bound=0.7, noise=0.05)
    assert max(np.abs(bound[-1].weights.W).max(), np.abs(bound[-1].weights.U).max()) <= 0.7
    assert answers(SpikingLayer(), bound[-1].weights, test)[0].shape == (500,)


def test_valid_words_alone_are_taken():
    rng = np.random.default_rng(1)
    samples = yin_yang_spikes(20, rng)
    with pytest.raises(ParameterError, match="method"):
        next(epochs(SpikingLayer(), start(5, 8, 3, rng), samples, samples, rng, method="backprop"))
    with pytest.raises(ParameterError, match="expected as many"):
        next(epochs(SpikingLayer(), start(4, 8, 3, rng), samples, samples, rng))
    with pytest.raises(ParameterError, match="samples have 50 steps; expected .* 0 to 49"):
        answers(SpikingLayer(), start(5, 8, 3, rng), samples, since=50)
    with pytest.raises(ParameterError, match="a hundredth of the radius"):
        yin_yang(5, rng, r_small=1e-4)
    with pytest.raises(ParameterError, match="since"):
        readout_loss(np.zeros((5, 2, 3)), [0, 1], since=5)
