//! Misuse that does not compile. The messages are kept beside the cases; `TRYBUILD=overwrite` renews them.

#[test]
fn misuse_does_not_compile() {
    trybuild::TestCases::new().compile_fail("compile_fail/*.rs");
}
