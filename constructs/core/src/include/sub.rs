//! The placeholders of `Fn::Sub` texts.

/// Rewrites each `${name}` of a text that `replace` gives something for; what stands between the braces is handed over without blanks. `${!literal}`
/// stays as it is.
pub(crate) fn rewrite(text: &str, mut replace: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, placeholder) = rest.split_at(start);
        out.push_str(before);
        let Some(end) = placeholder.find('}') else {
            out.push_str(placeholder);
            return out;
        };
        let (placeholder, after) = placeholder.split_at(end + 1);
        let name = placeholder[2..end].trim();
        match replace(name).filter(|_| !name.starts_with('!')) {
            Some(replacement) => out.push_str(&replacement),
            None => out.push_str(placeholder),
        }
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_and_literals_left() {
        let upper = |text: &str| rewrite(text, |name| (name != "keep").then(|| name.to_uppercase()));
        assert_eq!(upper("a${x}b${ y }${keep}${!z}${"), "aXbY${keep}${!z}${");
        assert_eq!(upper("no placeholder"), "no placeholder");
    }
}
