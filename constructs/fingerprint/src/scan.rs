//! Files that a source file takes in, seen in its tokens.

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::literals::{Piece, first_text, pieces, text};

/// A file that a macro takes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Include {
    pub(crate) path: Vec<Piece>,
    /// `include!`: the file is Rust, and takes in further ones.
    pub(crate) is_rust: bool,
    /// Inside of `macro_rules!`: the path is relative to the file that calls the macro.
    pub(crate) is_in_macro: bool,
}

/// A file that a module stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Module {
    /// The modules around it that are written in the same file.
    pub(crate) around: Rc<[String]>,
    /// The module's name, or the path that `#[path]` gives it.
    pub(crate) place: Result<String, String>,
}

/// References that were seen in a file.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) includes: Vec<Include>,
    pub(crate) modules: Vec<Module>,
    /// Modules that only tests have.
    pub(crate) test_modules: Vec<Module>,
    /// Whether a macro declares modules under names that it is given.
    pub(crate) has_unknown_modules: bool,
    /// All other literals.
    pub(crate) literals: BTreeSet<String>,
    /// Variables of the environment.
    pub(crate) variables: BTreeSet<String>,
}

/// Functions of `std::env` that a build script reads variables with.
const READERS: [&str; 2] = ["var", "var_os"];

/// Text of which a file without anything of interest has none, so that it need not be cut into tokens.
const SIGNS: [&str; 7] = [
    "include",
    "path",
    "env!",
    "../",
    "CARGO_MANIFEST_DIR",
    "macro_rules",
    "mod",
];

/// Looks through a file. One that is no Rust, which the compiler will refuse, has nothing.
///
/// `looks_closely` is for build scripts, and for files outside of packages, whose modules have to be followed.
pub(crate) fn scan(source: &str, looks_closely: bool) -> Seen {
    let mut seen = Seen::default();
    if !looks_closely && !SIGNS.iter().any(|sign| source.contains(sign)) {
        return seen;
    }
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let is_script = source.starts_with("#!") && !source[2..].trim_start().starts_with('[');
    let source = if is_script {
        source.split_once('\n').map_or("", |(_, rest)| rest)
    } else {
        source
    };
    let Ok(tokens) = source.parse::<TokenStream>() else {
        return seen;
    };
    // Not recursive: sources may nest deeper than the stack.
    let mut pending = vec![Level {
        tokens,
        around: Rc::from([]),
        is_in_macro: false,
    }];
    while let Some(level) = pending.pop() {
        level.look(&mut seen, &mut pending);
    }
    seen
}

/// One group of tokens.
struct Level {
    tokens: TokenStream,
    around: Rc<[String]>,
    is_in_macro: bool,
}

impl Level {
    fn look(self, seen: &mut Seen, pending: &mut Vec<Self>) {
        let tokens: Vec<TokenTree> = self.tokens.into_iter().collect();
        let name = |at: usize| match tokens.get(at) {
            Some(TokenTree::Ident(name)) => Some(name.to_string()),
            _ => None,
        };
        let is =
            |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
        let group = |at: usize| match tokens.get(at) {
            Some(TokenTree::Group(group)) => Some(group),
            _ => None,
        };
        let mut at = 0;
        let below = |tokens: TokenStream, around: &Rc<[String]>, is_in_macro: bool| Self {
            tokens,
            around: Rc::clone(around),
            is_in_macro,
        };
        while at < tokens.len() {
            let word = name(at).unwrap_or_default();
            let mut used = 1;
            match &tokens[at] {
                TokenTree::Ident(_) if is(at + 1, '!') && word.starts_with("include") && group(at + 2).is_some() => {
                    let arguments = group(at + 2).map(|group| group.stream()).unwrap_or_default();
                    let path = pieces(arguments.clone());
                    if path.contains(&Piece::Unknown) {
                        pending.push(below(arguments, &self.around, self.is_in_macro));
                    }
                    seen.includes.push(Include {
                        path,
                        is_rust: word == "include",
                        is_in_macro: self.is_in_macro,
                    });
                    used = 3;
                }
                TokenTree::Ident(_) if is(at + 1, '!') && ["env", "option_env"].contains(&word.as_str()) => {
                    seen.variables
                        .extend(group(at + 2).and_then(|group| first_text(group.stream())));
                    used = 3;
                }
                TokenTree::Ident(_) if word == "macro_rules" && is(at + 1, '!') => {
                    if let Some(body) = group(at + 3) {
                        pending.push(below(body.stream(), &self.around, true));
                    }
                    used = 4;
                }
                TokenTree::Ident(_) if READERS.contains(&word.as_str()) && group(at + 1).is_some() => {
                    // Counts in build scripts only, where the caller asks for it.
                    let variable = group(at + 1).and_then(|group| first_text(group.stream()));
                    seen.literals
                        .extend(variable.map(|name| format!("rerun-if-env-changed={name}")));
                }
                TokenTree::Ident(_) if word == "mod" && name(at + 1).is_some() => {
                    let module = name(at + 1).unwrap_or_default();
                    let module = module.strip_prefix("r#").unwrap_or(&module).to_owned();
                    if is(at + 2, ';') {
                        seen.modules.push(Module {
                            around: Rc::clone(&self.around),
                            place: Ok(module),
                        });
                        used = 3;
                    } else if let Some(body) = group(at + 2) {
                        let around: Rc<[String]> = self.around.iter().cloned().chain([module]).collect();
                        pending.push(below(body.stream(), &around, self.is_in_macro));
                        used = 3;
                    }
                }
                TokenTree::Ident(_) if word == "mod" && is(at + 1, '$') => seen.has_unknown_modules = true,
                TokenTree::Punct(_) if is(at, '#') => {
                    let attribute = group(at + 1).or_else(|| group(at + 2).filter(|_| is(at + 1, '!')));
                    if let Some(attribute) = attribute.filter(|group| group.delimiter() == Delimiter::Bracket) {
                        used = if is(at + 1, '!') { 3 } else { 2 };
                        if is_for_tests(attribute.stream()) {
                            if used == 3 {
                                return;
                            }
                            // To the end of what the attribute stands at.
                            let item = &tokens[at + used..];
                            let length = item.iter().take_while(|token| !ends_item(token)).count();
                            seen.test_modules.extend(test_module(&item[..length], &self.around));
                            used += length + 1;
                        } else if !is_doc(attribute.stream()) {
                            paths(attribute.stream(), &self.around, seen);
                            pending.push(below(attribute.stream(), &self.around, self.is_in_macro));
                        }
                    }
                }
                TokenTree::Literal(literal) => seen.literals.extend(text(&literal.to_string())),
                TokenTree::Group(group) => pending.push(below(group.stream(), &self.around, self.is_in_macro)),
                _ => {}
            }
            at += used;
        }
    }
}

