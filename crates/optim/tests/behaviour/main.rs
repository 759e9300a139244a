//! Solvers of other crates, and factorisations, against the definition and each other.

mod argmin_solvers;
mod factorisation;
mod levels;
mod objectives;
