"""Converters to ONNX, for skl2onnx: importing this module registers them.

The graph is the model's: scores ``X·w + b``, two of opposite signs for two classes, then the sigmoid of each, or for more classes their
softmax; the class of the largest score. (skl2onnx's own converter of scikit-learn's LogisticRegression takes the softmax of both scores of
two classes, which is the sigmoid of twice the log-odds, for any class but scikit-learn's.) Numbers are of the type of the input: float32,
or float64 of a ``DoubleTensorType``.

A graph has no way to say that it does not know. So a model is refused whose predictions are not a function of its coefficients alone: one
at a limit, where some are infinite, and one without a penalty that gives NaN to rows that its data do not determine.

Examples
--------
>>> import numpy as np
>>> import logodds.onnx  # registers the converters
>>> from skl2onnx import to_onnx
>>> X = np.array([[0.5], [1.0], [2.0], [3.0], [4.0], [4.5]], dtype=np.float32)
>>> model = logodds.LogisticRegression().fit(X, [0, 1, 0, 1, 0, 1])
>>> graph = to_onnx(model, X[:1], options={"zipmap": False})
>>> [output.name for output in graph.graph.output]
['label', 'probabilities']
"""

from __future__ import annotations

from typing import Any

import numpy as np
from skl2onnx import update_registered_converter
from skl2onnx.common.data_types import BooleanTensorType, Int64TensorType, guess_proto_type
from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes
from skl2onnx.common.utils_classifier import get_label_classes
from skl2onnx.proto import onnx_proto

from .cross_validation import LogisticRegressionCV
from .estimator import LogisticRegression
from .exceptions import SpecificationError

__all__: list[str] = []


def _scores(model: LogisticRegression) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of every class, of shape (features, classes), and intercepts.

    Raises
    ------
    SpecificationError
        Of a model that is more than its coefficients.
    """
    intercepts, coefficients = model._coefficients()  # dense, of 64 bits, whatever coef_ is
    coefficients = coefficients.T
    if not np.isfinite(coefficients).all() or np.isnan(intercepts).any() or (intercepts == np.inf).any():
        raise SpecificationError(
            "some coefficients are infinite, as rows of the fit are separated, and a graph would have no numbers for them; "
            "fit with a penalty: C=1.0, or penalty='firth'"
        )
    if model._predictor().is_open:
        raise SpecificationError(
            "the data of the fit do not determine all coefficients: rows that break what its rows have in common get NaN here, and would get "
            "a number in a graph. Leave out columns that are constant or combinations of others (warnings_ names them), or fit with a penalty"
        )
    if len(intercepts) == 1:
        return np.hstack([-coefficients, coefficients]), np.hstack([-intercepts, intercepts])
    return coefficients, intercepts


def _convert(scope: Any, operator: Any, container: Any) -> None:
    """Add the nodes of a fitted estimator to the graph."""
    model = operator.raw_operator
    coefficients, intercepts = _scores(model)
    source, kind = operator.inputs[0].full_name, guess_proto_type(operator.inputs[0].type)
    if isinstance(operator.inputs[0].type, BooleanTensorType | Int64TensorType):
        kind = onnx_proto.TensorProto.FLOAT
        source = _add(scope, container, "Cast", [source], to=kind)

    def constant(name: str, of: int, values: np.ndarray | list[Any], shape: tuple[int, ...]) -> str:
        unique = scope.get_unique_variable_name(name)
        container.add_initializer(unique, of, shape, list(values))
        return str(unique)

    weights = constant("coefficients", kind, coefficients.ravel(), coefficients.shape)
    offsets = constant("intercepts", kind, intercepts, intercepts.shape)
    product = _add(scope, container, "MatMul", [source, weights])
    label, probabilities = (output.full_name for output in operator.outputs)
    if container.get_options(model, {"raw_scores": False})["raw_scores"]:
        scores = _add(scope, container, "Add", [product, offsets], to_name=probabilities)
    else:
        scores = _add(scope, container, "Add", [product, offsets])
        if len(model.intercept_) == 1:
            _add(scope, container, "Sigmoid", [scores], to_name=probabilities)
        else:
            _add(scope, container, "Softmax", [scores], to_name=probabilities, axis=1)
    place = _add(scope, container, "ArgMax", [scores], axis=1, keepdims=0)
    classes = list(get_label_classes(scope, model))
    if all(isinstance(of, str) for of in classes):
        known = constant("classes", onnx_proto.TensorProto.STRING, [str(of) for of in classes], (len(classes),))
    else:  # scikit-learn's classes are texts, booleans or whole numbers
        known = constant("classes", onnx_proto.TensorProto.INT64, [int(of) for of in classes], (len(classes),))
    _add(scope, container, "Gather", [known, place], to_name=label)


def _add(scope: Any, container: Any, what: str, inputs: list[str], *, to_name: str | None = None, **attributes: Any) -> str:
    """Add a node, and return the name of its output."""
    output = to_name or scope.get_unique_variable_name(what.lower())
    container.add_node(what, inputs, output, name=scope.get_unique_operator_name(what), op_version=13, **attributes)
    return str(output)


for _class in (LogisticRegression, LogisticRegressionCV):
    update_registered_converter(
        _class,
        f"Logodds{_class.__name__}",
        calculate_linear_classifier_output_shapes,
        _convert,
        options={
            "zipmap": [True, False, "columns"],
            "nocl": [True, False],
            "output_class_labels": [False, True],
            "raw_scores": [True, False],
        },
    )