/// A comment, which tokens have as an attribute; not `#[doc = include_str!(...)]`.
fn is_doc(attribute: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = attribute.into_iter().take(3).collect();
    matches!(tokens.as_slice(), [TokenTree::Ident(name), _, TokenTree::Literal(_)] if *name == "doc")
}

/// `#[cfg(test)]`, which no build compiles.
fn is_for_tests(attribute: TokenStream) -> bool {
    attribute.to_string().split_whitespace().collect::<String>() == "cfg(test)"
}

/// The module that an item without its end declares, if it is one.
fn test_module(item: &[TokenTree], around: &Rc<[String]>) -> Option<Module> {
    let mut attributes = Seen::default();
    for token in item {
        if let TokenTree::Group(group) = token {
            paths(group.stream(), around, &mut attributes);
        }
    }
    match item {
        [.., TokenTree::Ident(word), TokenTree::Ident(name)] if *word == "mod" => {
            Some(attributes.modules.pop().unwrap_or(Module {
                around: Rc::clone(around),
                place: Ok(name.to_string().trim_start_matches("r#").to_owned()),
            }))
        }
        _ => None,
    }
}

/// A semicolon, or the body in braces.
fn ends_item(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    }
}

/// `path = "..."` of an attribute, also inside of `cfg_attr`.
fn paths(attribute: TokenStream, around: &Rc<[String]>, seen: &mut Seen) {
    let tokens: Vec<TokenTree> = attribute.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match (token, tokens.get(at + 1), tokens.get(at + 2)) {
            (TokenTree::Ident(name), Some(TokenTree::Punct(equals)), Some(TokenTree::Literal(path)))
                if *name == "path" && equals.as_char() == '=' =>
            {
                seen.modules.extend(text(&path.to_string()).map(|path| Module {
                    around: Rc::clone(around),
                    place: Err(path),
                }));
            }
            (TokenTree::Group(group), ..) => paths(group.stream(), around, seen),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_are_seen() {
        let source = r##"
            #![doc = include_str!("../README.md")]
            //! ../comment
            const A: &str = std::include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/a.txt"));
            const V: Option<&str> = option_env!("STAGE");
            mod inner { #[cfg_attr(unix, path = "../../unix.rs")] mod system; mod r#type; }
            macro_rules! load { ($f:literal) => { include_bytes!(concat!("../data/", $f)) } }
            fn f() { let x = (include!{"table.in"}, load!("x.bin")); std::env::var("MODE"); }
        "##;
        let seen = scan(source, false);
        let kinds: Vec<(bool, bool)> = seen
            .includes
            .iter()
            .map(|include| (include.is_rust, include.is_in_macro))
            .collect();
        assert_eq!(kinds.len(), 4, "{:?}", seen.includes);
        assert!(kinds.contains(&(true, false)) && kinds.contains(&(false, true)));
        let places: Vec<_> = seen
            .modules
            .iter()
            .map(|module| (module.around.join("/"), module.place.clone()))
            .collect();
        let inner = |place| ("inner".to_owned(), place);
        assert!(
            places.contains(&inner(Err("../../unix.rs".to_owned()))) && places.contains(&inner(Ok("type".to_owned())))
        );
        assert_eq!(seen.variables.into_iter().collect::<Vec<_>>(), ["STAGE"]);
        assert!(seen.literals.contains("x.bin") && seen.literals.contains("rerun-if-env-changed=MODE"));
        assert!(!seen.literals.contains(" ../comment"));
    }

    #[test]
    fn what_tests_take_in_does_not_count() {
        let source = r#"
            #[cfg(test)] #[path = "../tests/support.rs"] mod support;
            #[cfg(test)] mod tests { const A: &str = include_str!("../tests/a.json"); }
            #[cfg(test)] fn f(path: &[u8; 3]) -> u8 { include_bytes!("b")[0] }
            const C: &str = include_str!("c");
        "#;
        let seen = scan(source, false);
        assert_eq!(seen.includes.len(), 1, "{:?}", seen.includes);
        assert!(seen.modules.is_empty() && seen.literals.is_empty());
        let places: Vec<_> = seen.test_modules.iter().map(|module| module.place.clone()).collect();
        // The body in braces has no file, and stands for none.
        assert_eq!(places, [Err("../tests/support.rs".to_owned()), Ok("tests".to_owned())]);
    }

    #[test]
    fn what_is_no_rust_has_nothing() {
        assert!(scan("include_str!(\"", false).includes.is_empty());
        let deep = format!("{}include_str!(\"x\"){}", "(".repeat(50_000), ")".repeat(50_000));
        assert_eq!(scan(&deep, false).includes.len(), 1);
    }
}
