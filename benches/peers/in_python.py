"""T11: our Python estimator beside scikit-learn's, both from Python, and the engine without it.

Each is called as its users call it, with its own default tolerance; the objective that each reaches says what that
means. scikit-learn is taken with the solver that its documentation names for the shape, besides the default.
"""
import importlib.util
import warnings

import numpy as np

from clock import Quiet, timed
from ours import ours
from referee import Referee
from report import note, table


def fits(X, y, C, rounds, solvers, limit=60.0, classes=False):
    """Seconds and objectives of fits to one array."""
    import sklearn.linear_model as theirs
    from logodds import LogisticRegression
    tools = {"logodds": lambda: LogisticRegression(C=C).fit(X, y)}
    for solver in solvers:
        tools[f"scikit-learn {solver}"] = lambda solver=solver: theirs.LogisticRegression(C=C, solver=solver).fit(X, y)
    seconds, models = {name: [] for name in tools}, {}
    with Quiet() as quiet, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(rounds):
            for name, fit in tools.items():
                if sum(seconds[name]) < limit:
                    s, models[name] = timed(fit)
                    seconds[name].append(s)
    return seconds, models, quiet


def objective(X, y, lam, model):
    if len(model.coef_) == 1:
        return Referee(X, y, lam).value(float(model.intercept_[0]), np.asarray(model.coef_[0], dtype=float))
    eta = X @ model.coef_.T + model.intercept_
    largest = eta.max(axis=1, keepdims=True)
    total = np.log(np.exp(eta - largest).sum(axis=1)) + largest[:, 0]
    return float(np.mean(total - eta[np.arange(len(y)), y])) + lam / 2 * float(np.sum(np.asarray(model.coef_, float) ** 2))


def fit_table(title, X, y, lam, rounds, solvers):
    seconds, models, quiet = fits(X, y, 1 / (lam * X.shape[0]), rounds, solvers)
    values = {name: objective(X, y, lam, model) for name, model in models.items()}
    best = min(values.values())
    rows = [(name, s, f"{values[name] / best - 1:.0e} above the best", "") for name, s in seconds.items()]
    return table(title, rows, "objective", quiet)


def beside_the_engine(problem, rounds):
    """The same fit from Python, C- and F-ordered, f64 and f32, and from Rust."""
    from logodds import LogisticRegression
    x, y = problem.load()
    C = 1 / (problem.lam * problem.rows)
    layouts = {"f64 by rows": x, "f64 by columns": np.asfortranarray(x), "f32 by rows": x.astype("f4")}
    seconds, bits, engine, got = {name: [] for name in layouts}, {}, [], None
    with Quiet() as quiet:
        for _ in range(rounds):
            for name, array in layouts.items():
                s, model = timed(lambda array=array: LogisticRegression(C=C).fit(array, y))
                seconds[name].append(s)
                bits[name] = model
            got = ours("fit", *problem.files, problem.rows, problem.cols, "--lambda", problem.lam, "--tolerance", "1e-10", "--repeats", 3)
            if got:
                engine += got["seconds"]
    rows = [("logodds", seconds["f64 by rows"], "", "Python, f64 by rows")]
    if got:
        same = np.array_equal(bits["f64 by rows"].coef_[0], np.array(got["coefficients"]))
        rows.append(("Rust", engine, "the same bits" if same else "OTHER BITS", got["solver"]))
    rows += [(f"Python, {name}", s, "", "") for name, s in seconds.items() if name != "f64 by rows"]
    return table(f"T11: the estimator beside the engine, {problem.rows:,} x {problem.cols}, L2", rows, "coefficients", quiet)


