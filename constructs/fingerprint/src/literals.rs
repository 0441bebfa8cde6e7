//! Texts of string literals, and paths that are put together from them.

use std::iter::Peekable;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use rustc_literal_escaper::unescape_str;

/// A part of a path as a macro's argument has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Written there.
    Text(String),
    /// The folder of the package.
    Package,
    /// The folder that Cargo gives to build scripts: what lies there is made from other inputs.
    Generated,
    /// Known to the compiler alone.
    Unknown,
}

/// The text of a string literal, raw or not; `None` for other literals.
pub(crate) fn text(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let inner = raw.trim_start_matches('#').strip_prefix('"')?;
        return Some(inner.trim_end_matches('#').strip_suffix('"')?.to_owned());
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(inner.to_owned());
    }
    let mut text = String::new();
    unescape_str(inner, |_, letter| text.extend(letter.ok()));
    Some(text)
}

/// The path that the first argument of a macro says.
pub(crate) fn pieces(arguments: TokenStream) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut tokens = arguments.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => break,
            // `std::concat!`
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            TokenTree::Literal(literal) => pieces.extend(of_literal(&literal.to_string())),
            TokenTree::Ident(name) if ["std", "core"].contains(&name.to_string().as_str()) => {}
            TokenTree::Ident(name) => pieces.extend(of_macro(&name.to_string(), &mut tokens)),
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::None || group.delimiter() == Delimiter::Parenthesis =>
            {
                pieces.extend(self::pieces(group.stream()));
            }
            _ => pieces.push(Piece::Unknown),
        }
    }
    pieces
}

fn of_literal(literal: &str) -> Vec<Piece> {
    let text = text(literal).unwrap_or_else(|| literal.to_owned());
    // Macros such as `include_dir!` write it so.
    for (name, piece) in [("$CARGO_MANIFEST_DIR", Piece::Package), ("$OUT_DIR", Piece::Generated)] {
        if let Some(rest) = text.strip_prefix(name) {
            return vec![piece, Piece::Text(rest.to_owned())];
        }
    }
    vec![Piece::Text(text)]
}

fn of_macro(name: &str, tokens: &mut Peekable<proc_macro2::token_stream::IntoIter>) -> Vec<Piece> {
    let is_bang = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
    if !is_bang {
        return vec![Piece::Unknown];
    }
    tokens.next();
    let Some(TokenTree::Group(group)) = tokens.next() else {
        return vec![Piece::Unknown];
    };
    match name {
        "concat" => {
            let mut parts = vec![TokenStream::new()];
            for token in group.stream() {
                let is_comma = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
                match parts.last_mut() {
                    Some(last) if !is_comma => last.extend([token]),
                    _ => parts.push(TokenStream::new()),
                }
            }
            parts.into_iter().flat_map(pieces).collect()
        }
        "env" | "option_env" => match first_text(group.stream()).as_deref() {
            Some("CARGO_MANIFEST_DIR") => vec![Piece::Package],
            Some("OUT_DIR") => vec![Piece::Generated],
            _ => vec![Piece::Unknown],
        },
        _ => vec![Piece::Unknown],
    }
}

/// The text of a first argument that is a literal.
pub(crate) fn first_text(arguments: TokenStream) -> Option<String> {
    match arguments.into_iter().next()? {
        TokenTree::Literal(literal) => text(&literal.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> Vec<Piece> {
        pieces(source.parse().unwrap())
    }

    #[test]
    fn paths_are_put_together() {
        let text = |text: &str| Piece::Text(text.to_owned());
        assert_eq!(of(r#""a\\b.txt","#), [text(r"a\b.txt")]);
        assert_eq!(of(r##"r#"../x"#"##), [text("../x")]);
        let whole = of(r#"concat!(env!("CARGO_MANIFEST_DIR"), "/../", stringify!(x), 1)"#);
        assert_eq!(whole, [Piece::Package, text("/../"), Piece::Unknown, text("1")]);
        assert_eq!(
            of(r#"std::concat!(core::env!("OUT_DIR"), "/x.rs",)"#),
            [Piece::Generated, text("/x.rs")]
        );
        assert_eq!(of(r#""$CARGO_MANIFEST_DIR/../web""#), [Piece::Package, text("/../web")]);
        assert_eq!(of("$path")[0], Piece::Unknown);
    }
}
