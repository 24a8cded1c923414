//! The binary is a shim.
fn main() {}
