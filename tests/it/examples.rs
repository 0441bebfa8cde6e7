//! The share of public items whose docs hold an example that runs: it must not fall in silence.
//!
//! Counted are the items that rustdoc asks an example of: types, traits, functions, methods and exported macros; not fields, variants, constants, modules
//! and what implements a trait. rustdoc's own count (`--show-coverage`) is no use here: it needs the nightly compiler, and leaves out the methods of types
//! that stand in private modules, which are most. Read from the tokens of the source; `unreachable_pub` makes sure that what is `pub` there is public.

use std::fs;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::module_graph::{is_sign, is_word, rust_files, without_tests};
use crate::workspace;

/// The least share of a crate, in percent. A crate joins by its row here, and a row is raised rather than lowered.
const LEAST: &[(&str, usize)] = &[("constructs/core", 80)];

/// A public item.
#[derive(Debug, PartialEq, Eq)]
struct Item {
    name: String,
    has_example: bool,
}

/// The attributes of an item, as far as they matter here.
#[derive(Default)]
struct Attributes {
    is_documented: bool,
    is_hidden: bool,
    is_exported: bool,
    is_in_block: bool,
    has_example: bool,
}

impl Attributes {
    /// Takes the attributes from the front of `tokens`.
    fn take(tokens: &mut &[TokenTree]) -> Self {
        let mut found = Self::default();
        loop {
            let after = match tokens {
                [hash, bang, TokenTree::Group(_), after @ ..] if is_sign(hash, '#') && is_sign(bang, '!') => after,
                [hash, TokenTree::Group(attribute), after @ ..] if is_sign(hash, '#') => {
                    found.add(&attribute.stream());
                    after
                }
                _ => return found,
            };
            *tokens = after;
        }
    }

    fn add(&mut self, attribute: &TokenStream) {
        let tokens: Vec<TokenTree> = attribute.clone().into_iter().collect();
        match tokens.as_slice() {
            [doc, sign, TokenTree::Literal(line)] if is_word(doc, "doc") && is_sign(sign, '=') => {
                self.is_documented = true;
                self.add_line(line.to_string().trim_matches('"').trim());
            }
            [doc, TokenTree::Group(of)] if is_word(doc, "doc") => self.is_hidden |= of.stream().to_string() == "hidden",
            [word] => self.is_exported |= is_word(word, "macro_export"),
            _ => {}
        }
    }

    fn add_line(&mut self, line: &str) {
        let Some(words) = line.strip_prefix("```") else { return };
        self.is_in_block = !self.is_in_block;
        // A block that is only compiled, or must not compile, shows nothing at work.
        let runs = |word: &str| ["", "rust", "should_panic"].contains(&word);
        self.has_example |= self.is_in_block && words.split(',').map(str::trim).all(runs);
    }

    fn item(&self, name: &TokenTree) -> Item {
        Item {
            name: name.to_string(),
            has_example: self.has_example,
        }
    }
}

/// The public items that tokens declare; in a trait, all functions are.
fn read(tokens: TokenStream, in_trait: bool, items: &mut Vec<Item>) {
    let tokens = without_tests(tokens.into_iter().collect());
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let attributes = Attributes::take(&mut rest);
        let is_end = |token: &TokenTree| is_sign(token, ';') || braces(token).is_some();
        let end = rest.iter().position(is_end).map_or(rest.len(), |position| position + 1);
        let (item, after) = rest.split_at(end);
        rest = after;
        if !attributes.is_hidden {
            read_item(item, &attributes, in_trait, items);
        }
    }
}

fn read_item(item: &[TokenTree], attributes: &Attributes, in_trait: bool, items: &mut Vec<Item>) {
    let (is_public, item) = match item {
        [word, TokenTree::Group(_), rest @ ..] if is_word(word, "pub") => (false, rest),
        [word, rest @ ..] if is_word(word, "pub") => (true, rest),
        _ => (in_trait, item),
    };
    let is_modifier = |token: &&TokenTree| {
        ["const", "async", "unsafe", "extern"]
            .iter()
            .any(|word| is_word(token, word))
            || matches!(token, TokenTree::Literal(_))
    };
    let modifiers = item.iter().take_while(is_modifier).count();
    let body = item.last().and_then(braces);
    match &item[modifiers..] {
        [kind, name, ..] if is_word(kind, "fn") => items.extend(is_public.then(|| attributes.item(name))),
        [kind, name, ..]
            if ["struct", "enum", "union", "trait"]
                .iter()
                .any(|word| is_word(kind, word)) =>
        {
            items.extend(is_public.then(|| attributes.item(name)));
            if is_public && is_word(kind, "trait") {
                read(body.unwrap_or_default(), true, items);
            }
        }
        [kind, rest @ ..] if is_word(kind, "impl") => {
            // `for<'a>` binds a lifetime and implements no trait.
            let of_trait = rest
                .windows(2)
                .any(|pair| is_word(&pair[0], "for") && !is_sign(&pair[1], '<'));
            if !of_trait {
                read(body.unwrap_or_default(), false, items);
            }
        }
        [kind, _, ..] if is_word(kind, "mod") => read(body.unwrap_or_default(), false, items),
        [kind, bang, name, ..] if is_word(kind, "macro_rules") && is_sign(bang, '!') => {
            items.extend(attributes.is_exported.then(|| attributes.item(name)));
        }
        [_, bang, ..] if is_sign(bang, '!') => read_made(body.unwrap_or_default(), items),
        _ => {}
    }
}

