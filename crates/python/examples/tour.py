# %% [markdown]
# # logodds in a quarter of an hour
# Cells as in a notebook; as a script it runs from top to bottom. Data: scikit-learn's breast cancer, and R's birthwt.

# %%
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from logodds import LogisticRegression, LogisticRegressionCV

X, y = load_breast_cancer(return_X_y=True, as_frame=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)

# %% [markdown]
# ## The estimator, where scikit-learn's was

# %%
model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0)).fit(X_train, y_train)
print("accuracy", model.score(X_test, y_test))
print("probabilities of three", model.predict_proba(X_test[:3])[:, 1].round(4))

# %% [markdown]
# It says how it ended, and how far from the optimum it can be at most.

# %%
fitted = model[-1]
print(fitted.status_, "after", fitted.n_iter_[0], "steps; at most", fitted.certificate_["bound"], "above the minimum")

# %% [markdown]
# ## How strong should the penalty be?

# %%
scaled = StandardScaler().fit(X_train)
chosen = LogisticRegressionCV(Cs=10, use_legacy_attributes=False).fit(scaled.transform(X_train), y_train)
print("C =", chosen.C_, "with a mean log-likelihood of", chosen.scores_.mean(axis=0).max().round(4))

# %% [markdown]
# ## How sure is a probability?
# Maximum likelihood on a few columns, with standard errors; an interval around every probability.

# %%
few = ["mean radius", "mean texture", "mean smoothness"]
sure = LogisticRegression(C=np.inf, covariance="model").fit(X_train[few], y_train)
lower, upper = sure.predict_interval(X_test[few][:3])
for p, low, high in zip(sure.predict_proba(X_test[few][:3])[:, 1], lower[:, 1], upper[:, 1], strict=True):
    print(f"{p:.3f}, from {low:.3f} to {high:.3f}")

# %% [markdown]
# ## What separates, is told
# Nothing finite maximises this likelihood; scikit-learn returns a number all the same.

# %%
import warnings

with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    LogisticRegression(C=np.inf).fit(np.arange(20.0)[:, None], np.arange(20) > 9)
print(told[0].message)
