//! The graph of a crate's modules: which of them names something of which other, in its own code or in a macro that it exports.
//!
//! Read from the tokens of the source, so that comments and texts are none of it; code for tests is left out, since a test may use all of the crate.
//! A method is found by its type, which no path shows: a module that calls one of a trait or type of another module names that type nearly always.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Modules by their path below the crate (`synth::links`), each with those that it names. A parent and what stands below it are no edge: they are
/// one module, divided into files.
pub(crate) type Edges = BTreeMap<String, BTreeSet<String>>;

/// The modules of a crate.
#[derive(Debug)]
pub(crate) struct ModuleGraph {
    /// Every module that has a file.
    modules: BTreeSet<Vec<String>>,
    /// Every path that a module names, from the root of the crate on.
    named: BTreeSet<(Vec<String>, Vec<String>)>,
    /// Names that stand at the root and are another module's: re-exports and exported macros.
    exported: BTreeMap<String, Vec<String>>,
}

impl ModuleGraph {
    /// Reads the modules below a crate's `src`.
    ///
    /// # Panics
    /// When a file cannot be read, or is no Rust.
    pub(crate) fn read(src: &Path) -> Self {
        let mut graph = Self {
            modules: BTreeSet::new(),
            named: BTreeSet::new(),
            exported: BTreeMap::new(),
        };
        for file in rust_files(src) {
            let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let tokens: TokenStream = text
                .parse()
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let module = module_of(file.strip_prefix(src).unwrap_or(&file));
            if module.is_empty() {
                graph.read_root(tokens);
            } else {
                graph.modules.insert(module.clone());
                graph.read_tokens(&module, &module, tokens);
            }
        }
        graph
    }

    /// The modules directly below one (the crate for an empty path), each with those beside it that it or something below it names.
    pub(crate) fn edges_below(&self, parent: &[String]) -> Edges {
        let depth = parent.len();
        let below = |path: &[String]| path.len() > depth && path.starts_with(parent);
        let mut edges: Edges = self
            .modules
            .iter()
            .filter(|module| below(module))
            .map(|module| (module[depth].clone(), BTreeSet::new()))
            .collect();
        for (user, path) in &self.named {
            let path = match path.first().and_then(|first| self.exported.get(first)) {
                Some(module) if !self.modules.contains(&path[..1]) => module,
                _ => path,
            };
            if below(user)
                && below(path)
                && user[depth] != path[depth]
                && edges.contains_key(&path[depth])
                && let Some(names) = edges.get_mut(&user[depth])
            {
                names.insert(path[depth].clone());
            }
        }
        edges
    }

    /// The modules that have others below them, and the crate itself as an empty path.
    pub(crate) fn parents(&self) -> BTreeSet<Vec<String>> {
        let parents = self.modules.iter().filter_map(|module| module.split_last());
        parents.map(|(_, parent)| parent.to_vec()).collect()
    }

    /// The root says what is known under which name, and uses nothing.
    fn read_root(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            if is_word(token, "use") {
                let mut paths = Vec::new();
                read_path(&tokens[at + 1..], &mut Vec::new(), &mut paths);
                for path in paths {
                    if let [.., name] = path.as_slice() {
                        self.exported.insert(name.clone(), path);
                    }
                }
            }
        }
    }

    /// `scope` is the module that `super` starts from: inside of a file, modules have no file of their own.
    fn read_tokens(&mut self, module: &[String], scope: &[String], tokens: TokenStream) {
        let tokens: Vec<TokenTree> = without_tests(tokens.into_iter().collect());
        let mut at = 0;
        while at < tokens.len() {
            let token = &tokens[at];
            let before = at.checked_sub(1).map(|before| &tokens[before]);
            // `a::super` is none; `pub(in crate::synth)` says who sees, and uses nothing.
            let starts_path = !before.is_some_and(|before| is_sign(before, ':') || is_word(before, "in"));
            let start = match token.to_string().as_str() {
                "crate" if starts_path => Some(Vec::new()),
                "self" if starts_path && tokens.get(at + 1).is_some_and(|next| is_sign(next, ':')) => {
                    Some(scope.to_vec())
                }
                "super" if starts_path => Some(scope[..scope.len().saturating_sub(1)].to_vec()),
                _ => None,
            };
            if let Some(mut start) = start {
                let mut paths = Vec::new();
                read_path(after_separator(&tokens[at + 1..]), &mut start, &mut paths);
                self.named.extend(paths.into_iter().map(|path| (module.to_vec(), path)));
            }
            if is_word(token, "macro_rules")
                && let Some(name) = tokens.get(at + 2)
            {
                // One that is not exported can only be named without a path.
                let mut path = module.to_vec();
                path.push(name.to_string());
                self.exported.entry(name.to_string()).or_insert(path);
            }
            // What stands in the braces of a `use` was read with it.
            let is_use_tree = at >= 2 && is_sign(&tokens[at - 1], ':') && is_sign(&tokens[at - 2], ':');
            if let TokenTree::Group(group) = token
                && !is_use_tree
            {
                let inner = match before {
                    Some(TokenTree::Ident(name))
                        if at >= 2 && is_word(&tokens[at - 2], "mod") && group.delimiter() == Delimiter::Brace =>
                    {
                        [scope, &[name.to_string()]].concat()
                    }
                    _ => scope.to_vec(),
                };
                self.read_tokens(module, &inner, group.stream());
            }
            at += 1;
        }
    }
}

