# %% right-mended
# about: the three lines mended
# score: 20
def simulate(v, dt, x0, p, noise, spread, rng):
    """Return the conductances (S) of len(x0) devices at the beginning of each step: one row for a step, one column for a device."""
    G_off, G_on, K = 1e-6, 100e-6, 10.0  # S, S, 1/(V s)
    x, G = np.array(x0, dtype=float), []
    factor = np.exp(spread * rng.normal(size=x.size))
    for volts in v:
        G.append(factor * (G_off + (G_on - G_off) * x))
        window = 1 - (2 * x - 1) ** (2 * p)
        x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
        x = np.clip(x, 0, 1)
    return np.array(G)

# %% right-scale
# about: NumPy's normal and lognormal with their parameters
# score: 20
def simulate(v, dt, x0, p, noise, spread, rng):
    """Return the conductances (S) of len(x0) devices at the beginning of each step: one row for a step, one column for a device."""
    G_off, G_on, K = 1e-6, 100e-6, 10.0  # S, S, 1/(V s)
    x, G = np.array(x0, dtype=float), []
    factor = rng.lognormal(0.0, spread, x.size)
    for volts in v:
        G.append(factor * (G_off + (G_on - G_off) * x))
        window = 1 - (2 * x - 1) ** (2 * p)
        x = x + K * volts * window * dt + rng.normal(0.0, noise * dt**0.5, x.size)
        x = np.clip(x, 0, 1)
    return np.array(G)

# %% right-square-first
# about: the square, to the power p
# score: 20
def simulate(v, dt, x0, p, noise, spread, rng):
    """Return the conductances (S) of len(x0) devices at the beginning of each step: one row for a step, one column for a device."""
    G_off, G_on, K = 1e-6, 100e-6, 10.0  # S, S, 1/(V s)
    x, G = np.array(x0, dtype=float), []
    factor = np.exp(spread * rng.normal(size=x.size))
    for volts in v:
        G.append(factor * (G_off + (G_on - G_off) * x))
        window = 1 - ((2 * x - 1) ** 2) ** p
        x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
        x = np.clip(x, 0, 1)
    return np.array(G)

# %% right-late-draw
# about: the factor multiplies all rows at the end, drawn after the loop
# score: 20
def simulate(v, dt, x0, p, noise, spread, rng):
    """Return the conductances (S) of len(x0) devices at the beginning of each step: one row for a step, one column for a device."""
    G_off, G_on, K = 1e-6, 100e-6, 10.0  # S, S, 1/(V s)
    x, G = np.array(x0, dtype=float), []
    for volts in v:
        G.append(G_off + (G_on - G_off) * x)
        window = 1 - (2 * x - 1) ** (2 * p)
        x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
        x = np.clip(x, 0, 1)
    return np.array(G) * np.exp(spread * rng.normal(size=x.size))

# %% right-draws-first
# about: all draws of the walk at once
# score: 20
def simulate(v, dt, x0, p, noise, spread, rng):
    """Return the conductances (S) of len(x0) devices at the beginning of each step: one row for a step, one column for a device."""
    G_off, G_on, K = 1e-6, 100e-6, 10.0  # S, S, 1/(V s)
    x, G = np.array(x0, dtype=float), []
    factor = np.exp(spread * rng.normal(size=x.size))
    walk = noise * np.sqrt(dt) * rng.standard_normal((len(v), x.size))
    for n, volts in enumerate(v):
        G.append(factor * (G_off + (G_on - G_off) * x))
        window = 1 - (2 * x - 1) ** (2 * p)
        x = x + K * volts * window * dt + walk[n]
        x = np.clip(x, 0, 1)
    return np.array(G)

# %% right-loop
# about: one device after another
# score: 20
def simulate(v, dt, x0, p, noise, spread, rng):
    columns = []
    for x in np.asarray(x0, dtype=float).tolist():
        factor, column = float(np.exp(spread * rng.normal())), []
        for volts, draw in zip(np.asarray(v, dtype=float).tolist(), rng.normal(size=len(v)).tolist()):
            column.append(factor * (1e-6 + 99e-6 * x))
            x = min(max(x + 10.0 * volts * (1 - (2 * x - 1) ** (2 * p)) * dt + noise * dt**0.5 * draw, 0.0), 1.0)
        columns.append(column)
    return np.array(columns).T

