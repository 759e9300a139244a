"""The right values of the tests of levels, labels and clusters, by statsmodels. Run in this folder:

    python referee.py

base.csv      glm of y with the base level low of g (R: relevel(factor(g), "low")), and MNLogit of k against the label z
sites.csv     glm of y, errors by five clusters without a correction for their number times G/(G-1)
grouped.csv   glm of a share with trials as weights
"""

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf

base = pd.read_csv("base.csv")
fit = smf.glm("y ~ x + C(g, Treatment('low'))", base, family=sm.families.Binomial()).fit(tol=1e-12)
print(fit.params, fit.bse)
codes = pd.Categorical(base.k, ["z", "k", "m"]).codes
fit = sm.MNLogit(codes, sm.add_constant(base[["x"]])).fit(disp=0, tol=1e-12)
print(fit.params, fit.bse)

sites = pd.read_csv("sites.csv", dtype={"site": str})
groups = pd.factorize(sites.site)[0]
fit = smf.glm("y ~ x", sites, family=sm.families.Binomial()).fit(
    tol=1e-12, cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
)
count = len(np.unique(groups))
print(count, fit.params, fit.bse * np.sqrt(count / (count - 1)))

grouped = pd.read_csv("grouped.csv")
fit = smf.glm("rate ~ dose", grouped, family=sm.families.Binomial(), var_weights=grouped.n).fit(tol=1e-12)
print(fit.params, fit.bse)
