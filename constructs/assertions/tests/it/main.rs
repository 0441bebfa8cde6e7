//! Tests of the crate as its users see it.

mod assembly;
mod cdk;
mod matchers;
mod messages;
mod properties;
mod refusals;
mod snapshot;
mod template;
mod typed;

/// The message an assertion ends with.
fn message(assertion: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let Err(payload) = std::panic::catch_unwind(assertion) else {
        panic!("the assertion holds");
    };
    match (payload.downcast_ref::<String>(), payload.downcast_ref::<&str>()) {
        (Some(text), _) => text.clone(),
        (None, Some(text)) => (*text).to_owned(),
        (None, None) => panic!("the message is no text"),
    }
}
