//! The definition of a state machine: chains written in the Amazon States Language, and what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk_core::{Diagnostic, Document, Scope, doc};

use super::chain::Chain;
use super::json_path::{lower_to_json_path, lower_to_jsonata};
use super::state::{Next, Spoken, StateData};
use crate::diagnostic_ids;

/// The language that states compute in.
///
/// Source: "Transforming data with JSONata in Step Functions".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryLanguage {
    /// Paths, and five fields by which data flows through a state.
    #[default]
    JsonPath,
    /// Expressions between `{%` and `%}`, and two fields.
    Jsonata,
}

/// Writes a chain: the first state, and all states by name.
pub(super) fn write(chain: Chain, language: QueryLanguage) -> Vec<(&'static str, Document)> {
    let start = chain.start().to_owned();
    let states = chain.states.into_iter().map(|state| {
        let name = state.name.clone();
        (name, self::state(state, language))
    });
    vec![("StartAt", doc!(start)), ("States", Document::map(states))]
}

fn state(state: StateData, language: QueryLanguage) -> Document {
    let mut fields: Vec<(&str, Document)> = vec![("Type", doc!(state.kind))];
    match state.next {
        Next::To(name) => fields.push(("Next", doc!(name))),
        Next::Open | Next::End => fields.push(("End", doc!(true))),
        Next::Nowhere => {}
    }
    if !state.retries.is_empty() {
        let retries = state.retries.into_iter().map(super::Retry::into_document);
        fields.push(("Retry", Document::list(retries)));
    }
    if !state.catches.is_empty() {
        let catches = state
            .catches
            .into_iter()
            .map(|(catch, next)| catch.into_document(&next));
        fields.push(("Catch", Document::list(catches)));
    }
    if !state.choices.is_empty() {
        let choices = state
            .choices
            .into_iter()
            .map(|(condition, next)| condition.leading_to(&next));
        fields.push(("Choices", Document::list(choices)));
    }
    fields.extend(state.default.map(|name| ("Default", doc!(name))));
    if let Some(input) = state.input {
        let name = match language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        };
        fields.push((name, lowered(input, language, &mut Vec::new())));
    }
    for field in state.fields {
        fields.push((field.name, lowered(field.value, language, &mut Vec::new())));
    }
    let mut inner = state.inner.into_iter().map(|chain| write(chain, language));
    match state.processor {
        Some(processor) => {
            let machine = inner.next().unwrap_or_default();
            let processor = std::iter::once(("ProcessorConfig", processor)).chain(machine);
            fields.push(("ItemProcessor", Document::map(processor)));
        }
        None if state.kind == "Parallel" => {
            let branches = inner.map(Document::map);
            fields.push(("Branches", Document::list(branches)));
        }
        None => {}
    }
    Document::map(fields)
}

fn lowered(document: Document, language: QueryLanguage, misplaced: &mut Vec<String>) -> Document {
    let expr = document.into_expr();
    Document::new(match language {
        QueryLanguage::JsonPath => lower_to_json_path(expr, misplaced),
        QueryLanguage::Jsonata => lower_to_jsonata(expr, misplaced),
    })
}

/// Tells everything that Step Functions would refuse, at the lines of the states.
pub(super) fn check(scope: &Scope, chain: &Chain, language: QueryLanguage) {
    let mut names = BTreeSet::new();
    each(chain, &mut |state| {
        if !names.insert(state.name.clone()) {
            let diagnostic = mistake(state, "two states of a machine have one name").found(&state.name);
            scope.report(diagnostic.help("rename one of them; states inside of branches and maps count, too"));
        }
        check_state(scope, state, language);
    });
    check_level(scope, chain);
}

fn each<'a>(chain: &'a Chain, look: &mut dyn FnMut(&'a StateData)) {
    for state in &chain.states {
        look(state);
        state.inner.iter().for_each(|chain| each(chain, look));
    }
}

fn mistake(state: &StateData, message: &str) -> Diagnostic {
    Diagnostic::error(diagnostic_ids::STATES, message).located(state.location)
}