# %% wrong-as-handed-over
# about: nothing mended
# score: 0
# hint: Look at where in the program the factor of a device is drawn
# hint: ten times smaller
# hint: move backwards
# hint: is proportional to dt here
def simulate(v, dt, x0, p, noise, spread, rng):
    """Return the conductances (S) of len(x0) devices at the beginning of each step: one row for a step, one column for a device."""
    G_off, G_on, K = 1e-6, 100e-6, 10.0  # S, S, 1/(V s)
    x, G = np.array(x0, dtype=float), []
    for volts in v:
        factor = np.exp(spread * rng.normal(size=x.size))
        G.append(factor * (G_off + (G_on - G_off) * x))
        window = 1 - (2 * x - 1) ** 2 * p
        x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * dt
        x = np.clip(x, 0, 1)
    return np.array(G)

# %% wrong-read-alone
# about: one bug mended
# score: 6
# hint: ten times smaller
# hint: move backwards
# from: right-mended
# -         window = 1 - (2 * x - 1) ** (2 * p)
# -         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
# +         window = 1 - (2 * x - 1) ** 2 * p
# +         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * dt

# %% wrong-no-dt
# about: fluctuations without dt
# score: 12
# hint: ten times larger
# hint: does not depend on dt here
# from: right-mended
# -         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
# +         x = x + K * volts * window * dt + noise * rng.normal(size=x.size)

# %% wrong-root-2
# about: diffusion with a factor 2
# score: 16
# hint: There is a factor sqrt(2) too much
# from: right-mended
# -         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
# +         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(2 * dt)

# %% wrong-over-root
# about: divided by the root
# score: 12
# hint: The fluctuations after 0.1 s in 500 steps
# from: right-mended
# -         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
# +         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) / np.sqrt(dt)

# %% wrong-dt-squared
# about: the other way
# score: 12
# hint: a thousand times smaller
# from: right-mended
# -         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
# +         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * dt**2

# %% wrong-noise-gone
# about: the fluctuations taken out
# score: 12
# hint: do not fluctuate any more
# from: right-mended
# -         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
# +         x = x + K * volts * window * dt

# %% wrong-walk-drawn-once
# about: the draw of the walk before the loop
# score: 12
# hint: ten times larger
# hint: depends on the step before
def simulate(v, dt, x0, p, noise, spread, rng):
    """Return the conductances (S) of len(x0) devices at the beginning of each step: one row for a step, one column for a device."""
    G_off, G_on, K = 1e-6, 100e-6, 10.0  # S, S, 1/(V s)
    x, G = np.array(x0, dtype=float), []
    factor = np.exp(spread * rng.normal(size=x.size))
    xi = rng.normal(size=x.size)
    for volts in v:
        G.append(factor * (G_off + (G_on - G_off) * x))
        window = 1 - (2 * x - 1) ** (2 * p)
        x = x + K * volts * window * dt + noise * xi * np.sqrt(dt)
        x = np.clip(x, 0, 1)
    return np.array(G)

# %% wrong-drift-with-root
# about: sqrt(dt) in the drift too
# score: 14
# hint: The drift has lost its factor dt
# from: right-mended
# -         x = x + K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
# +         x = x + K * volts * window * np.sqrt(dt) + noise * rng.normal(size=x.size) * np.sqrt(dt)

# %% wrong-no-factor
# about: the factor taken out
# score: 14
# hint: All devices show the same conductance
# from: right-mended
# -     factor = np.exp(spread * rng.normal(size=x.size))
# +     factor = 1.0

# %% wrong-own-seed
# about: the same seed before each draw
# score: 14
# hint: Another seed gives the same devices
# from: right-mended
# -     factor = np.exp(spread * rng.normal(size=x.size))
# +     factor = np.exp(spread * np.random.default_rng(0).normal(size=x.size))

