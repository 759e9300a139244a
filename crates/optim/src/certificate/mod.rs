//! The certificate: how far above its minimum F is at most, and the judge that computes it.

pub mod bound;
pub(crate) mod certifier;
pub(crate) mod polish;

pub use bound::{Certificate, CertificateKind};
