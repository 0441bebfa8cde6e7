//! The text of `Fn::Sub`: literal parts and names.

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SubSegment {
    /// Text as it comes out.
    Text(String),
    /// Text between `${` and `}`.
    Name(String),
}

/// The parts of the text; `None` where `Fn::Sub` written from them would read differently, such as with a `${` that nothing closes.
pub(crate) fn parts(text: &str) -> Option<Vec<SubSegment>> {
    let (mut parts, mut literal) = (Vec::new(), String::new());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        literal += &rest[..at];
        let (name, behind) = rest[at + 2..].split_once('}')?;
        match name.strip_prefix('!') {
            Some(escaped) => literal.extend(["${", escaped, "}"]),
            None => {
                if !literal.is_empty() {
                    parts.push(SubSegment::Text(std::mem::take(&mut literal)));
                }
                parts.push(SubSegment::Name(name.to_owned()));
            }
        }
        rest = behind;
    }
    literal += rest;
    if !literal.is_empty() {
        parts.push(SubSegment::Text(literal));
    }
    (written(&parts) == text).then_some(parts)
}

/// The text that the runtime writes for the parts.
fn written(parts: &[SubSegment]) -> String {
    let text = parts.iter().map(|part| match part {
        SubSegment::Text(text) => text.replace("${", "${!"),
        SubSegment::Name(name) => format!("${{{name}}}"),
    });
    text.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_names_and_escapes() {
        let parts_of = |text: &str| {
            let parts = parts(text)?.into_iter().map(|part| match part {
                SubSegment::Text(text) => text,
                SubSegment::Name(name) => format!("<{name}>"),
            });
            Some(parts.collect::<Vec<_>>())
        };
        let expected = ["a ", "<B.C>", "/${d}$"].map(str::to_owned).to_vec();
        assert_eq!(parts_of("a ${B.C}/${!d}$"), Some(expected));
        assert_eq!(parts_of("${open"), None);
        assert_eq!(parts_of("${!a${b}"), None);
        assert_eq!(parts_of(""), Some(Vec::new()));
    }
}