def predict_table(rows, cols, rounds):
    import sklearn.linear_model as theirs
    from logodds import LogisticRegression
    rng = np.random.default_rng(3)
    X = rng.standard_normal((rows, cols))
    y = (rng.random(20_000) < 1 / (1 + np.exp(-X[:20_000, 0]))).astype(int)
    models = {"logodds": LogisticRegression(), "scikit-learn": theirs.LogisticRegression()}
    for model in models.values():
        model.fit(X[:20_000], y)
    many, one, row, repeats = {n: [] for n in models}, {n: [] for n in models}, X[:1].copy(), 1000
    with Quiet() as quiet:
        for _ in range(rounds):
            for name, model in models.items():
                many[name].append(timed(lambda model=model: model.predict_proba(X))[0])
                one[name].append(timed(lambda model=model: [model.predict_proba(row) for _ in range(repeats)])[0] / repeats)
    bytes_ = X.nbytes + 16 * rows
    speed = lambda s: f"{bytes_ / np.median(s) / 1e9:.1f} GB/s"
    return (table(f"T11: predict_proba of {rows:,} x {cols} f64", [(n, s, speed(s), "") for n, s in many.items()], "read and written", quiet)
            + table(f"T11: predict_proba of one row of {cols}", [(n, s, f"{np.median(s) * 1e6:.1f} µs", "") for n, s in one.items()], "a row", quiet))


def cross_validation_table(rows, cols, rounds):
    import sklearn.linear_model as theirs
    from logodds import LogisticRegressionCV
    rng = np.random.default_rng(4)
    X = rng.standard_normal((rows, cols))
    y = (rng.random(rows) < 1 / (1 + np.exp(-X[:, :5].sum(axis=1)))).astype(int)
    tools = {"logodds": lambda: LogisticRegressionCV().fit(X, y)}
    for solver in ("lbfgs", "newton-cholesky"):
        tools[f"scikit-learn {solver}"] = lambda solver=solver: theirs.LogisticRegressionCV(
            Cs=10, scoring="neg_log_loss", solver=solver, l1_ratios=(0.0,), use_legacy_attributes=False, n_jobs=-1).fit(X, y)
    seconds, chosen = {n: [] for n in tools}, {}
    with Quiet() as quiet, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(rounds):
            for name, fit in tools.items():
                s, model = timed(fit)
                seconds[name].append(s)
                chosen[name] = float(np.ravel(model.C_)[0])
    rows_ = [(n, s, f"C = {chosen[n]:.3g}", "") for n, s in seconds.items()]
    return table(f"T11: 10 penalties, 5 folds, {rows:,} x {cols}", rows_, "chosen", quiet)


def python_tables(scale, rounds):
    import datasets
    if importlib.util.find_spec("logodds") is None:
        note("the Python package is not installed: T11 skipped (pip install crates/python in target/peers-venv)")
        return []
    parts = []
    problem = datasets.dense(1_000_000 // scale, 50, 1e-4)
    parts.append(beside_the_engine(problem, rounds))
    x, y = problem.load()
    parts.append(fit_table(f"T11: {problem.rows:,} x 50 f64, L2", x, y, problem.lam, rounds, ["lbfgs", "newton-cholesky"]))
    del x, y
    problem = datasets.sparse(400_000 // scale, 100_000, 1e-6)
    x, y = problem.load()
    parts.append(fit_table(f"T11: sparse {problem.rows:,} x 100,000, L2", x, y, problem.lam, min(rounds, 3), ["lbfgs"]))
    problem = datasets.images(60_000 // scale, 28, 10, 1e-4)
    x, y = problem.load()
    parts.append(fit_table(f"T11: multinomial, {problem.rows:,} x 784 f32, 10 classes, L2", x, y, problem.lam, min(rounds, 3), ["lbfgs"]))
    parts.append(small_table(rounds))
    parts.append(predict_table(1_000_000 // scale, 50, rounds))
    parts.append(cross_validation_table(20_000, 20, min(rounds, 3)))
    return parts


def small_table(rounds):
    from sklearn.datasets import load_breast_cancer
    X, y = load_breast_cancer(return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    return fit_table("T11: breast cancer, 569 x 30, standardised, C = 1", X, y, 1 / len(y), 4 * rounds, ["lbfgs", "newton-cholesky", "liblinear"])