# %% wrong-factor-linear
# about: a factor 1 + s xi
# score: 14
# hint: are skewed
# from: right-mended
# -     factor = np.exp(spread * rng.normal(size=x.size))
# +     factor = np.maximum(1 + spread * rng.normal(size=x.size), 0.01)

# %% wrong-spread-lost
# about: exp(xi) without the spread
# score: 2
# hint: spread is left out
# from: right-mended
# -     factor = np.exp(spread * rng.normal(size=x.size))
# +     factor = np.exp(rng.normal(size=x.size))

# %% wrong-power-tower
# about: 2**p as the exponent
# score: 14
# hint: the exponent grows as 2**p
# from: right-mended
# -         window = 1 - (2 * x - 1) ** (2 * p)
# +         window = 1 - (2 * x - 1) ** 2**p

# %% wrong-exponent-p
# about: the exponent p
# score: 14
# hint: The exponent of the window is p; it should be 2p
# from: right-mended
# -         window = 1 - (2 * x - 1) ** (2 * p)
# +         window = 1 - np.abs(2 * x - 1) ** p

# %% wrong-exponent-sum
# about: the exponent 2 + p
# score: 14
# hint: The exponent of the window is 2 + p
# from: right-mended
# -         window = 1 - (2 * x - 1) ** (2 * p)
# +         window = 1 - (2 * x - 1) ** (2 + p)

# %% wrong-exponent-2
# about: p left out
# score: 14
# hint: The exponent of the window is 2 for any p
# from: right-mended
# -         window = 1 - (2 * x - 1) ** (2 * p)
# +         window = 1 - (2 * x - 1) ** 2

# %% wrong-no-window
# about: the window taken out
# score: 14
# hint: There is no window any more
# from: right-mended
# -         window = 1 - (2 * x - 1) ** (2 * p)
# +         window = 1.0

# %% wrong-upside-down
# about: the power alone
# score: 12
# hint: The window is upside down
# from: right-mended
# -         window = 1 - (2 * x - 1) ** (2 * p)
# +         window = (2 * x - 1) ** (2 * p)

# %% wrong-after-the-step
# about: read at the end of each step
# score: 12
# hint: read at the beginning of the first step
# from: right-mended
# -         G.append(factor * (G_off + (G_on - G_off) * x))
#
# -         x = np.clip(x, 0, 1)
# +         x = np.clip(x, 0, 1)
# +         G.append(factor * (G_off + (G_on - G_off) * x))

# %% wrong-in-place
# about: x0 changed in place
# score: 18
# hint: changes its input x0
def simulate(v, dt, x0, p, noise, spread, rng):
    """Return the conductances (S) of len(x0) devices at the beginning of each step: one row for a step, one column for a device."""
    G_off, G_on, K = 1e-6, 100e-6, 10.0  # S, S, 1/(V s)
    x, G = np.asarray(x0, dtype=float), []
    factor = np.exp(spread * rng.normal(size=x.size))
    for volts in v:
        G.append(factor * (G_off + (G_on - G_off) * x))
        window = 1 - (2 * x - 1) ** (2 * p)
        x += K * volts * window * dt + noise * rng.normal(size=x.size) * np.sqrt(dt)
        np.clip(x, 0, 1, out=x)
    return np.array(G)

# %% wrong-transposed
# about: one row for a device
# score: 0
# hint: has shape (40, 6)
# from: right-mended
# -     return np.array(G)
# +     return np.array(G).T

# %% wrong-last-only
# about: the last row alone
# score: 0
# hint: dimension
# from: right-mended
# -     return np.array(G)
# +     return np.array(G)[-1]

# %% wrong-no-return
# about: nothing returned
# score: 0
# hint: is None
# from: right-mended
# -     return np.array(G)
# +     G = np.array(G)

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: simulate
def simulate(v, dt, x0, p, noise, spread, rng)
    return v
