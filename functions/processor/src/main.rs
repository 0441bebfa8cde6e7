//! Part of ferrocdk.
fn main() {}
