//! Matrices of the shape of an arrow, which a category of many levels makes of `Xᵀ diag(d) X`.
//!
//! | file | idea |
//! |---|---|
//! | `pattern` | which of the remaining coordinates a level meets |
//! | `matrix` | the matrix: a diagonal, what couples it, and the rest |
//! | `root` | a root of its inverse, row by row |

pub(crate) mod matrix;
pub(crate) mod pattern;
pub(crate) mod root;
