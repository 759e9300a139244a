"""The data: seeded, made once, kept in target/peers-data.

A problem is files without headers, little-endian, so that our program and the process that runs the other tools
read the same bytes: X row-major f64 and y one byte a row; or, sparse, indptr u64, columns u32, values f64 and y.
"""
import csv
import os
from dataclasses import dataclass

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "target", "peers-data")


@dataclass(frozen=True)
class Problem:
    """task: what our program calls it, "fit", "sparse" or "classes"."""
    task: str
    files: tuple
    rows: int
    cols: int
    lam: float

    def load(self):
        y = np.fromfile(self.files[-1], "u1")
        if self.task == "classes":
            return np.fromfile(self.files[0], "<f4").reshape(self.rows, self.cols), y
        if self.task == "fit":
            return np.fromfile(self.files[0], "<f8").reshape(self.rows, self.cols), y
        from scipy.sparse import csr_matrix
        indptr, columns, values = (np.fromfile(f, t) for f, t in zip(self.files, ("<u8", "<u4", "<f8")))
        # 32-bit indices: liblinear and saga take no others.
        return csr_matrix((values, columns.astype("i4"), indptr.astype("i4")), (self.rows, self.cols)), y


def paths(name, *suffixes):
    os.makedirs(DATA, exist_ok=True)
    return tuple(os.path.join(DATA, f"{name}.{s}") for s in suffixes)


def logistic(rng, eta):
    return (rng.random(len(eta)) < 1 / (1 + np.exp(-eta))).astype("u1")


def dense(rows, cols, lam):
    """Normal columns, correlated through five common factors, and y from a logistic model."""
    files = paths(f"dense_{rows}x{cols}", "f64", "u8")
    if not all(map(os.path.exists, files)):
        rng = np.random.default_rng(1)
        common = rng.standard_normal((rows, 5))
        x = rng.standard_normal((rows, cols)) + 0.5 * common @ rng.standard_normal((5, cols))
        w = rng.standard_normal(cols) / np.sqrt(cols)
        y = logistic(rng, x @ w - 0.5)
        x.astype("<f8").tofile(files[0])
        y.tofile(files[1])
    return Problem("fit", files, rows, cols, lam)


def ill_conditioned(rows, cols, lam):
    """Neighbouring columns correlated 0.9 (AR(1)), then each in a unit of its own, 10^U(-2, 2)."""
    files = paths(f"ill_{rows}x{cols}", "f64", "u8")
    if not all(map(os.path.exists, files)):
        rng = np.random.default_rng(3)
        x = rng.standard_normal((rows, cols))
        for j in range(1, cols):
            x[:, j] = 0.9 * x[:, j - 1] + np.sqrt(1 - 0.9 ** 2) * x[:, j]
        y = logistic(rng, x @ (rng.standard_normal(cols) / np.sqrt(cols)) - 0.5)
        x *= 10 ** rng.uniform(-2, 2, cols)
        x.astype("<f8").tofile(files[0])
        y.tofile(files[1])
    return Problem("fit", files, rows, cols, lam)


def sparse(rows, cols, lam):
    """Texts as tf-idf: 57 distinct words a row on average, drawn by Zipf's law, rows of length 1, words in no
    order; y from a logistic model on the 1,000 most frequent."""
    files = paths(f"sparse_{rows}x{cols}", "indptr", "columns", "values", "u8")
    if not all(map(os.path.exists, files)):
        rng = np.random.default_rng(4)
        share = 1 / np.arange(1, cols + 1)
        share /= share.sum()
        draws = next(m for m in range(57, 1000) if (1 - (1 - share) ** m).sum() >= 57)
        lengths = np.maximum(rng.poisson(draws, rows), 1)
        word = np.minimum(np.searchsorted(np.cumsum(share), rng.random(lengths.sum())), cols - 1)
        word = rng.permutation(cols)[word]
        cells, times = np.unique(np.repeat(np.arange(rows), lengths) * cols + word, return_counts=True)
        row, column = cells // cols, cells % cols
        seen = np.bincount(column, minlength=cols)
        values = (1 + np.log(times)) * (1 + np.log(rows / seen[column]))
        values /= np.sqrt(np.bincount(row, values ** 2))[row]
        w = np.zeros(cols)
        w[np.argsort(-seen)[:1000]] = 6 * rng.standard_normal(1000)
        y = logistic(rng, np.bincount(row, values * w[column]) - 0.5)
        np.append(0, np.cumsum(np.bincount(row))).astype("<u8").tofile(files[0])
        column.astype("<u4").tofile(files[1])
        values.astype("<f8").tofile(files[2])
        y.tofile(files[3])
    return Problem("sparse", files, rows, cols, lam)


