# %% right-loop
# about: sums in loops
# score: 13
import numpy as np


def cl_metrics(R):
    T = len(R)
    acc = sum(R[T - 1][j] for j in range(T)) / T
    bwt = sum(R[T - 1][j] - R[j][j] for j in range(T - 1)) / (T - 1)
    return acc, bwt

# %% right-list
# about: a list, and the diagonal by indices
# score: 13
import numpy as np


def cl_metrics(R):
    R = np.array(R)
    k = np.arange(len(R) - 1)
    return [np.mean(R[-1]), np.mean(R[-1, k] - R[k, k])]

# %% right-trace
# about: by the trace, in one line
# score: 13
import numpy as np


def cl_metrics(R):
    T = len(R)
    return R[-1].sum() / T, (R[-1].sum() - np.trace(R)) / (T - 1)

# %% right-float32
# about: single precision would be too coarse; a copy in double precision
# score: 13
import numpy as np


def cl_metrics(R):
    R = np.array(R, dtype=np.longdouble)
    return float(R[-1].mean()), float((R[-1, :-1] - R.diagonal()[:-1]).mean())

# %% wrong-whole
# about: mean over the whole matrix
# score: 7
# hint: mean over the whole matrix
import numpy as np


def cl_metrics(R):
    d = np.diag(R)
    return R.mean(), (R[-1] - d)[:-1].mean()

# %% wrong-diagonal
# about: mean of the diagonal
# score: 7
# hint: mean of the diagonal
import numpy as np


def cl_metrics(R):
    d = np.diag(R)
    return d.mean(), (R[-1] - d)[:-1].mean()

# %% wrong-without-last
# about: the last task left out of ACC
# score: 7
# hint: leaves out the last task
import numpy as np


def cl_metrics(R):
    d = np.diag(R)
    return R[-1, :-1].mean(), (R[-1] - d)[:-1].mean()

# %% wrong-sign
# about: forgetting counted positive
# score: 9
# hint: wrong sign
import numpy as np


def cl_metrics(R):
    d = np.diag(R)
    return R[-1].mean(), (d - R[-1])[:-1].mean()

# %% wrong-with-last
# about: divided by T
# score: 6
# hint: contains the last task
import numpy as np


def cl_metrics(R):
    d = np.diag(R)
    return R[-1].mean(), (R[-1] - d).mean()

# %% wrong-transposed
# about: exchanges the rows and the columns of R
# score: 0
# hint: Rows and columns are exchanged
import numpy as np


def cl_metrics(R):
    R = R.T
    d = np.diag(R)
    return R[-1].mean(), (R[-1] - d)[:-1].mean()

# %% wrong-max
# about: compares the end with the best accuracy so far, not with that right after the task
# score: 6
# hint: measured from the best accuracy
import numpy as np


def cl_metrics(R):
    d = np.diag(R)
    return R[-1].mean(), (R[-1] - R.max(axis=0))[:-1].mean()

# %% wrong-forgetting
# about: forgetting in place of backward transfer
# score: 9
# hint: This is the forgetting
import numpy as np


def cl_metrics(R):
    return R[-1].mean(), (R[:-1].max(axis=0) - R[-1])[:-1].mean()

# %% wrong-sum
# about: a sum
# score: 9
# hint: is a sum here
import numpy as np


def cl_metrics(R):
    d = np.diag(R)
    return R[-1].mean(), (R[-1] - d)[:-1].sum()

# %% wrong-first-row
# about: from the first row
# score: 9
# hint: measured from the first row
import numpy as np


def cl_metrics(R):
    return R[-1].mean(), (R[-1] - R[0])[:-1].mean()

# %% wrong-exchanged
# about: the two results exchanged
# score: 0
# hint: two results are exchanged
import numpy as np


def cl_metrics(R):
    d = np.diag(R)
    return (R[-1] - d)[:-1].mean(), R[-1].mean()

# %% wrong-in-place
# about: the matrix is changed in place
# score: 10
# hint: Your function changes its input R in place
import numpy as np


def cl_metrics(R):
    acc, bwt = R[-1].mean(), (R[-1] - np.diag(R))[:-1].mean()
    R -= np.diag(np.diag(R))
    return acc, bwt

# %% wrong-none
# about: nothing is returned
# score: 0
# hint: does your function return its result
import numpy as np


def cl_metrics(R):
    acc = R[-1].mean()

# %% wrong-three
# about: made for three tasks
# score: 8
# hint: The backward transfer of 5 tasks
import numpy as np


def cl_metrics(R):
    return R[-1].mean(), (R[-1, 0] - R[0, 0] + R[-1, 1] - R[1, 1]) / 2
