//! What the stochastic solvers share.
//!
//! | module | idea |
//! |---|---|
//! | `batches` | batches of a size that fits the number of coordinates, in a shuffled order |
//! | `coordinates` | a metric in which the Hessian is close to the identity, and a step in it |
//! | `smoothness` | how long a step may be, measured where it is taken |

pub(crate) mod batches;
pub(crate) mod coordinates;
pub(crate) mod smoothness;