/// A circle among modules, if there is one: each names the next, the last the first.
pub(crate) fn circle(edges: &Edges) -> Option<Vec<String>> {
    let mut left: BTreeMap<&str, BTreeSet<&str>> = edges
        .iter()
        .map(|(module, names)| (module.as_str(), names.iter().map(String::as_str).collect()))
        .collect();
    while let Some(free) = left
        .iter()
        .find(|(_, names)| names.is_empty())
        .map(|(module, _)| *module)
    {
        left.remove(free);
        for names in left.values_mut() {
            names.remove(free);
        }
    }
    let mut path: Vec<&str> = vec![left.keys().next()?];
    loop {
        let next = left[path[path.len() - 1]].first()?;
        if let Some(start) = path.iter().position(|module| module == next) {
            return Some(path[start..].iter().map(|module| (*module).to_owned()).collect());
        }
        path.push(next);
    }
}

/// Every file of Rust below a folder, in the order of their names.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).path())
        .collect();
    entries.sort();
    let files = entries
        .into_iter()
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// The module that a file below `src` is; none for the root of the crate.
fn module_of(file: &Path) -> Vec<String> {
    let parts = file.with_extension("");
    let mut parts: Vec<String> = parts.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod" || last == "lib") {
        parts.pop();
    }
    parts
}

pub(crate) fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

pub(crate) fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// The tokens without the items that are for tests.
pub(crate) fn without_tests(tokens: Vec<TokenTree>) -> Vec<TokenTree> {
    let mut out: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        let is_cfg =
            matches!(&token, TokenTree::Group(group) if group.stream().to_string().replace(' ', "") == "cfg(test)");
        if is_cfg && out.last().is_some_and(|before| is_sign(before, '#')) {
            let ends = |token: &TokenTree| {
                is_sign(token, ';') || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
            };
            tokens.by_ref().find(ends);
        } else {
            out.push(token);
        }
    }
    out
}

fn after_separator(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens {
        [one, two, rest @ ..] if is_sign(one, ':') && is_sign(two, ':') => rest,
        _ => &[],
    }
}

/// The paths that tokens begin with: one, or those of the braces at its end.
fn read_path(tokens: &[TokenTree], path: &mut Vec<String>, out: &mut Vec<Vec<String>>) {
    match tokens {
        [TokenTree::Ident(word), rest @ ..] => {
            if word == "super" {
                path.pop();
            } else if word != "self" {
                path.push(word.to_string());
            }
            match after_separator(rest) {
                [] => out.push(path.clone()),
                rest => read_path(rest, path, out),
            }
        }
        [TokenTree::Group(group), ..] if group.delimiter() == Delimiter::Brace => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            for part in inner.split(|token| is_sign(token, ',')) {
                read_path(part, &mut path.clone(), out);
            }
        }
        // `crate::*`, or a turbofish.
        _ => out.push(path.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Modules that a file of the module `a::b` names, of a crate whose root re-exports `Thing` of the module `c`.
    fn named(text: &str) -> Vec<String> {
        let mut graph = ModuleGraph {
            modules: BTreeSet::new(),
            named: BTreeSet::new(),
            exported: BTreeMap::new(),
        };
        let module = ["a".to_owned(), "b".to_owned()];
        graph.read_tokens(&module, &module, text.parse().unwrap());
        graph.named.into_iter().map(|(_, path)| path.join("::")).collect()
    }

    #[test]
    fn paths_are_found_wherever_they_stand() {
        assert_eq!(named("use crate::c::{D, e::{F, self}};"), ["c::D", "c::e", "c::e::F"]);
        assert_eq!(named("use super::{x, super::c};"), ["a::x", "c"]);
        assert_eq!(
            named("fn f() -> crate::c::D { vec![crate::e::f!(1)] }"),
            ["c::D", "e::f"]
        );
        assert_eq!(named("macro_rules! m { () => { $crate::c::D } }"), ["c::D"]);
        assert_eq!(
            named("mod inner { use super::Own; use super::super::x; }"),
            ["a::b::Own", "a::x"]
        );
    }

    #[test]
    fn comments_texts_and_tests_name_nothing() {
        assert!(named("//! [`crate::c`]\nconst A: &str = \"crate::c\"; pub(in crate::c) fn f() {}").is_empty());
        assert_eq!(named("#[cfg(test)]\nmod tests { use crate::c; }\nuse crate::d;"), ["d"]);
        assert_eq!(named("#[cfg(test)] use crate::c;\nuse crate::d;"), ["d"]);
    }

    #[test]
    fn a_circle_is_told_without_what_only_leads_to_it() {
        let edges = |pairs: &[(&str, &str)]| {
            let mut edges = Edges::new();
            for (module, name) in pairs {
                edges.entry((*name).to_owned()).or_default();
                edges
                    .entry((*module).to_owned())
                    .or_default()
                    .insert((*name).to_owned());
            }
            edges
        };
        assert_eq!(circle(&edges(&[("a", "b"), ("b", "c"), ("a", "c")])), None);
        let knot = edges(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]);
        assert_eq!(circle(&knot).unwrap(), ["b", "c"]);
    }
}
