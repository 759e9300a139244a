"""What the command does, with other tools: read a CSV, fit by maximum likelihood, write it with probabilities.

    python from_file.py polars+glum|pandas+scikit-learn CSV OUT
"""
import sys
import time
import warnings

STARTED = time.perf_counter()


def imported():
    """Says how long Python took to get here: a cost of its own, not of the work."""
    print(f"imports {time.perf_counter() - STARTED:.1f} s", flush=True)


def polars_glum(path, out):
    import polars as pl
    from glum import GeneralizedLinearRegressor
    imported()
    names = pl.read_csv(path, n_rows=1).columns
    data = pl.read_csv(path, schema_overrides={c: pl.Categorical for c in names if c.startswith("c")})
    x = data.drop("y").to_pandas()                               # glum 3.4 cannot take the categories of polars 2
    model = GeneralizedLinearRegressor(family="binomial", alpha=0, drop_first=True).fit(x, data["y"].cast(float).to_numpy())
    data.with_columns(pl.Series("probability", model.predict(x))).write_csv(out)


def pandas_scikit_learn(path, out):
    import pandas as pd
    from sklearn.compose import make_column_transformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    imported()
    names = pd.read_csv(path, nrows=1).columns
    texts = [c for c in names if c.startswith("c")]
    data = pd.read_csv(path, dtype={c: "category" for c in texts})
    x = data.drop(columns="y")
    coding = make_column_transformer((OneHotEncoder(drop="first"), texts), remainder=StandardScaler())
    # lbfgs, the default, scaled as its manual asks for, and to its default tolerance.
    model = make_pipeline(coding, LogisticRegression(C=float("inf"), max_iter=20_000)).fit(x, data["y"])
    data["probability"] = model.predict_proba(x)[:, 1]
    data.to_csv(out, index=False)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    tools = {"polars+glum": polars_glum, "pandas+scikit-learn": pandas_scikit_learn}
    tools[sys.argv[1]](*sys.argv[2:])