/// Adds names with docs, each alone or with `;` behind it: our macros for handles and setters take them so. Items that a macro makes of names without
/// docs (`OneOf2`) are not seen.
fn read_made(tokens: TokenStream, items: &mut Vec<Item>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for mut part in tokens.split(|token| is_sign(token, ';')) {
        let attributes = Attributes::take(&mut part);
        if let [name] = part
            && attributes.is_documented
            && !attributes.is_hidden
        {
            items.push(attributes.item(name));
        }
    }
}

/// The inside of braces.
fn braces(token: &TokenTree) -> Option<TokenStream> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    }
}

#[test]
fn public_items_are_shown_at_work() {
    for (folder, least) in LEAST {
        let src = workspace::root().join(folder).join("src");
        let (mut all, mut without) = (0, Vec::new());
        for file in rust_files(&src) {
            let text = fs::read_to_string(&file).unwrap();
            let mut items = Vec::new();
            read(text.parse().unwrap(), false, &mut items);
            all += items.len();
            let name = file.strip_prefix(&src).unwrap().display();
            let lacking = items.iter().filter(|item| !item.has_example);
            without.extend(lacking.map(|item| format!("{name}: {}", item.name)));
        }
        assert!(all > 100, "only {all} public items were found in {folder}");
        let share = 100 * (all - without.len()) / all;
        assert!(
            share >= *least,
            "{folder}: {share} % of {all} public items have an example that runs, {least} % must; these have none:\n{}",
            without.join("\n")
        );
    }
}

#[test]
fn an_item_counts_where_a_user_can_name_it() {
    const EXAMPLE: &str = "/// Text.\n///\n/// ```\n/// assert!(true);\n/// ```\n";
    let lone = |text: &str, name: &str, has_example| (text.to_owned(), vec![(name.to_owned(), has_example)]);
    let none = |text: &str| (text.to_owned(), Vec::new());
    let cases = [
        lone("pub struct A(pub u8);", "A", false),
        lone(
            &format!("{EXAMPLE}#[derive(Debug)] pub struct A {{ pub b: u8 }}"),
            "A",
            true,
        ),
        lone(&format!("{EXAMPLE}pub const fn a() -> [u8; 2] {{ [1, 2] }}"), "a", true),
        lone(
            &format!("impl<T> A<T> {{ {EXAMPLE}pub fn b(&self) {{}} fn c() {{}} }}"),
            "b",
            true,
        ),
        lone("impl A<for<'a> fn(&'a u8)> { pub fn b() {} }", "b", false),
        lone(&format!("pub mod a {{ {EXAMPLE}pub fn b() {{}} }}"), "b", true),
        lone(
            &format!("{EXAMPLE}#[macro_export] macro_rules! a {{ () => {{ pub fn b() {{}} }} }}"),
            "a",
            true,
        ),
        lone(&format!("names! {{ {EXAMPLE}a; }}"), "a", true),
        lone("handle! { /** Text. */ A }", "A", false),
        lone("/// ```compile_fail\n/// a\n/// ```\npub fn a() {}", "a", false),
        lone("/// ```no_run\n/// a\n/// ```\npub fn a() {}", "a", false),
        lone(
            "/// ```text\n/// a\n/// ```\n/// ```should_panic\n/// a\n/// ```\npub fn a() {}",
            "a",
            true,
        ),
        none("fn a() {} pub(crate) struct B; const C: D = D { e: 1 }; pub const F: u8 = 1; pub use a::{b, c};"),
        none("#[doc(hidden)] pub fn a() {} #[doc(hidden)] impl B { pub fn c() {} }"),
        none("impl A for B { fn c() {} } trait D { fn e(); } macro_rules! f { () => {} }"),
        none("#[cfg(test)] mod tests { pub fn a() {} }"),
        none("ids! { /// Text.\n A = \"F0001\"; }"),
        (
            format!("pub trait A {{ const B: u8 = 1; fn c(); {EXAMPLE}fn d() {{}} }}"),
            vec![("A".to_owned(), false), ("c".to_owned(), false), ("d".to_owned(), true)],
        ),
    ];
    for (text, expected) in cases {
        let mut items = Vec::new();
        read(text.parse().unwrap(), false, &mut items);
        let found: Vec<(String, bool)> = items.into_iter().map(|item| (item.name, item.has_example)).collect();
        assert_eq!(found, expected, "{text}");
    }
}
