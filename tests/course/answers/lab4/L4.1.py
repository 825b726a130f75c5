# %% right-natural-logarithm
# about: fits in natural logarithms and converts
# score: 30
import numpy as np
def locate(lams, table):
    x, S = np.log(lams), len(table)
    def top(rows):
        a, b, c = np.polyfit(x, np.mean(rows, axis=0), 2)
        return -b / a / 2
    parts = [top([row for k, row in enumerate(table) if k != s]) for s in range(S)]
    spread = sum((part - sum(parts) / S) ** 2 for part in parts)
    return float(np.exp(top(table))), float((spread * (S - 1) / S) ** 0.5 / np.log(10))

# %% right-normal-equations
# about: solves the least squares by a matrix, and returns a list
# score: 30
import numpy as np
def locate(lams, table):
    u = np.log10(np.asarray(lams, float))
    X = np.column_stack([np.ones_like(u), u, u * u])
    def peak(y):
        c = np.linalg.lstsq(X, y, rcond=None)[0]
        return -0.5 * c[1] / c[2]
    total = table.sum(axis=0)
    S = len(table)
    each = np.array([peak((total - row) / (S - 1)) for row in table])
    return [10 ** peak(total / S), np.sqrt(S - 1) * each.std()]

# %% wrong-linear-axis
# about: fits against the strength itself
# score: 14
# hint: The parabola is fitted against the strength itself
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return vertex(lams, table), jack(lams, table)

# %% wrong-best-of-the-table
# about: the best strength that was tried
# score: 14
# hint: This is the best strength of the table
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return lams[table.mean(axis=0).argmax()], jack(lams, table)

# %% wrong-returns-u
# about: log10 of the strength
# score: 14
# hint: This is log10 of the optimum
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return vertex(u, table), jack(lams, table)

# %% wrong-exp
# about: exp of log10
# score: 14
# hint: The power of the natural logarithm and that of 10 are mixed
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return np.exp(vertex(u, table)), jack(lams, table)

# %% wrong-power-of-ten-of-ln
# about: 10 to the natural logarithm
# score: 14
# hint: The power of 10 is taken of a natural logarithm
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(np.log(lams), table), jack(lams, table)

# %% wrong-sign
# about: b / 2a
# score: 14
# hint: The vertex has the wrong sign
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** -vertex(u, table), jack(lams, table)

# %% wrong-no-two
# about: b / a
# score: 14
# hint: A factor 2 is missing in the vertex
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** (2 * vertex(u, table)), jack(lams, table)

# %% wrong-order-of-coefficients
# about: coefficients of polyfit read from the constant on
# score: 14
# hint: The coefficients are read in the wrong order
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    c, b, a = np.polyfit(u, table.mean(axis=0), 2)
    return 10 ** (-b / (2 * a)), jack(lams, table)

# %% wrong-accuracy
# about: the accuracy at the vertex
# score: 14
# hint: This is the accuracy at the vertex
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return np.polyval(np.polyfit(u, table.mean(axis=0), 2), vertex(u, table)), jack(lams, table)

# %% wrong-mean-of-vertices
# about: a vertex for each seed, averaged
# score: 14
# hint: The vertices of single seeds are averaged
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** np.mean([vertex(u, row[None]) for row in table]), jack(lams, table)

# %% wrong-mean-of-strengths
# about: a strength for each seed, averaged
# score: 14
# hint: The strengths at the vertices of single seeds are averaged
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return np.mean([10 ** vertex(u, row[None]) for row in table]), jack(lams, table)

# %% wrong-mean-of-left-out
# about: the mean of the vertices without one seed each
# score: 14
# hint: are averaged
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** left(lams, table).mean(), jack(lams, table)

# %% wrong-three-best-points
# about: a parabola through the best point and its neighbours only
# score: 22
# hint: The optimum of seven seeds with uneven strengths
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    k = min(max(table.mean(axis=0).argmax(), 1), len(u) - 2)
    return 10 ** vertex(u[k - 1 : k + 2], table[:, k - 1 : k + 2]), jack(lams, table)

# %% wrong-even-steps
# about: the formula of three points with even steps
# score: 22
# hint: The optimum of seven seeds with uneven strengths
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    y, h = table.mean(axis=0), u[1] - u[0]
    k = min(max(y.argmax(), 1), len(u) - 2)
    return 10 ** (u[k] + h / 2 * (y[k - 1] - y[k + 1]) / (y[k - 1] - 2 * y[k] + y[k + 1])), jack(lams, table)

# %% wrong-error-std
# about: the standard deviation of the vertices without one seed each
# score: 16
# hint: This is the standard deviation of the vertices without one seed each: these
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table), left(lams, table).std()

# %% wrong-error-std-ddof
# about: the same with ddof=1
# score: 16
# hint: divided by S - 1
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table), left(lams, table).std(ddof=1)

# %% wrong-error-standard-error-of-left-out
# about: the standard error of the vertices without one seed each
# score: 16
# hint: is divided by the root of S
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table), left(lams, table).std(ddof=1) / np.sqrt(S)

# %% wrong-error-no-factor
# about: without (S - 1)/S
# score: 16
# hint: The factor (S - 1)/S is missing
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table), np.sqrt(((left(lams, table) - left(lams, table).mean()) ** 2).sum())

# %% wrong-error-factor
# about: with S - 1 in place of (S - 1)/S
# score: 16
# hint: The factor under the root is S - 1 here
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table), np.sqrt((S - 1) * ((left(lams, table) - left(lams, table).mean()) ** 2).sum())

# %% wrong-error-variance
# about: without the root
# score: 16
# hint: This is the square of the error
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table), jack(lams, table) ** 2

# %% wrong-error-single-seeds
# about: the standard error of the vertices of single seeds
# score: 16
# hint: These are the vertices of single seeds
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table), np.std([vertex(u, row[None]) for row in table], ddof=1) / np.sqrt(S)

# %% wrong-error-spread-of-single-seeds
# about: the standard deviation of the vertices of single seeds
# score: 16
# hint: This is the spread of the vertices of single seeds
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table), np.std([vertex(u, row[None]) for row in table], ddof=1)

# %% wrong-error-in-e
# about: the error of the natural logarithm
# score: 16
# hint: The error is in natural logarithms
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table), jack(lams, table) * np.log(10)

# %% wrong-error-of-the-strength
# about: the error of the strength instead of its logarithm
# score: 16
# hint: The error is that of the strength
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    found = 10 ** left(lams, table)
    return 10 ** vertex(u, table), np.sqrt((S - 1) * found.var())

# %% wrong-error-about-the-vertex
# about: deviations from the vertex of all seeds
# score: 16
# hint: The deviations are taken from the vertex of all seeds
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table), np.sqrt((S - 1) * np.mean((left(lams, table) - vertex(u, table)) ** 2))

# %% wrong-one-number
# about: only the optimum
# score: 0
# hint: Return two numbers
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    return 10 ** vertex(u, table)

# %% wrong-in-place
# about: changes the table
# score: 22
# hint: Your function changes its input table
import numpy as np
def vertex(x, rows):
    a, b, _ = np.polyfit(x, rows.mean(axis=0), 2)
    return -b / (2 * a)
def left(lams, table):
    u = np.log10(lams)
    return np.array([vertex(u, np.delete(table, s, axis=0)) for s in range(len(table))])
def jack(lams, table):
    found = left(lams, table)
    return np.sqrt((len(found) - 1) * found.var())
def locate(lams, table):
    u, S = np.log10(lams), len(table)
    error = jack(lams, table)
    found = 10 ** vertex(u, table)
    table -= table.mean(axis=1, keepdims=True)
    return found, error
