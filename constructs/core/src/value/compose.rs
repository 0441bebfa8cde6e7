//! Strings put together from literals and values: `text!` and `+`.

use std::ops::Add;

use super::Value;
use crate::expr::Expr;

impl Value<String> {
    /// Fills the `{}` of `template` with `parts` in order; `{{` and `}}` are braces. Use it through [`text!`](crate::text), which
    /// checks the number of parts when compiling.
    #[doc(hidden)]
    pub fn compose(template: &str, parts: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = parts.into_iter();
        let mut out = Vec::new();
        let mut literal = String::new();
        let mut characters = template.chars().peekable();
        while let Some(character) = characters.next() {
            match (character, characters.peek()) {
                ('{', Some('{')) | ('}', Some('}')) => {
                    characters.next();
                    literal.push(character);
                }
                ('{', Some('}')) => {
                    characters.next();
                    out.push(Expr::String(std::mem::take(&mut literal).into()));
                    out.extend(parts.next().map(Self::into_expr));
                }
                _ => literal.push(character),
            }
        }
        out.push(Expr::String(literal.into()));
        Self::from_parts(out)
    }

    fn from_parts(parts: Vec<Expr>) -> Self {
        let mut flat: Vec<Expr> = Vec::with_capacity(parts.len());
        for part in parts {
            let pieces = if let Expr::Concat(inner) = part {
                inner
            } else {
                vec![part]
            };
            for piece in pieces {
                match (flat.last_mut(), piece) {
                    (_, Expr::String(text)) if text.is_empty() => {}
                    (Some(Expr::String(before)), Expr::String(text)) => *before = format!("{before}{text}").into(),
                    (_, piece) => flat.push(piece),
                }
            }
        }
        match flat.as_slice() {
            [] => Self::Lit(String::new()),
            [Expr::String(text)] => Self::Lit(text.to_string()),
            [_] => Self::Intrinsic(flat.swap_remove(0)),
            _ => Self::Intrinsic(Expr::Concat(flat)),
        }
    }
}

impl<U: Into<Value<String>>> Add<U> for Value<String> {
    type Output = Self;

    /// Joins two strings; literals merge, references stay.
    fn add(self, other: U) -> Self {
        Self::from_parts(vec![self.into_expr(), other.into().into_expr()])
    }
}

/// Composes a string from literals and values; the number of `{}` is checked when compiling.
///
/// ```
/// use ferrocdk_core::{Value, pseudo, text};
/// let arn = text!("arn:{}:s3:::archive/*", pseudo::partition());
/// assert!(arn.is_intrinsic());
/// assert_eq!(text!("{}-{}", "sao-paulo", "prod"), Value::from("sao-paulo-prod"));
/// ```
///
/// ```compile_fail
/// # use ferrocdk_core::text;
/// let arn = text!("arn:{}:s3:::{}", "aws");
/// ```
#[macro_export]
macro_rules! text {
    ($template:literal $(, $part:expr)* $(,)?) => {{
        const _: fn() = || {
            let _ = ::std::format!($template $(, $crate::text!(@ignore $part))*);
        };
        $crate::Value::<::std::string::String>::compose($template, [$($crate::Value::<::std::string::String>::from($part)),*])
    }};
    (@ignore $part:expr) => { "" };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pseudo;

    #[test]
    fn literals_merge_and_references_stay() {
        let composed = Value::from("a") + "b" + pseudo::region() + "" + "c" + "d";
        let expected = vec![Expr::string("ab"), Expr::name_ref("AWS::Region"), Expr::string("cd")];
        assert_eq!(composed, Value::Intrinsic(Expr::Concat(expected)));
    }

    #[test]
    fn braces_escape_and_a_lone_reference_is_not_wrapped() {
        assert_eq!(text!("${{iot:{}}}", "x"), Value::from("${iot:x}"));
        assert_eq!(text!("{}", pseudo::region()), pseudo::region());
        assert_eq!(text!("plain"), Value::from("plain"));
    }
}
