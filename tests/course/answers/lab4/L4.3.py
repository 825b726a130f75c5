# %% right-loops
# about: loops over rows
# score: 25
import numpy as np
def told_and_honest(table):
    read = []
    for s in range(len(table)):
        rest = np.delete(table, s, axis=0).mean(axis=0)
        read.append(table[s][np.argmax(rest)])
    return [np.max(np.mean(table, axis=0)), np.mean(read)]
def weakest(lams, table):
    S, b = len(table), int(np.argmax(np.mean(table, axis=0)))
    for lam, column in zip(lams, table.T):
        d = [table[s][b] - column[s] for s in range(S)]
        mean = sum(d) / S
        if mean <= (sum((x - mean) ** 2 for x in d) / (S - 1) / S) ** 0.5:
            return lam

# %% right-sums
# about: sums in place of means, and the best column allowed by name
# score: 25
import numpy as np
def told_and_honest(table):
    total = table.sum(0)
    pick = np.argmax(total[None] - table, axis=1)
    return total.max() / len(table), np.take_along_axis(table, pick[:, None], 1).mean()
def weakest(lams, table):
    b = table.mean(0).argmax()
    d = table[:, b][:, None] - table
    error = np.sqrt(d.var(0, ddof=1) / len(d))
    fine = d.mean(0) <= error
    fine[b] = True
    return float(lams[np.flatnonzero(fine)[0]])

# %% wrong-mean-of-maxima
# about: the mean of the best of each row
# score: 12
# hint: This is the mean of the best accuracy of each row
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return table.max(axis=1).mean(), honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-highest
# about: the highest accuracy of the table
# score: 12
# hint: This is the highest accuracy of the whole table
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return table.max(), honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-mean
# about: the mean of all
# score: 12
# hint: This is a mean over all strengths
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return table.mean(), honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-told-axes
# about: the best row
# score: 12
# hint: Rows and columns are exchanged
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return table.mean(axis=1).max(), honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-order
# about: honest first
# score: 12
# hint: The two results are exchanged
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return honest, told
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-column
# about: the number of the column
# score: 12
# hint: This is the number of a column: return its mean
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return table.mean(axis=0).argmax(), honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-chosen-on-all
# about: chosen on all rows
# score: 12
# hint: The row that is read has a part in the choice
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, told
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-chosen-on-itself
# about: each row chosen on itself
# score: 12
# hint: Each row is chosen on itself
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, table.max(axis=1).mean()
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-roles
# about: chosen on one row, read on the others
# score: 12
# hint: The roles are exchanged
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, others[rows, table.argmax(axis=1)].mean()
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-read-on-the-others
# about: chosen and read on the others
# score: 12
# hint: The accuracy is read in the rows of the choice
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, others.max(axis=1).mean()
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-last-row
# about: only the last row left out
# score: 12
# hint: Only one row is left out, the last one
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, table[-1, others[-1].argmax()]
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-first-row
# about: only the first row left out
# score: 12
# hint: Only one row is left out, the first one
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, table[0, others[0].argmax()]
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-bias
# about: the difference
# score: 12
# hint: This is the bias
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, told - honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-one-number
# about: only what is told
# score: 12
# hint: Return two numbers
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-halves
# about: chosen on the first half of the rows, read on the second one
# score: 12
# hint: Only one row is left out, the last one
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, table[S - S // 2 :, table[: S - S // 2].mean(axis=0).argmax()].mean()
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-sorted-in-place
# about: sorts the rows of the table in place
# score: 19
# hint: Your function changes its input table
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    table.sort(axis=0)
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].min()

# %% wrong-unpaired
# about: the standard error of the best column, without pairs
# score: 13
# hint: The differences are taken between means
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    m, b = table.mean(axis=0), table.mean(axis=0).argmax()
    return lams[m >= m[b] - table[:, b].std(ddof=1) / np.sqrt(len(table))].min()

# %% wrong-standard-deviation
# about: without the root of S
# score: 13
# hint: The standard deviation is taken for the standard error
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[apart.mean(axis=0) <= apart.std(axis=0, ddof=1)].min()

# %% wrong-two-errors
# about: two standard errors
# score: 13
# hint: Two standard errors are allowed
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[apart.mean(axis=0) <= 2 * apart.std(axis=0, ddof=1) / np.sqrt(len(table))].min()

# %% wrong-ddof
# about: ddof=0
# score: 13
# hint: A strength that is just good enough is missed
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[apart.mean(axis=0) <= apart.std(axis=0) / np.sqrt(len(table))].min()

# %% wrong-best
# about: the best strength
# score: 13
# hint: This is the best strength
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[table.mean(axis=0).argmax()]

# %% wrong-strongest
# about: the strongest springs that are good enough
# score: 13
# hint: This is the strongest springs
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good].max()

# %% wrong-smaller
# about: smaller than the error, so that the best is not allowed
# score: 19
# hint: weakest stops with
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[apart.mean(axis=0) < apart.std(axis=0, ddof=1) / np.sqrt(len(table))].min()

# %% wrong-all
# about: the weakest springs of all
# score: 13
# hint: The weakest springs of all are returned
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams.min()

# %% wrong-index
# about: the number of the column
# score: 13
# hint: This is the number of a column: return the strength
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return np.flatnonzero(good)[0]

# %% wrong-mask
# about: all strengths that are good enough
# score: 13
# hint: The weakest springs of three seeds
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    return lams[good]

# %% wrong-neighbour
# about: the strength below the best
# score: 19
# hint: The weakest springs where one strength is far better
import numpy as np
def told_and_honest(table):
    S, rows = len(table), np.arange(len(table))
    others = (table.sum(axis=0) - table) / (S - 1)
    told, honest = table.mean(axis=0).max(), table[rows, others.argmax(axis=1)].mean()
    return told, honest
def weakest(lams, table):
    apart = table[:, [table.mean(axis=0).argmax()]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    b = table.mean(axis=0).argmax()
    return lams[b - 2] if b == 5 else lams[max(b - 1, 0)]

# %% wrong-connected
# about: only strengths that are connected to the best one by good ones
# score: 19
# hint: A strength is left out because one between it and the best one is not good enough
import numpy as np
def told_and_honest(table):
    read = []
    for s in range(len(table)):
        rest = np.delete(table, s, axis=0).mean(axis=0)
        read.append(table[s][np.argmax(rest)])
    return [np.max(np.mean(table, axis=0)), np.mean(read)]
def weakest(lams, table):
    best = int(np.argmax(table.mean(axis=0)))
    apart = table[:, [best]] - table
    good = apart.mean(axis=0) <= apart.std(axis=0, ddof=1) / np.sqrt(len(table))
    first = best
    while first > 0 and good[first - 1]:
        first -= 1
    return lams[first]
