//! `Fn::Sub` with typed references: `sub!`.

use super::Value;
use crate::expr::{Expr, ExprMap};

/// Value between the `{}` of the text of [`sub!`](crate::sub): one in its order, or a named one.
#[doc(hidden)]
#[derive(Debug)]
pub enum SubPart {
    Next(Expr),
    Named(&'static str, Expr),
}

impl Value<String> {
    /// Fills the `{}` and `{Name}` of `template`; `{{` and `}}` are braces. Use it through [`sub!`](crate::sub), which checks the parts when compiling.
    #[doc(hidden)]
    pub fn substitute(template: &str, given: impl IntoIterator<Item = SubPart>) -> Self {
        let (mut values, mut variables) = (Vec::new(), ExprMap::default());
        for part in given {
            match part {
                SubPart::Next(expr) => values.push(expr),
                SubPart::Named(name, expr) => drop(variables.insert(name, expr)),
            }
        }
        let mut values = values.into_iter();
        let (mut parts, mut literal) = (Vec::new(), String::new());
        let mut characters = template.chars().peekable();
        while let Some(character) = characters.next() {
            match (character, characters.peek()) {
                ('{', Some('{')) | ('}', Some('}')) => {
                    characters.next();
                    literal.push(character);
                }
                ('{', _) => {
                    if !literal.is_empty() {
                        parts.push(Expr::string(std::mem::take(&mut literal)));
                    }
                    let name: String = characters.by_ref().take_while(|character| *character != '}').collect();
                    if name.is_empty() {
                        parts.extend(values.next());
                    } else {
                        parts.push(Expr::name_ref(name));
                    }
                }
                _ => literal.push(character),
            }
        }
        if !literal.is_empty() {
            parts.push(Expr::string(literal));
        }
        Self::Intrinsic(Expr::Sub(Box::new((parts, variables))))
    }
}

/// `Fn::Sub` with values in place of names: each `{}` takes the next value, `{Name}` the one that is given by that name and becomes a
/// variable of the call. [`text!`](crate::text) composes the same string by `Fn::Join`, as AWS CDK does.
///
/// ```
/// use ferrocdk_core::{App, CfnOutput, CfnResource, Stack, StackProps, Value, doc, pseudo, sub};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
/// let line = Value::select(0, Value::availability_zones(""));
/// let text = sub!("{}: {} of {Line}, ${{literal}}", pseudo::region(), queue.attr::<String>("Arn"), Line = line);
/// CfnOutput::new(&stack, "Text", text);
///
/// let assembly = app.synth().unwrap();
/// let call = &assembly.template("plant").unwrap()["Outputs"]["Text"]["Value"]["Fn::Sub"];
/// assert_eq!(call[0], "${AWS::Region}: ${Queue.Arn} of ${Line}, ${!literal}");
/// assert_eq!(call[1]["Line"]["Fn::Select"][0], 0);
/// ```
///
/// ```compile_fail
/// # use ferrocdk_core::{pseudo, sub};
/// let arn = sub!("arn:{}:s3:::{}", pseudo::partition());
/// ```
#[macro_export]
macro_rules! sub {
    ($template:literal $(, $($parts:tt)*)?) => { $crate::sub!(@ $template, [] [] $($($parts)*)?) };
    (@ $template:literal, [$($done:expr,)*] [$($check:tt)*] $name:ident = $value:expr $(, $($rest:tt)*)?) => {
        $crate::sub!(@ $template,
            [$($done,)* $crate::SubPart::Named(::std::stringify!($name), $crate::IntoDocument::into_document($value).into_expr()),]
            [$($check)* , $name = ""] $($($rest)*)?)
    };
    (@ $template:literal, [$($done:expr,)*] [$($check:tt)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::sub!(@ $template,
            [$($done,)* $crate::SubPart::Next($crate::IntoDocument::into_document($value).into_expr()),]
            [$($check)* , ""] $($($rest)*)?)
    };
    (@ $template:literal, [$($done:expr,)*] [$($check:tt)*]) => {{
        const _: fn() = || {
            let _ = ::std::format!($template $($check)*);
        };
        $crate::Value::<::std::string::String>::substitute($template, [$($done),*])
    }};
}
