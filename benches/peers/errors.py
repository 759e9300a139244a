"""T10: maximum likelihood with standard errors, z and p of every coefficient."""
import importlib.util
import os
import shutil
import subprocess
import tempfile

import numpy as np

from clock import Quiet, timed
from ours import ours
from referee import Referee
from report import note, table


def statsmodels(x, y):
    from statsmodels.api import Logit, add_constant
    design, yf = add_constant(x, has_constant="add"), y.astype(float)

    def fit():
        m = Logit(yf, design).fit(disp=0)
        return np.asarray(m.params), np.asarray(m.bse), np.asarray(m.pvalues)
    return fit


def glum(x, y):
    from glum import GeneralizedLinearRegressor
    xf, yf = np.asfortranarray(x), y.astype(float)

    def fit():
        m = GeneralizedLinearRegressor(family="binomial", alpha=0, gradient_tol=1e-7).fit(xf, yf)
        return np.append(m.intercept_, m.coef_), np.asarray(m.std_errors(xf, yf, robust=False, dispersion=1)), None
    return fit


class R:
    """glm.fit and summary in one process of R, which keeps its own clock."""
    def __init__(self, problem):
        self.folder = tempfile.TemporaryDirectory()
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "glm_fit.R")
        self.process = subprocess.Popen(["Rscript", "--vanilla", script, *problem.files, str(problem.rows), str(problem.cols)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def __call__(self):
        print("1e-8 summary", file=self.process.stdin, flush=True)
        seconds, _, *numbers = map(float, self.process.stdout.readline().split())
        p = len(numbers) // 2
        return seconds, (np.array(numbers[:p]), np.array(numbers[p:]), None)


def errors_table(problem, rounds):
    x, y = problem.load()
    referee = Referee(x, y, 0.0)
    tools = {"statsmodels Logit": statsmodels(x, y)} if importlib.util.find_spec("statsmodels") else {}
    if importlib.util.find_spec("glum"):
        tools["glum irls-ls, std_errors"] = glum(x, y)
    r = R(problem) if shutil.which("Rscript") else None
    if r is None:
        note("R is not installed: skipped")
    b, w = np.log(y.mean() / (1 - y.mean())), np.zeros(problem.cols)
    seconds, last, mine = {name: [] for name in tools}, {}, []
    if r:
        seconds["R glm.fit and summary"] = []
    with Quiet() as quiet:
        for _ in range(rounds):
            for name, fit in tools.items():
                s, last[name] = timed(fit)
                seconds[name].append(s)
            if r:
                s, last["R glm.fit and summary"] = r()
                seconds["R glm.fit and summary"].append(s)
            got = ours("fit", *problem.files, problem.rows, problem.cols, "--lambda", "0", "--tolerance", "1e-10", "--repeats", 3, "--errors", 1)
            if got:
                mine += got["seconds"]
    if got:
        b, w = got["intercept"], np.array(got["coefficients"])
    exact = referee.std_errors(b, w)
    off = lambda errors: f"standard errors within {np.max(np.abs(np.asarray(errors) / exact - 1)):.0e} of exact"
    rows = [("logodds", mine, off(got["std_errors"]), f"{got['solver']}, {got['passes']:.3g} passes, {got['status']}")] if got else []
    rows += [(name, s, off(last[name][1]), "") for name, s in seconds.items()]
    return table(f"T10: {problem.rows:,} x {problem.cols} f64, maximum likelihood with standard errors and p-values", rows, "digits", quiet)
