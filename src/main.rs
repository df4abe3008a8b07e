//! The binary: parse, call one function, print one error.
fn main() {}
