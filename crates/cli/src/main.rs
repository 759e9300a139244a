//! The `logodds` command.
fn main() {}
