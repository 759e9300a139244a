//! Arrays of Python's as features, borrowed as they lie.
//!
//! | given | taken |
//! |---|---|
//! | 2-D array of float64 or float32, rows or columns contiguous | as it lies |
//! | `(indptr, indices, data, columns)` of a CSR matrix, positions of 4 or 8 bytes | as it lies |

use crate::error;
use logodds::core::Scalar;
use logodds::data::{Csr, DataError, Features, Positions};
use numpy::{Element, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use std::borrow::Cow;

/// Columns up to which there is room for a name, a coefficient and its error each, and for the vectors of a solver.
const MOST_COLUMNS: usize = 1 << 26;

/// Refuse a matrix of more columns than a model can have.
#[pyfunction]
pub(crate) fn refuse_wide(py: Python<'_>, columns: usize) -> PyResult<()> {
    if columns <= MOST_COLUMNS {
        return Ok(());
    }
    let message = format!(
        "X has {columns} columns, and a model at most {MOST_COLUMNS}: hash features to fewer (n_features of sklearn.feature_extraction.FeatureHasher), or drop columns without an entry"
    );
    Err(error::data(py, message))
}

/// Features that Python owns.
pub(crate) enum Matrix<'py> {
    F64(PyReadonlyArray2<'py, f64>),
    F32(PyReadonlyArray2<'py, f32>),
    Sparse(Sparse<'py>),
}

/// A CSR matrix that Python owns.
pub(crate) struct Sparse<'py> {
    indptr: Integers<'py>,
    indices: Integers<'py>,
    values: Values<'py>,
    columns: usize,
}

/// Positions that Python owns.
enum Integers<'py> {
    Four(PyReadonlyArray1<'py, i32>),
    Eight(PyReadonlyArray1<'py, i64>),
}

enum Values<'py> {
    F64(PyReadonlyArray1<'py, f64>),
    F32(PyReadonlyArray1<'py, f32>),
}

impl<'py> Matrix<'py> {
    /// Borrow an array, or the parts of a CSR matrix.
    ///
    /// # Errors
    /// `DataError` for anything else.
    pub fn new(x: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(x) = x.extract::<PyReadonlyArray2<'py, f64>>() {
            return Ok(Self::F64(x));
        }
        if let Ok(x) = x.extract::<PyReadonlyArray2<'py, f32>>() {
            return Ok(Self::F32(x));
        }
        let py = x.py();
        type Parts<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, usize);
        let Ok((indptr, indices, values, columns)) = x.extract::<Parts<'py>>() else {
            let found = match x.cast::<PyUntypedArray>() {
                Ok(array) => format!("an array of {} with {} dimensions", array.dtype(), array.ndim()),
                Err(_) => x.get_type().to_string(),
            };
            return Err(error::data(py, format!("X must be a 2-D array of float64 or float32; this is {found}")));
        };
        refuse_wide(py, columns)?;
        let values = match values.extract::<PyReadonlyArray1<'py, f64>>() {
            Ok(values) => Values::F64(values),
            Err(_) => Values::F32(values.extract()?),
        };
        Ok(Self::Sparse(Sparse { indptr: Integers::new(&indptr)?, indices: Integers::new(&indices)?, values, columns }))
    }

    /// Rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        match self {
            Self::F64(x) => x.as_array().dim(),
            Self::F32(x) => x.as_array().dim(),
            Self::Sparse(x) => (x.indptr.len().saturating_sub(1), x.columns),
        }
    }

    /// The features, borrowed.
    ///
    /// # Errors
    /// `DataError` if rows or columns are not contiguous, or the sparse matrix is none.
    pub fn features(&self, py: Python<'py>) -> PyResult<Features<'_>> {
        match self {
            Self::F64(x) => Features::from_view(x.as_array()),
            Self::F32(x) => Features::from_view(x.as_array()),
            Self::Sparse(x) => return x.features(py),
        }
        .map_err(|error| error::of_data(py, &error))
    }
}

impl<'py> Integers<'py> {
    fn new(array: &Bound<'py, PyAny>) -> PyResult<Self> {
        match array.extract::<PyReadonlyArray1<'py, i32>>() {
            Ok(positions) => Ok(Self::Four(positions)),
            Err(_) => Ok(Self::Eight(array.extract()?)),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Four(positions) => positions.len(),
            Self::Eight(positions) => positions.len(),
        }
    }

    /// The positions as numbers without a sign: a negative one is then beyond everything, which the matrix looks for.
    fn positions(&self, py: Python<'_>) -> PyResult<Positions<'_>> {
        Ok(match self {
            Self::Four(positions) => Positions::Four(Cow::Borrowed(bytemuck::cast_slice(slice(py, positions)?))),
            Self::Eight(positions) => Positions::Native(match bytemuck::try_cast_slice(slice(py, positions)?) {
                Ok(positions) => Cow::Borrowed(positions),
                // Addresses have fewer than 8 bytes here.
                Err(_) => slice(py, positions)?.iter().map(|&at| usize::try_from(at).unwrap_or(usize::MAX)).collect(),
            }),
        })
    }
}

impl<'py> Sparse<'py> {
    fn features(&self, py: Python<'py>) -> PyResult<Features<'_>> {
        match &self.values {
            Values::F64(values) => self.csr(py, values).map(Features::from),
            Values::F32(values) => self.csr(py, values).map(Features::from),
        }
    }

    fn csr<'a, T: Scalar + Element>(
        &'a self,
        py: Python<'py>,
        values: &'a PyReadonlyArray1<'py, T>,
    ) -> PyResult<Csr<'a, T>> {
        let (indptr, indices) = (self.indptr.positions(py)?, self.indices.positions(py)?);
        let found: Result<_, DataError> = Csr::from_positions(indptr, indices, slice(py, values)?, self.columns);
        found.map_err(|error| error::of_data(py, &error))
    }
}

fn slice<'a, T: Element>(py: Python<'_>, array: &'a PyReadonlyArray1<'_, T>) -> PyResult<&'a [T]> {
    let apart = |_| error::data(py, "the arrays of a sparse matrix must be contiguous".to_owned());
    array.as_slice().map_err(apart)
}
