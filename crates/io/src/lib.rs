//! logodds-io
