"""Data of many shapes: named ones, and as many as one likes drawn by a seed.

A shape is (name, make, l2, weighted): `make()` gives X (dense or CSR, f32 or f64, by rows or by columns) and labels 0 … K − 1; the objective is the
mean log loss + l2/2 |w|², the intercept free; a weighted one has weights between 0.2 and 5 besides.
"""
import functools

import numpy as np
from scipy import sparse


def rng(seed=0):
    return np.random.default_rng(seed)


def labels(z, seed=1):
    """0 or 1 with log-odds z; of a matrix the class of the largest z + Gumbel noise."""
    r = rng(seed)
    return (r.random(len(z)) < 1 / (1 + np.exp(-z))).astype(int) if z.ndim == 1 else (z + r.gumbel(size=z.shape)).argmax(1)


def gauss(n, p, seed=0, dtype=float):
    return rng(seed).normal(size=(n, p)).astype(dtype)


def auto_regressive(n, p, rho, seed=0):
    z = gauss(n, p, seed)
    for j in range(1, p):
        z[:, j] = rho * z[:, j - 1] + (1 - rho * rho) ** .5 * z[:, j]
    return z


def embeddings(n, p, k, spread=.35, seed=0):
    """f32 rows of length 1 about a centre per class."""
    r = rng(seed)
    centres, y = r.normal(size=(k, p)), r.integers(0, k, n)
    x = centres[y] * spread + r.normal(size=(n, p))
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32), y


