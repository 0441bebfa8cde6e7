//! The statement by which a rule selects messages, and what can be told of it before it is deployed.

use ferrocdk_core::{Diagnostic, Scope, Value};

use super::topic::check_filter;
use crate::diagnostic_ids;

/// Version of the language of statements.
///
/// Source: "SQL versions" of the AWS IoT developer guide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SqlVersion {
    /// `2016-03-23`, the newest: nested objects and arrays, and binary payloads.
    #[default]
    V2016_03_23,
    /// `2015-10-08`, which IoT takes where nothing is said. It keeps `10.0` a decimal, which the newer one makes an integer.
    V2015_10_08,
    /// `beta`: what AWS tries out, and changes without notice.
    Beta,
}

impl SqlVersion {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::V2016_03_23 => "2016-03-23",
            Self::V2015_10_08 => "2015-10-08",
            Self::Beta => "beta",
        }
    }
}

/// Reports what is wrong with a statement, as far as its form tells. One that is known at deployment only is taken as it is.
pub(super) fn check(scope: &Scope, sql: &Value<String>) {
    let Some(text) = sql.literal() else { return };
    let report = |diagnostic: Diagnostic| scope.report(diagnostic.at("", Some("TopicRulePayload.Sql")));
    match source(text) {
        Err(found) => report(
            Diagnostic::error(
                diagnostic_ids::TOPIC_RULE_SQL,
                "the statement of a topic rule selects nothing",
            )
            .found(found)
            .allowed("`SELECT … FROM '<topic filter>'`, with `WHERE …` behind it"),
        ),
        Ok(Source::Filter(filter)) => {
            if let Some(mistake) = check_filter(filter) {
                report(mistake);
            }
        }
        Ok(Source::Other) => {}
    }
}

/// Filter behind `FROM`.
#[derive(Debug, PartialEq, Eq)]
enum Source<'a> {
    Filter(&'a str),
    /// Something that only the rules engine understands.
    Other,
}

/// Source that a statement selects from: the words outside of quotes and parentheses, since both may have a `FROM` of their own.
fn source(text: &str) -> Result<Source<'_>, String> {
    let mut depth = 0_usize;
    let mut selects = false;
    let mut rest = text.trim_start();
    if rest.is_empty() {
        return Err("an empty text".to_owned());
    }
    while let Some(first) = rest.chars().next() {
        match first {
            quote @ ('\'' | '"') => {
                let Some((_, after)) = rest.get(1..).and_then(|inner| inner.split_once(quote)) else {
                    return Err(format!("a quote that nothing closes: {rest}"));
                };
                rest = after;
            }
            '(' | '[' | '{' => {
                depth += 1;
                rest = rest.get(1..).unwrap_or_default();
            }
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                rest = rest.get(1..).unwrap_or_default();
            }
            letter if letter.is_ascii_alphabetic() || letter == '_' => {
                let is_other = |character: char| !(character.is_ascii_alphanumeric() || character == '_');
                let end = rest.find(is_other).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                rest = after;
                if depth == 0 && word.eq_ignore_ascii_case("select") {
                    selects = true;
                } else if depth == 0 && word.eq_ignore_ascii_case("from") {
                    let filter = rest
                        .trim_start()
                        .strip_prefix('\'')
                        .and_then(|quoted| quoted.split_once('\''));
                    return match (selects, filter) {
                        (false, _) => Err(format!("no `SELECT` in `{text}`")),
                        (true, Some((filter, _))) => Ok(Source::Filter(filter)),
                        (true, None) if rest.trim().is_empty() => Err(format!("nothing behind `FROM` in `{text}`")),
                        (true, None) => Ok(Source::Other),
                    };
                }
            }
            other => rest = rest.get(other.len_utf8()..).unwrap_or_default(),
        }
    }
    Err(format!("no `{}` in `{text}`", if selects { "FROM" } else { "SELECT" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_stands_outside_of_quotes_and_parentheses() {
        let filter = |text| match source(text) {
            Ok(Source::Filter(filter)) => Some(filter),
            _ => None,
        };
        assert_eq!(filter("SELECT * FROM 'a/+'"), Some("a/+"));
        assert_eq!(filter("select temperature\nfrom 'a' where temperature > 3"), Some("a"));
        assert_eq!(
            filter("SELECT ' FROM ' AS word, (SELECT v FROM e) AS inner FROM 'b'"),
            Some("b")
        );
        assert_eq!(
            filter("SELECT from_device AS origin FROM 'c'"),
            Some("c"),
            "a name that begins like the word"
        );
        assert_eq!(
            source("SELECT * FROM \"a\""),
            Ok(Source::Other),
            "the rules engine says what that is"
        );
    }

    #[test]
    fn what_selects_nothing_is_told() {
        let cases = [
            ("", "an empty text"),
            ("SELECT *", "no `FROM` in `SELECT *`"),
            ("'a/b'", "no `SELECT` in `'a/b'`"),
            ("* FROM 'a'", "no `SELECT` in `* FROM 'a'`"),
            ("SELECT * FROM", "nothing behind `FROM` in `SELECT * FROM`"),
            ("SELECT * FROM 'a", "nothing"),
            ("SELECT 'a FROM b", "a quote that nothing closes: 'a FROM b"),
        ];
        for (text, found) in cases {
            match source(text) {
                Err(message) => assert_eq!(message, found, "{text}"),
                Ok(source) => assert!(text.ends_with("'a") && source == Source::Other, "{text}: {source:?}"),
            }
        }
    }
}
