"""Names of other packages that results do not have, and what has the same here."""

from __future__ import annotations

# Of statsmodels, then of R.
_HERE = {
    "get_margeff": "effects()",
    "get_influence": "influence()",
    "get_prediction": "predict(rows, interval=0.95, se=True)",
    "get_distribution": "predict(rows)",
    "t_test": "contrast('age=10'), a normal test, as the dispersion is known",
    "f_test": "wald_test(['age', 'race']), a test by χ², as the dispersion is known",
    "t_test_pairwise": "contrast(['race=2=1,race=3=-1', ...])",
    "compare_lr_test": "compare(other)",
    "lr_test": "compare(other), or fit(..., tests=True) for every column",
    "resid_dev": "resid_deviance",
    "resid_anscombe": "influence(), which has response, Pearson and deviance residuals",
    "resid_generalized": "resid_response",
    "resid_working": "influence(), which has response, Pearson and deviance residuals",
    "resid": "resid_response, resid_pearson or resid_deviance",
    "mu": "fittedvalues",
    "linpred": "predict(kind='link')",
    "normalized_cov_params": "cov_params()",
    "pseudo_rsquared": "prsquared",
    "rsquared": "prsquared",
    "llf_null": "llnull",
    "use_t": "tvalues, which are of the normal distribution",
    "summary2": "summary(), or to_frame() for the numbers",
    "summary_frame": "to_frame()",
    "pred_table": "predict(rows) >= 0.5 beside the labels",
    "cov_type": "summary(), or what fit(covariance=...) was given",
    "coef": "params",
    "coefficients": "params",
    "confint": "conf_int()",
    "vcov": "cov_params()",
    "fitted": "fittedvalues",
    "residuals": "resid_deviance (R's default), resid_pearson or resid_response",
    "rstandard": "influence()['standardized_deviance_residual']",
    "hatvalues": "influence()['leverage']",
    "cooks_distance": "influence()['cooks_distance']",
    "linear_predictors": "predict(kind='link')",
    "anova": "compare(other), or fit(..., tests=True).tests",
    "margins": "effects()",
    "tidy": "to_frame()",
    "logLik": "llf",
}


def elsewhere(kind: str, name: str) -> str:
    """The message of an attribute that there is not."""
    here = _HERE.get(name)
    return f"{kind!r} object has no attribute {name!r}" + (f"; here it is {here}" if here else "")