fn check_state(scope: &Scope, state: &StateData, language: QueryLanguage) {
    let name = &state.name;
    if name.is_empty() || name.chars().count() > 80 {
        let diagnostic = mistake(state, "not a name of a state").found(name);
        scope.report(diagnostic.allowed("1 to 80 characters"));
    }
    if state.kind == "Choice" && state.choices.is_empty() {
        let diagnostic = mistake(state, "a choice that asks nothing").found(name);
        scope.report(diagnostic.help("give it `.when(condition, chain)`"));
    }
    if state.kind == "Parallel" && state.inner.is_empty() {
        let diagnostic = mistake(state, "a parallel state without branches").found(name);
        scope.report(diagnostic.help("give it `.branch(chain)`"));
    }
    for error in state.retries.iter().filter_map(super::Retry::mistake) {
        let diagnostic = mistake(state, "not a retry that Step Functions takes").found(format!("{error}, of {name}"));
        scope
            .report(diagnostic.allowed(
                "an error at least, a backoff rate from 1, an interval from 1 second, 0 to 99999999 attempts",
            ));
    }
    let mut foreign: Vec<&str> = state
        .fields
        .iter()
        .filter(|field| match language {
            QueryLanguage::JsonPath => field.spoken == Spoken::JsonataOnly,
            QueryLanguage::Jsonata => field.spoken == Spoken::JsonPath,
        })
        .map(|field| field.name)
        .collect();
    let of_conditions = state
        .choices
        .iter()
        .filter(|(condition, _)| condition.is_jsonata != (language == QueryLanguage::Jsonata));
    foreign.extend(of_conditions.map(|_| "Choices").take(1));
    let of_catches = state.catches.iter().any(|(catch, _)| match language {
        QueryLanguage::JsonPath => catch.is_of_jsonata(),
        QueryLanguage::Jsonata => catch.is_of_json_path(),
    });
    foreign.extend(of_catches.then_some("Catch"));
    if !foreign.is_empty() {
        let other = match language {
            QueryLanguage::JsonPath => "a machine of JSONPath has fields of JSONata",
            QueryLanguage::Jsonata => "a machine of JSONata has fields of JSONPath",
        };
        let diagnostic = mistake(state, other).found(format!("{} of {name}", foreign.join(", ")));
        scope.report(diagnostic.help("set `.query_language(..)` of the machine, or use the fields of its language"));
    }
    let mut misplaced = Vec::new();
    for document in state.input.iter().chain(state.fields.iter().map(|field| &field.value)) {
        lowered(document.clone(), language, &mut misplaced);
    }
    for path in misplaced {
        let diagnostic = mistake(state, "a path that the language of the machine cannot say there")
            .found(format!("{path} of {name}"));
        scope.report(diagnostic.help(match language {
            QueryLanguage::JsonPath => {
                "a list takes no paths: let the whole list be one, such as States.Array($.a, $.b)"
            }
            QueryLanguage::Jsonata => "write an expression: jsonata(\"$states.input.items[0]\")",
        }));
    }
}

/// Ways between the states of one level: branches see their own states only.
fn check_level(scope: &Scope, chain: &Chain) {
    let by_name: BTreeMap<&str, &StateData> = chain.states.iter().map(|state| (state.name.as_str(), state)).collect();
    let ways = |state: &StateData| {
        let next = match &state.next {
            Next::To(name) => Some(name.clone()),
            _ => None,
        };
        let choices = state.choices.iter().map(|(_, name)| name.clone());
        let catches = state.catches.iter().map(|(_, name)| name.clone());
        next.into_iter()
            .chain(choices)
            .chain(catches)
            .chain(state.default.clone())
            .collect::<Vec<_>>()
    };
    if chain.states.is_empty() {
        let diagnostic = Diagnostic::error(diagnostic_ids::STATES, "a machine without states");
        scope.report(
            diagnostic
                .found(format!("only a way to {:?}", chain.start()))
                .help("begin with a state"),
        );
        return;
    }
    for state in &chain.states {
        for way in ways(state).iter().filter(|way| !by_name.contains_key(way.as_str())) {
            let known: Vec<&str> = by_name.keys().copied().collect();
            let diagnostic =
                mistake(state, "a way to a state that is not there").found(format!("{} goes to {way}", state.name));
            scope.report(
                diagnostic
                    .allowed(known.join(", "))
                    .help("ways do not leave a branch or a map"),
            );
        }
    }
    let mut reached = BTreeSet::new();
    let mut waiting = vec![chain.start().to_owned()];
    while let Some(name) = waiting.pop() {
        if let Some(state) = by_name.get(name.as_str())
            && reached.insert(name)
        {
            waiting.extend(ways(state));
        }
    }
    for (before, after) in &chain.beyond_end {
        if let Some(state) = by_name.get(after.as_str()).filter(|_| !reached.contains(after)) {
            let diagnostic = mistake(state, "a state that cannot be reached")
                .found(format!("{after} follows {before}, which ends the machine"));
            scope.report(diagnostic.help("take one of them out, or let a choice decide"));
        }
    }
    let told: Vec<&String> = chain.beyond_end.iter().map(|(_, after)| after).collect();
    let from_told = |name: &str| told.iter().any(|after| leads_to(&by_name, after, name, &ways));
    for state in chain
        .states
        .iter()
        .filter(|state| !reached.contains(&state.name) && !from_told(&state.name))
    {
        let diagnostic = mistake(state, "a state that cannot be reached").found(&state.name);
        scope.report(diagnostic.help("let a state go on with it, or take it out"));
    }
    let ends = |state: &&StateData| match state.next {
        Next::Open | Next::End => true,
        Next::Nowhere => state.kind != "Choice",
        Next::To(_) => false,
    };
    let mut reachable = chain.states.iter().filter(|state| reached.contains(&state.name));
    if !reachable.any(|state| ends(&state)) && !reached.is_empty() {
        let diagnostic = Diagnostic::error(diagnostic_ids::STATES, "a machine that never ends");
        let first = by_name.get(chain.start()).map(|state| state.location);
        let diagnostic = match first {
            Some(location) => diagnostic.located(location),
            None => diagnostic,
        };
        scope.report(
            diagnostic
                .found("a loop without a way out")
                .help("let a choice lead to a state that ends it"),
        );
    }
    for state in &chain.states {
        state.inner.iter().for_each(|chain| check_level(scope, chain));
    }
}

fn leads_to(
    by_name: &BTreeMap<&str, &StateData>,
    from: &str,
    to: &str,
    ways: &dyn Fn(&StateData) -> Vec<String>,
) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from.to_owned()];
    while let Some(name) = waiting.pop() {
        if name == to {
            return true;
        }
        if let Some(state) = by_name.get(name.as_str())
            && seen.insert(name)
        {
            waiting.extend(ways(state));
        }
    }
    false
}
