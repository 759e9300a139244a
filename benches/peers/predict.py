"""T8: probabilities of a linear model, all rows at once and one row at a time, in process.

onnxruntime's operator takes f32 and nothing else, so ours is measured on f32 too, into new memory and into memory that is kept;
a session of onnxruntime keeps its memory from call to call. Our arithmetic and our probabilities are f64 in every row.
"""
import importlib.util
import statistics

import numpy as np

from clock import Quiet, timed
from ours import ours
from report import note, table

ROW_CALLS = 2_000


def onnx_session(w, b):
    """The model as one LinearClassifier, f32: what onnxruntime's converters make of a logistic regression."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper
    node = helper.make_node("LinearClassifier", ["x"], ["label", "p"], domain="ai.onnx.ml", classlabels_ints=[0, 1], multi_class=0,
                            post_transform="LOGISTIC", coefficients=[*(-w), *w], intercepts=[-b, b])
    graph = helper.make_graph([node], "logistic", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, len(w)])],
                              [helper.make_tensor_value_info("label", TensorProto.INT64, [None]),
                               helper.make_tensor_value_info("p", TensorProto.FLOAT, [None, 2])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)])
    model.ir_version = 9
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def table_of(n, p, rounds):
    from sklearn.linear_model import LogisticRegression
    rng = np.random.default_rng(6)
    x, w = rng.standard_normal((n, p)), rng.standard_normal(p) / np.sqrt(p)
    sk = LogisticRegression()
    sk.coef_, sk.intercept_, sk.classes_ = w[None], np.array([-0.5]), np.array([0, 1])
    tools = {"scikit-learn predict_proba": (lambda rows: sk.predict_proba(rows), x)}
    if importlib.util.find_spec("onnxruntime") and importlib.util.find_spec("onnx"):
        session = onnx_session(w.astype("f4"), -0.5)
        tools["onnxruntime, f32"] = (lambda rows: session.run(["p"], {"x": rows}), x.astype("f4"))
    else:
        note("onnxruntime is not installed: skipped")
    batch, row = ({k: [] for k in tools} for _ in range(2))
    mine = {"batch_seconds": [], "into_seconds": [], "batch_f32_seconds": [], "into_f32_seconds": [], "row_seconds": []}
    with Quiet() as quiet:
        for _ in range(rounds):
            for name, (f, rows) in tools.items():
                f(rows)
                batch[name] += [timed(lambda: f(rows))[0] for _ in range(3)]
                one = rows[:1]
                row[name].append(timed(lambda: [f(one) for _ in range(ROW_CALLS)])[0] / ROW_CALLS)
            if got := ours("predict", n, p, "--repeats", 5):
                for key, seconds in mine.items():
                    seconds += got[key]
    rows_of = lambda s: f"{n / statistics.median(s) / 1e6:.0f} M rows/s"
    one_of = lambda s: f"one row: {statistics.median(s) * 1e9:,.0f} ns"
    rows = []
    if mine["batch_seconds"]:
        one = one_of(mine["row_seconds"])
        rows = [("logodds", mine["batch_seconds"], rows_of(mine["batch_seconds"]), one)]
        rows += [(f"logodds, {name}", mine[key], rows_of(mine[key]), "") for name, key in
                 [("kept memory", "into_seconds"), ("f32", "batch_f32_seconds"), ("f32, kept memory", "into_f32_seconds")]]
    rows += [(k, batch[k], rows_of(batch[k]), one_of(row[k])) for k in tools]
    return table(f"T8: probabilities of {n:,} rows of {p} numbers", rows, "rate", quiet)