@functools.lru_cache(maxsize=1)
def text(n, p, k, seed=0):
    """Rows of tf-idf of length 1 over Zipf words, one in nine from the topic's own."""
    r = rng(seed)
    prob = 1 / np.arange(1, p + 1) ** 1.05
    prob /= prob.sum()
    y = r.integers(0, k, n)
    tops = [r.permutation(p)[:400] for _ in range(k)]
    words = [np.r_[r.choice(p, m, p=prob), r.choice(tops[t], m // 8)] for t, m in zip(y, r.integers(50, 250, n))]
    rows = np.repeat(np.arange(n), [len(w) for w in words])
    x = sparse.csr_matrix((np.ones(len(rows)), (rows, np.concatenate(words))), shape=(n, p))
    x.sum_duplicates()
    x.data = 1 + np.log(x.data)
    return sparse.csr_matrix(sparse.diags(1 / np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel())) @ x), y


def scattered(n, p, entries, seed=1):
    """Uniform numbers at places of a matrix, about so many."""
    r = rng(seed)
    places = np.unique(r.integers(0, n * p, entries))
    return sparse.csr_matrix((r.random(len(places)), (places // p, places % p)), shape=(n, p))


def levels(n, k, seed=0, numbers=1):
    """Some numbers, and a category of k levels as indicator columns."""
    r = rng(seed)
    g, x = r.integers(0, k, n), r.normal(size=(n, numbers))
    one_hot = sparse.csr_matrix((np.ones(n), (np.arange(n), g)), shape=(n, k))[:, 1:]
    return sparse.csr_matrix(sparse.hstack([sparse.csr_matrix(x), one_hot])), labels(x[:, 0] + (g % 7 - 3) * .3)


def few(x, k=20, size=.3):
    return labels(x[:, :k].sum(1) * size)


def cauchy():
    r = rng(17)
    x = np.abs(r.standard_cauchy(size=(200_000, 20)))
    return x, (r.random(200_000) < 1 / (1 + np.exp(-(np.log1p(x[:, 0]) - 1)))).astype(int)


def near_collinear():
    x = gauss(100_000, 30)
    x[:, 1:] = x[:, :1] * .999 + x[:, 1:] * .001
    return x, labels(x[:, 0])


def digits():
    from sklearn.datasets import load_digits
    return load_digits(return_X_y=True)


def with_labels(x, of):
    return x, of(x)


def two_topics(l2):
    def make():
        x, y = text(11_000, 50_000, 20)
        return x, (y < 10).astype(int)
    return make, l2


NAMED = {  # name: (data, l2)
    "dense 100000x50": (lambda: with_labels(gauss(100_000, 50), few), 1e-6),
    "dense 20000x1000 unpenalised": (lambda: with_labels(gauss(20_000, 1000), few), 0),
    "dense 30000x3000 unpenalised": (lambda: with_labels(gauss(30_000, 3000), few), 0),
    "AR.95 3000x2000": (lambda: with_labels(auto_regressive(3000, 2000, .95), lambda x: labels(x[:, ::100].sum(1) * .3)), 1e-3),
    "AR.95 3000x2000 weak": (lambda: with_labels(auto_regressive(3000, 2000, .95), lambda x: labels(x[:, ::100].sum(1) * .3)), 1e-5),
    "wide 300x2000": (lambda: with_labels(gauss(300, 2000), lambda x: labels(x[:, 0])), 1e-4),
    "wide 500x10000": (lambda: with_labels(gauss(500, 10_000), lambda x: few(x, 10)), 1e-2),
    "wide 500x10000 weak": (lambda: with_labels(gauss(500, 10_000), lambda x: few(x, 10)), 1e-5),
    "wide 200x50000 f32": (lambda: with_labels(gauss(200, 50_000, dtype=np.float32), lambda x: few(x, 10)), 1e-2),
    "near collinear 100000x30": (near_collinear, 0),
    "heavy tails 200000x20": (cauchy, 0),
    "rare 1000000x10": (lambda: (gauss(1_000_000, 10), (rng(5).random(1_000_000) < 2e-5).astype(int)), 0),
    "tfidf 11000x50000": two_topics(1 / 11_000),
    "tfidf 11000x50000 weak": two_topics(1 / 330_000),
    "sparse 100000x20000": (lambda: with_labels(scattered(100_000, 20_000, 2_000_000),
                                                lambda x: labels(x @ (rng(3).normal(size=20_000) * 2))), 1e-7),
    "levels 200000 in 5000": (lambda: levels(200_000, 5_000), 1e-5),
    "levels 200000 in 100000": (lambda: levels(200_000, 100_000), 1e-5),
    "3 labels 100000x30": (lambda: with_labels(gauss(100_000, 30), lambda x: labels(x[:, :3] * .7)), 0),
    "100 labels 5000x1000": (lambda: with_labels(gauss(5000, 1000), lambda x: labels(x @ gauss(1000, 100, 2) * .1)), 1e-3),
    "embeddings 77 labels 10000x768": (lambda: embeddings(10_000, 768, 77), 1e-4),
    "embeddings 77 labels 10000x768 weak": (lambda: embeddings(10_000, 768, 77), 1e-6),
    "embeddings 20 labels 10000x384": (lambda: embeddings(10_000, 384, 20), 1e-5),
    "tfidf 20 labels 11000x50000": (lambda: text(11_000, 50_000, 20), 1 / 11_000),
    "tfidf 20 labels 11000x50000 weak": (lambda: text(11_000, 50_000, 20), 1 / 330_000),
    "digits raw": (digits, 1 / 1797),
}


# What follows draws shapes. Sizes are such that a fit takes the best tool from milliseconds to some seconds.
def _log_uniform(r, low, high):
    return float(np.exp(r.uniform(np.log(low), np.log(high))))


def _dense(r, wide):
    cells = _log_uniform(r, 5e5, 3e7)
    p = int(_log_uniform(r, 300, 30_000)) if wide else int(_log_uniform(r, 8, 2_500))
    n = int(np.clip(cells / p, 80, 1_000_000))
    n = int(min(n, p * r.uniform(.05, .6))) if wide else max(n, int(1.5 * p))
    rho, spread = float(r.choice([0, .5, .9, .99])), float(r.choice([0, 0, 2, 4]))
    dtype, order = r.choice([np.float64, np.float32]), str(r.choice(["C", "F"]))
    share, seed = float(r.choice([.5, .5, .2, .02])), int(r.integers(1 << 30))
    penalised = wide or p > n / 8 or r.random() < .6
    l2 = _log_uniform(r, 1e-6, 1e-1) if penalised else 0.0

    def make():
        z = auto_regressive(n, p, rho, seed)
        w = rng(seed + 1).normal(size=p) * (2 / np.sqrt(p))
        y = labels(z @ w + np.log(share / (1 - share)), seed + 2)
        x = z * 10 ** rng(seed + 3).uniform(-spread / 2, spread / 2, p)
        return np.asarray(x, dtype=dtype, order=order), y
    units = f", units over {spread:g} decades" if spread else ""
    name = f"{'wide' if wide else 'dense'} {n}x{p} {np.dtype(dtype).name} {order}, rho {rho:g}{units}, share {share:g}, l2 {l2:.0e}"
    return name, make, l2


def _sparse(r):
    n, p = int(_log_uniform(r, 2_000, 150_000)), int(_log_uniform(r, 500, 120_000))
    entries, seed = int(_log_uniform(r, 5, 80)), int(r.integers(1 << 30))
    share, l2 = float(r.choice([.5, .1])), _log_uniform(r, 1e-7, 1e-3)

    def make():
        g = rng(seed)
        rows = np.repeat(np.arange(n), entries)
        columns = (p ** g.random(n * entries) - 1).astype(int)
        x = sparse.csr_matrix((g.exponential(size=n * entries) + .1, (rows, columns)), shape=(n, p))
        x.sum_duplicates()
        x = sparse.csr_matrix(sparse.diags(1 / np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel())) @ x)
        return x, labels(x @ (g.normal(size=p) * 4) + np.log(share / (1 - share)), seed + 1)
    return f"sparse {n}x{p}, {entries} entries, share {share:g}, l2 {l2:.0e}", make, l2


def _levels(r):
    n, numbers, seed = int(_log_uniform(r, 20_000, 400_000)), int(r.integers(1, 8)), int(r.integers(1 << 30))
    k, l2 = int(_log_uniform(r, 100, n / 3)), _log_uniform(r, 1e-7, 1e-3)
    return f"levels {n} in {k}, {numbers} numbers, l2 {l2:.0e}", lambda: levels(n, k, seed, numbers), l2


def _labels(r):
    k, seed = int(_log_uniform(r, 3, 120)), int(r.integers(1 << 30))
    p = int(_log_uniform(r, 10, 1_000))
    n = int(np.clip(_log_uniform(r, 1e6, 1.2e7) / p, 20 * k, 200_000))
    dtype, l2 = r.choice([np.float64, np.float32]), _log_uniform(r, 1e-6, 1e-2)

    def make():
        x = gauss(n, p, seed)
        y = labels(x @ rng(seed + 1).normal(size=(p, k)) * (2 / np.sqrt(p)) + rng(seed + 2).normal(size=k), seed + 3)
        return x.astype(dtype), np.unique(y, return_inverse=True)[1]
    return f"{k} labels {n}x{p} {np.dtype(dtype).name}, l2 {l2:.0e}", make, l2


def _texts(r):
    n, p, k = int(_log_uniform(r, 2_000, 12_000)), int(_log_uniform(r, 5_000, 60_000)), int(_log_uniform(r, 3, 40))
    seed, l2 = int(r.integers(1 << 30)), _log_uniform(r, 1e-6, 1e-3)
    return f"tfidf {k} labels {n}x{p}, l2 {l2:.0e}", lambda: text(n, p, k, seed), l2


def drawn(count=30, seed=16):
    """`count` shapes: name → (data, l2, weighted)."""
    r, found = rng(seed), {}
    kinds = [lambda r: _dense(r, False), lambda r: _dense(r, True), _sparse, _labels, lambda r: _dense(r, False), _levels, lambda r: _dense(r, True), _texts, _labels, _sparse]
    for k in range(count):
        name, make, l2 = kinds[k % len(kinds)](r)
        weighted = bool(r.random() < .25)
        found[f"#{k + 1} {name}{', weights' if weighted else ''}"] = (make, l2, weighted)
    return found
