"""The other tools: name -> fit(tolerance) -> (intercept, coefficients, iterations), and the seconds if a tool has a clock of its own."""
import importlib.util
import os
import shutil
import subprocess
import tempfile

import numpy as np

MANY = 20_000                                                    # iterations: the clock ends a fit, not a count


def missing():
    """Tools that are not installed."""
    return [name for name in ("glum", "snapml") if importlib.util.find_spec(name) is None] + ([] if shutil.which("Rscript") else ["R"])


def names(task):
    """The tools for a problem, those that are not installed left out."""
    tools = {"fit": ["scikit-learn newton-cholesky", "scikit-learn lbfgs", "glum irls-ls", "glum lbfgs"],
             "classes": ["scikit-learn newton-cg", "scikit-learn newton-cg f32", "scikit-learn lbfgs f32"],
             "sparse": ["scikit-learn liblinear", "scikit-learn newton-cg", "scikit-learn lbfgs", "scikit-learn saga", "snapml"]}
    return present(tools[task])


def small(lam):
    """The tools for a small problem. R's glm.fit knows no penalty; liblinear none without one."""
    return present(names("fit") + (["scikit-learn liblinear"] if lam else ["R glm.fit"]))


def present(tools):
    return [name for name in tools if name.split()[0] not in missing()]


def fitters(x, y, lam, tools):
    """`tools` on data in the layout that each likes best, made before any clock starts."""
    kinds = {"scikit-learn": scikit_learn, "glum": glum, "snapml": snapml, "R": r}
    out = {}
    for tool in tools:
        kind, _, solver = tool.partition(" ")
        out[tool] = kinds[kind](x, y, lam, solver)
    return out


def scikit_learn(x, y, lam, solver):
    from sklearn.linear_model import LogisticRegression
    solver, _, kind = solver.partition(" ")
    if x.dtype == np.float32 and kind != "f32":
        x = x.astype("f8")                                       # its f32 fits are faster, and end less precise
    c = 1 / (len(y) * lam) if lam else np.inf
    # liblinear penalises its intercept, by lambda / 2 (b / scaling)²: at 10, nothing that 1e-6 of F would show.
    scaling = 10 if solver == "liblinear" else 1

    def fit(tol):
        m = LogisticRegression(C=c, solver=solver, tol=tol, max_iter=MANY, intercept_scaling=scaling, random_state=0).fit(x, y)
        if len(m.intercept_) > 1:
            return m.intercept_.copy(), m.coef_.copy(), int(m.n_iter_[0])
        return float(m.intercept_[0]), m.coef_[0].copy(), int(m.n_iter_[0])
    return fit


_columns = {}                                                    # one copy of X by columns for all of glum


def glum(x, y, lam, solver):
    from glum import GeneralizedLinearRegressor
    xf = _columns.setdefault(id(x), np.asfortranarray(x))
    yf = y.astype(float)

    def fit(tol):
        m = GeneralizedLinearRegressor(family="binomial", alpha=lam, l1_ratio=0, solver=solver, gradient_tol=tol,
                                       max_iter=MANY).fit(xf, yf)
        return float(m.intercept_), np.asarray(m.coef_).copy(), int(m.n_iter_)
    return fit


def snapml(x, y, lam, _solver):
    from snapml import LogisticRegression

    def fit(tol):
        m = LogisticRegression(regularizer=len(y) * lam, tol=tol, max_iter=MANY, n_jobs=os.cpu_count(),
                               fit_intercept=True, intercept_scaling=10, random_state=0).fit(x, y)
        # Its intercept_ is the coefficient of the column of tens, not the intercept.
        return 10 * float(np.ravel(m.intercept_)[0]), np.ravel(m.coef_).copy(), int(np.ravel(m.n_iter_)[0])
    return fit


def r(x, y, _lam, _solver):
    """One process of R, which times its fits itself: the way there and back is not R's fault."""
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.join(folder, name) for name in ("x", "y")]
        x.astype("f8").tofile(files[0])
        y.astype("u1").tofile(files[1])
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "glm_fit.R")
        process = subprocess.Popen(["Rscript", "--vanilla", script, *files, *map(str, x.shape)], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

        def fit(tol):
            print(tol, file=process.stdin, flush=True)
            seconds, iterations, b, *w = map(float, process.stdout.readline().split())
            return b, np.array(w), int(iterations), seconds
        fit(0.1)                                                 # it has read its files
    return fit
