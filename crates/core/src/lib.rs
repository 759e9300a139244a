//! logodds-core