def images(rows, side, classes, lam):
    """Images of 0 to 255 / 255, four fifths of them 0: each class has three smooth shapes, an image is one of them with smooth and
    with grainy noise, cut off below; f32, as images are kept."""
    files = paths(f"images_{rows}x{side}x{side}x{classes}", "f32", "u8")
    if not all(map(os.path.exists, files)):
        rng = np.random.default_rng(5)
        grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, side)] * 2), -1).reshape(-1, 1, 2)

        def smooth(count, width):
            centres, heights = rng.uniform(-0.8, 0.8, (count, 4, 2)), rng.normal(0, 1, (count, 4))
            return np.stack([np.exp(-((grid - c) ** 2).sum(-1) / width) @ h for c, h in zip(centres, heights)])

        shapes, noise = smooth(3 * classes, 0.08), smooth(60, 0.05)
        y = rng.integers(0, classes, rows).astype("u1")
        x = np.empty((rows, side * side), "<f4")
        for s in range(0, rows, 10_000):
            k = y[s:s + 10_000]
            n = len(k)
            clean = shapes[3 * k + rng.integers(0, 3, n)] * rng.uniform(0.6, 1.4, (n, 1))
            raw = clean + 0.35 * rng.standard_normal((n, 60)) @ noise + 0.15 * rng.standard_normal((n, side * side))
            x[s:s + 10_000] = np.round(np.clip(raw - np.quantile(raw, 0.8), 0, 1) * 255) / 255
        x.tofile(files[0])
        y.tofile(files[1])
    return Problem("classes", files, rows, side * side, lam)


def csv_file(rows, labelled):
    """15 numbers "%.5f" and 5 categories, one of 1,000 levels; `labelled`: y too, from a logistic model."""
    import polars as pl
    path, = paths(f"{'labelled' if labelled else 'mixed'}_{rows}x20", "csv")
    if not os.path.exists(path):
        rng = np.random.default_rng(2)
        columns = {f"n{j:02d}": rng.normal(0, 10.0 ** (j % 4), rows) for j in range(15)}
        eta = sum(x / 10.0 ** (j % 4) for j, x in enumerate(columns.values())) / 5 - 0.5
        for levels in (2, 5, 12, 60, 1000):
            names = np.array([f"level_{k}" for k in range(levels)])
            codes = rng.integers(0, levels, rows)
            columns[f"c{levels}"] = names[codes]
            if labelled:
                eta += 0.5 * rng.standard_normal(levels)[codes]
        if labelled:
            columns["y"] = logistic(rng, eta)
        pl.DataFrame(columns).write_csv(path + ".part", float_precision=5)
        os.replace(path + ".part", path)
    return path


def csv_numbers(rows, cols):
    """Normal numbers "%.5f"."""
    import polars as pl
    path, = paths(f"numbers_{rows}x{cols}", "csv")
    if not os.path.exists(path):
        rng = np.random.default_rng(7)
        pl.DataFrame({f"x{j:02d}": rng.standard_normal(rows) for j in range(cols)}).write_csv(path + ".part", float_precision=5)
        os.replace(path + ".part", path)
    return path


def golden(case):
    """A case of tests/golden: treatment coding as there: numeric if every cell is, else levels in byte order, the
    first the base."""
    with open(os.path.join(ROOT, case["data"]), newline="", encoding="utf-8") as f:
        header, *rows = csv.reader(f)
    terms, columns = [], []
    for j, name in enumerate(header):
        cells = [r[j] for r in rows]
        if name == case["target"]:
            y = np.array([c == case["positive"] for c in cells], dtype="u1")
            continue
        try:
            if name in case["categorical"]:
                raise ValueError
            columns.append([float(c) for c in cells])
            terms.append(name)
        except ValueError:
            for level in sorted(set(cells), key=lambda s: s.encode("utf-8"))[1:]:
                columns.append([float(c == level) for c in cells])
                terms.append(f"{name}={level}")
    assert terms == [t["term"] for t in case["coefficients"]][1:]
    files = paths(case["name"], "f64", "u8")
    x = np.ascontiguousarray(np.array(columns).T)
    x.astype("<f8").tofile(files[0])
    y.tofile(files[1])
    return Problem("fit", files, *x.shape, case["lambda"])
