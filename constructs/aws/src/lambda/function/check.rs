//! Settings of a function that Lambda does not take.

use ferrocdk_core::{Diagnostic, Scope};
use ferrocdk_fingerprint::Architecture;

use super::settings::FunctionProps;
use crate::bounds::OutOfRange;
use crate::diagnostic_ids;
use crate::lambda::code::Bound;
use crate::lambda::layer::MAX_LAYERS;
use crate::lambda::limits::{
    EphemeralStorage, ExecutionTimeout, HistoryRetention, Memory, ReservedConcurrency, Timeout,
};
use crate::lambda::runtime::Runtime;

/// Tells what is out of range.
#[track_caller]
pub(super) fn ranges(scope: &Scope, props: &FunctionProps) {
    let passes = |checked: Option<Result<(), OutOfRange>>| checked.unwrap_or(Ok(()));
    let durable = props.durable.as_ref();
    let checks = [
        ("Timeout", passes(props.timeout.map(Timeout::check))),
        ("MemorySize", passes(props.memory.map(Memory::check))),
        (
            "EphemeralStorage",
            passes(props.ephemeral_storage.map(EphemeralStorage::check)),
        ),
        (
            "ReservedConcurrentExecutions",
            passes(props.reserved_concurrency.map(ReservedConcurrency::check)),
        ),
        (
            "DurableConfig",
            passes(durable.map(|durable| ExecutionTimeout::check(durable.execution_timeout))),
        ),
        (
            "DurableConfig",
            passes(durable.and_then(|durable| durable.retention_period.map(HistoryRetention::check))),
        ),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::FUNCTION_RANGE, property);
        }
    }
    layers(scope, props.layers.len());
}

/// Tells that a function has more layers than Lambda gives it.
#[track_caller]
pub(super) fn layers(scope: &Scope, count: usize) {
    if count > MAX_LAYERS {
        let diagnostic = Diagnostic::error(diagnostic_ids::FUNCTION_SETTINGS, "a function with too many layers")
            .at("", Some("Layers"))
            .found(format!("{count}"))
            .allowed(format!("{MAX_LAYERS} layers"))
            .help("put several into one");
        scope.report(diagnostic);
    }
}

/// Settings beside the code.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) runtime: Option<&'a Runtime>,
    pub(super) handler: Option<&'a str>,
    pub(super) architecture: Option<Architecture>,
    pub(super) has_layers: bool,
}

/// Tells what code and settings make impossible together.
pub(super) fn combination(scope: &Scope, code: &Bound, said: Said<'_>) {
    if code.is_missing {
        return;
    }
    let refuse = |property: &str, message: &str, found: String, allowed: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::FUNCTION_SETTINGS, message)
            .at("", Some(property))
            .found(found)
            .allowed(allowed);
        scope.report(diagnostic);
    };
    if let (Some(given), Some(built)) = (said.architecture, code.architecture)
        && given != built
    {
        refuse(
            "Architectures",
            "code that is built for other processors",
            format!("{} for code of {}", given.word(), built.word()),
            "the processors that the code is built for; leave the setting out",
        );
    }
    if code.is_image {
        let found = [
            said.runtime.map(|_| "a runtime"),
            said.handler.map(|_| "a handler"),
            said.has_layers.then_some("layers"),
        ];
        let found: Vec<_> = found.into_iter().flatten().collect();
        if !found.is_empty() {
            refuse(
                "PackageType",
                "an image brings what is set beside it",
                found.join(", "),
                "an image alone; its command is a setting of ImageCode",
            );
        }
        return;
    }
    match (said.runtime, &code.runtime) {
        (None, None) => refuse(
            "Runtime",
            "a function without a runtime",
            "code that brings none".to_owned(),
            "a runtime, such as `.runtime(Runtime::NODEJS_24)`",
        ),
        (Some(runtime), None) if code.is_inline && !runtime.takes_inline_code() => refuse(
            "Runtime",
            "source text that the runtime does not take",
            runtime.to_string(),
            "runtimes of Node.js and Python; other code comes from Code::asset or Code::rust",
        ),
        (Some(runtime), Some(brought)) if runtime.family() != brought.family() => refuse(
            "Runtime",
            "a runtime that does not run the code",
            runtime.to_string(),
            "the one that the code brings; leave the setting out",
        ),
        _ => {}
    }
    let own_program = said.runtime.and_then(Runtime::family) == Some("provided");
    // Where the runtime is missing too, that is told.
    if said.handler.or(code.handler).is_none() && !own_program && said.runtime.or(code.runtime.as_ref()).is_some() {
        refuse(
            "Handler",
            "a function without a handler",
            "code that brings none".to_owned(),
            "the file and the function in it, such as `.handler(\"index.handler\")`",
        );
    }
}
