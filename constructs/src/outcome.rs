//! `Outcome`: the result of the function that makes an app.

use std::error::Error;

/// A result of the function that [`run`](crate::run) calls: nothing, or a `Result` with an error of any common kind.
///
/// The parameter only tells the kinds of errors apart for the compiler.
#[diagnostic::on_unimplemented(
    message = "the function that makes the app gives `{Self}`",
    label = "must give `()` or `Result<(), E>`",
    note = "`E` may be `Box<dyn Error>`, `anyhow::Error`, `String`, `Diagnostics` or any error of your own; end a closure with `Ok::<(), E>(())`"
)]
pub trait Outcome<Kind> {
    /// The error, if it is one.
    fn into_error(self) -> Option<Box<dyn Error>>;
}

/// Nothing.
#[doc(hidden)]
#[derive(Debug)]
pub struct Nothing;

/// An error that converts into a box.
#[doc(hidden)]
#[derive(Debug)]
pub struct Converts;

/// An error in a box that threads may share, which does not convert into one that they may not.
#[doc(hidden)]
#[derive(Debug)]
pub struct Shared;

impl Outcome<Nothing> for () {
    fn into_error(self) -> Option<Box<dyn Error>> {
        None
    }
}

impl<E: Into<Box<dyn Error>>> Outcome<Converts> for Result<(), E> {
    fn into_error(self) -> Option<Box<dyn Error>> {
        self.err().map(Into::into)
    }
}

impl Outcome<Shared> for Result<(), Box<dyn Error + Send + Sync>> {
    fn into_error(self) -> Option<Box<dyn Error>> {
        let error: Box<dyn Error> = self.err()?;
        Some(error)
    }
}
