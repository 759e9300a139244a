//! logodds-optim
