//! Arrays of Python's as features, borrowed wherever they lie as the kernels want them.
//!
//! | given | taken |
//! |---|---|
//! | 2-D array of float64 or float32, rows or columns contiguous | as it lies |
//! | `(indptr, indices, data, columns)` of a CSR matrix | values and int32 indices as they lie; int64 indices are narrowed |

use crate::error;
use logodds::{Csr, Features};
use numpy::{PyReadonlyArray1, PyReadonlyArray2, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;

/// Features that Python owns.
pub(crate) enum Matrix<'py> {
    F64(PyReadonlyArray2<'py, f64>),
    F32(PyReadonlyArray2<'py, f32>),
    Sparse(Sparse<'py>),
}

/// A CSR matrix that Python owns.
pub(crate) struct Sparse<'py> {
    indptr: Vec<usize>,
    indices: Indices<'py>,
    values: Values<'py>,
    columns: usize,
}

enum Indices<'py> {
    Given(PyReadonlyArray1<'py, i32>),
    Narrowed(Vec<u32>),
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
        let beyond = || error::data(py, "an index of the sparse matrix is negative, or beyond 2³²".to_owned());
        let indptr: Vec<usize> = match indptr.extract::<PyReadonlyArray1<'py, i32>>() {
            Ok(given) => given.as_array().iter().map(|&i| usize::try_from(i)).collect::<Result<_, _>>(),
            Err(_) => {
                let given = indptr.extract::<PyReadonlyArray1<'py, i64>>()?;
                given.as_array().iter().map(|&i| usize::try_from(i)).collect::<Result<_, _>>()
            }
        }
        .map_err(|_| beyond())?;
        let indices = match indices.extract::<PyReadonlyArray1<'py, i32>>() {
            Ok(given) => Indices::Given(given),
            Err(_) => {
                let given = indices.extract::<PyReadonlyArray1<'py, i64>>()?;
                let narrow = given.as_array().iter().map(|&j| u32::try_from(j)).collect::<Result<_, _>>();
                Indices::Narrowed(narrow.map_err(|_| beyond())?)
            }
        };
        let values = match values.extract::<PyReadonlyArray1<'py, f64>>() {
            Ok(values) => Values::F64(values),
            Err(_) => Values::F32(values.extract()?),
        };
        Ok(Self::Sparse(Sparse { indptr, indices, values, columns }))
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

impl<'py> Sparse<'py> {
    fn features(&self, py: Python<'py>) -> PyResult<Features<'_>> {
        let apart = |_| error::data(py, "the arrays of a sparse matrix must be contiguous".to_owned());
        let indices: &[u32] = match &self.indices {
            Indices::Given(given) => bytemuck::cast_slice(given.as_slice().map_err(apart)?),
            Indices::Narrowed(narrow) => narrow,
        };
        let found = match &self.values {
            Values::F64(values) => {
                Csr::new(&self.indptr[..], indices, values.as_slice().map_err(apart)?, self.columns).map(Features::from)
            }
            Values::F32(values) => {
                Csr::new(&self.indptr[..], indices, values.as_slice().map_err(apart)?, self.columns).map(Features::from)
            }
        };
        found.map_err(|error| error::of_data(py, &error))
    }
}
