"""High-precision optima of the logistic objective, by ball arithmetic.

    F(w, b) = (1/n) sum_i l(y_i, x_i.w + b + o_i) + lambda/2 |w|^2,   l(y, e) = log(1 + exp(e)) - y e

the intercept b free of penalty, the columns as given. Data are the float64 values nearest to the cells
of the CSV file; lambda is the float64 nearest to its decimal. Everything after that is carried in
Arb balls (python-flint) of DIGITS decimal digits, so a printed value comes with a proof:

* Newton with backtracking finds a point w whose gradient is about 10^-DIGITS;
* one interval Newton step over a box B around w, N = w - H(B)^-1 grad F(w), lands inside B. Then the
  (unique, F is strictly convex there) zero of the gradient lies in N, and N is what we print.

A data set whose optimum does not exist (separation) or is not unique (rank) never passes that test.

Coding: a column whose every cell is a number is numeric; any other is categorical, treatment-coded,
first level in byte order as the base (Python orders str by code point, which is UTF-8 byte order).
Terms: "(intercept)", then the columns in file order, "column" or "column=level".
"""
import csv
import math

from flint import arb, arb_mat, ctx

DIGITS = 300
ctx.dps = DIGITS
BOX = arb("1e-100")            # half-width of the certification box, relative to each coefficient
ONE = arb(1)


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.reader(f))
    names, rows = rows[0], rows[1:]
    return {name: [r[j] for r in rows] for j, name in enumerate(names)}


def _floats(cells):
    try:
        return [float(c) for c in cells]
    except ValueError:
        return None


def encode(table, target, positive, categorical=(), offset=None):
    """-> (terms, columns of float64, y in {0,1}, offsets)"""
    y = [1 if c == positive else 0 for c in table[target]]
    n = len(y)
    terms, columns = ["(intercept)"], [[1.0] * n]
    for name, cells in table.items():
        if name in (target, offset):
            continue
        values = None if name in categorical else _floats(cells)
        if values is not None:
            terms.append(name)
            columns.append(values)
        else:
            for level in sorted(set(cells), key=lambda s: s.encode("utf-8"))[1:]:
                terms.append(f"{name}={level}")
                columns.append([1.0 if c == level else 0.0 for c in cells])
    o = [float(c) for c in table[offset]] if offset else [0.0] * n
    return terms, columns, y, o


def sigmoid(e):
    return ONE / (ONE + (-e).exp())


def loss(y, e):
    """log(1 + exp(e)) - y e, without cancellation: log1p(exp(-|s|)) + max(s, 0) at s = e or -e."""
    s = -e if y else e
    return (s.exp()).log1p() if s.mid() < 0 else s + ((-s).exp()).log1p()


class Objective:
    def __init__(self, columns, y, offset, lam=0.0, scale=ONE):
        self.n, self.q = len(y), len(columns)
        self.x = arb_mat([[arb(c[i]) for c in columns] for i in range(self.n)])
        self.xt = self.x.transpose()
        self.y, self.lam = y, arb(lam)
        self.o = [arb(v) * scale for v in offset]

    def margins(self, w):
        m = self.x * w
        return [m[i, 0] + self.o[i] for i in range(self.n)]

    def value(self, w):
        total = arb(0)
        for y, e in zip(self.y, self.margins(w)):
            total += loss(y, e)
        penalty = arb(0)
        for j in range(1, self.q):
            penalty += w[j, 0] * w[j, 0]
        return total / self.n + self.lam * penalty / 2, -total      # F, log-likelihood

    def gradient(self, w):
        r = arb_mat([[-sigmoid(-e) if y else sigmoid(e)] for y, e in zip(self.y, self.margins(w))])
        g = self.xt * r
        return arb_mat([[g[j, 0] / self.n + (self.lam * w[j, 0] if j else 0)] for j in range(self.q)])

    def hessian(self, w):
        d = [sigmoid(e) * sigmoid(-e) for e in self.margins(w)]
        dx = arb_mat([[d[i] * self.x[i, j] for j in range(self.q)] for i in range(self.n)])
        h = self.xt * dx
        return arb_mat([[h[j, k] / self.n + (self.lam if j == k and j else 0) for k in range(self.q)]
                        for j in range(self.q)])


def mid(m):
    return arb_mat([[m[i, j].mid() for j in range(m.ncols())] for i in range(m.nrows())])


def newton(f, w, verbose=False, limit=400):
    value = f.value(w)[0].mid()
    for k in range(limit):
        g = mid(f.gradient(w))
        step = mid(mid(f.hessian(w)).solve(g))
        decrement = sum((g[j, 0] * step[j, 0] for j in range(f.q)), arb(0))
        if verbose:
            print(f"    {k:3d}  F = {value.str(20, radius=False)}  decrement^2 = {decrement.str(5, radius=False)}")
        t = ONE
        while True:
            trial = mid(w - step * t)
            v = f.value(trial)[0].mid()
            if bool(v <= value - t * decrement / 10) or bool(decrement < arb("1e-60")):
                break
            t = t / 2
        w, value = trial, v
        if bool(abs(decrement) < arb(10) ** (-(DIGITS * 3 // 4))):
            return w, k + 1
    raise RuntimeError("no convergence: separated, or rank deficient?")


def certify(f, w):
    """A box proved to contain the optimum, or an AssertionError."""
    box = arb_mat([[arb(w[j, 0], abs(w[j, 0]) * BOX)] for j in range(f.q)])
    g = f.gradient(w)
    newton_image = w - f.hessian(box).solve(g)
    for j in range(f.q):
        assert box[j, 0].contains(newton_image[j, 0]), "interval Newton test failed"
        assert newton_image[j, 0].rel_accuracy_bits() > 200
    return newton_image, max(float(abs(g[j, 0]).upper().log() / arb(10).log()) for j in range(f.q))


def digits(x, k=40):
    return x.str(k, radius=False)


def optimum(columns, y, offset, lam=0.0, start=None, verbose=False):
    f = Objective(columns, y, offset, lam)
    w, iterations = newton(f, arb_mat(f.q, 1) if start is None else start, verbose)
    w, log10_gradient = certify(f, w)
    return f, w, iterations, log10_gradient


def report(f, w, terms, log10_gradient, standard_errors=True):
    """The part of a golden record that every case shares; numbers as strings of 40 digits."""
    value, loglik = f.value(w)
    record = {
        "rows": f.n,
        "positives": sum(f.y),
        "objective": digits(value),
        "log_likelihood": digits(loglik),
        "coefficients": [{"term": t, "estimate": digits(w[j, 0])} for j, t in enumerate(terms)],
        "gradient_norm": f"1e{math.ceil(log10_gradient)}",
        "digits": DIGITS,
    }
    if standard_errors:
        inverse = (f.hessian(w) * arb(f.n)).inv()
        for j, c in enumerate(record["coefficients"]):
            c["std_error"] = digits(inverse[j, j].sqrt())
    return record
