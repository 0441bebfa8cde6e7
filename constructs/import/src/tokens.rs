//! Which names code uses: for the `use` lines, and for bindings that nothing refers to.

use std::collections::BTreeSet;

/// How a name stands in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// A variable, a type or a function.
    Plain,
    /// Before `!`.
    Macro,
    /// Before `::`.
    Path,
}

/// The names that code uses, without fields, methods, what a path ends with, names of arguments, and what stands in strings and comments.
pub(crate) fn names(code: &str) -> BTreeSet<(String, Use)> {
    let mut found = BTreeSet::new();
    let mut rest = code;
    let mut after_dot = false;
    while let Some(first) = rest.chars().next() {
        if let Some(length) = text_length(rest) {
            rest = &rest[length..];
            after_dot = false;
            continue;
        }
        if first.is_alphabetic() || first == '_' {
            let length = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            let (name, behind) = rest.split_at(length);
            let kind = if behind.starts_with("::") {
                Use::Path
            } else if behind.starts_with('!') && !behind.starts_with("!=") {
                Use::Macro
            } else {
                Use::Plain
            };
            let is_argument_name = behind.starts_with(" = ");
            if !after_dot && !is_argument_name {
                found.insert((name.to_owned(), kind));
            }
            rest = behind;
            after_dot = false;
            continue;
        }
        // Digits may carry a type: `5_i64` is no name.
        if first.is_ascii_digit() {
            rest = rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
            continue;
        }
        after_dot = first == '.' || (first == ':' && after_dot) || rest.starts_with("::");
        rest = &rest[first.len_utf8()..];
    }
    found
}

/// The length of the string or the comment that the code begins with.
fn text_length(code: &str) -> Option<usize> {
    if code.starts_with("//") {
        return Some(code.find('\n').unwrap_or(code.len()));
    }
    if let Some(quoted) = code.strip_prefix('"') {
        let mut escaped = false;
        let end = quoted.find(|c: char| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        return Some(end.map_or(code.len(), |end| end + 2));
    }
    let fenced = code.strip_prefix('r')?;
    let quoted = fenced.trim_start_matches('#');
    let fence = fenced.len() - quoted.len();
    let quoted = quoted.strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(fence));
    let end = quoted.find(&close).map_or(quoted.len(), |end| end + close.len());
    Some(fence + 2 + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_texts_methods_and_path_ends() {
        let code = r##"
            // a comment with words
            let queue = sqs::CfnQueue::new(&stack, "Queue \"x\"", sqs::QueueProps::new().name(text!("{}", topic.arn(), Bell = 5_i64)));
            doc!({ "key": r#"raw "words" here"# });
            Value::from(1)
        "##;
        let found: Vec<String> = names(code)
            .into_iter()
            .map(|(name, kind)| format!("{name} {kind:?}"))
            .collect();
        assert_eq!(
            found,
            [
                "Value Path",
                "doc Macro",
                "let Plain",
                "sqs Path",
                "stack Plain",
                "text Macro",
                "topic Plain"
            ]
        );
    }
}
