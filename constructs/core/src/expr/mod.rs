//! `Expr`: the untyped form of everything a template can hold, with references that still name nodes of the tree.
//!
//! Typed values ([`Value`](crate::Value)) lower to an `Expr` when a construct is created; synthesis resolves it to JSON
//! once logical ids are known. Nothing is ever smuggled through strings (the token markers of AWS CDK).

mod map;
mod reference;

use std::borrow::Cow;

use serde_json::Value as Json;
use smol_str::SmolStr;

pub use map::ExprMap;
pub use reference::ReferenceStrength;
pub(crate) use reference::{Reference, STRENGTH_CONTEXT};

use crate::node_id::NodeId;

/// Target of a `Ref` or `Fn::GetAtt`.
///
/// ```
/// use ferrocdk_core::{Expr, Target};
/// assert_eq!(Expr::name_ref("AWS::Region"), Expr::Ref(Target::Name("AWS::Region".into())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An element of the construct tree; its logical id is settled at synthesis.
    Node(NodeId),
    /// A name that is not in the tree: a pseudo parameter (`AWS::Region`) or a logical id given verbatim.
    Name(Cow<'static, str>),
}

/// Attribute that `Fn::GetAtt` asks for.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, Construct, Expr, Stack, StackProps, Target, doc};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
/// let Expr::GetAtt(asked) = queue.attr::<String>("Arn").into_expr() else { panic!("an attribute") };
/// assert_eq!(asked.target, Target::Node(queue.scope().node_id()));
/// assert!(asked.name == "Arn" && !asked.list);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetAtt {
    /// The resource.
    pub target: Target,
    /// The attribute's name, such as `Arn`.
    pub name: SmolStr,
    /// Whether it gives a list: between stacks, a list travels in another form.
    pub list: bool,
}

/// An untyped template expression.
///
/// A tree is mostly made of these, so they are kept small: what is large or rare stands behind a pointer.
///
/// ```
/// use ferrocdk_core::{Expr, doc, pseudo};
/// let policy = doc!({ "Effect": "Allow", "Resource": pseudo::region() }).into_expr();
/// assert_eq!(policy, Expr::object([("Effect", Expr::string("Allow")), ("Resource", Expr::name_ref("AWS::Region"))]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// JSON `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number with all its digits.
    Number(ferrocdk_template::Number),
    /// A string. Short ones, which most are, need no memory of their own.
    String(SmolStr),
    /// A list.
    Array(Vec<Expr>),
    /// A map; the order of insertion is kept. A single key such as `Ref` or `Fn::Sub` makes it a verbatim intrinsic.
    Object(ExprMap),
    /// The logical id itself, as `Fn::FindInMap`, `Fn::If` and `DependsOn` name things.
    LogicalId(NodeId),
    /// `Ref`.
    Ref(Target),
    /// `Fn::GetAtt`.
    GetAtt(Box<GetAtt>),
    /// Strings put together; resolves to the minimal `Fn::Join` or to one literal.
    Concat(Vec<Expr>),
    /// `Fn::Sub`: its parts are text and references that become `${Name}` or `${Name.Attribute}`; its variables say what such a name means instead
    /// of an element of the template.
    Sub(Box<(Vec<Expr>, ExprMap)>),
    /// A JSON document as a string, with the values inside it kept as references (CDK's `toJsonString`).
    JsonText(Box<Expr>),
    /// Value that CloudFormation turns into a number: in a JSON document as a string it stands without quotes.
    Numeric(Box<Expr>),
    /// Any other intrinsic function: its name (`Fn::Select`) and arguments.
    Fn(Cow<'static, str>, Box<Expr>),
    /// An expression whose references reach other stacks with a strength of their own.
    Consumed(Box<Expr>, ReferenceStrength),
    /// `AWS::NoValue`: the property is removed.
    NoValue,
}

impl Expr {
    /// Makes a string.
    ///
    /// ```
    /// # use ferrocdk_core::Expr;
    /// assert_eq!(Expr::string("Allow"), Expr::from(serde_json::json!("Allow")));
    /// ```
    pub fn string(text: impl Into<SmolStr>) -> Self {
        Self::String(text.into())
    }

    /// `Ref` to a pseudo parameter or to a logical id given by name.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, pseudo};
    /// assert_eq!(Expr::name_ref("AWS::Region"), pseudo::region().into_expr());
    /// ```
    pub fn name_ref(name: impl Into<Cow<'static, str>>) -> Self {
        Self::Ref(Target::Name(name.into()))
    }

    /// Makes an intrinsic function call, such as `Fn::Select`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Expr, Stack, StackProps, Value};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Text", Value::Intrinsic(Expr::call("Fn::Base64", Expr::string("plant"))));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Text"]["Value"]["Fn::Base64"], "plant");
    /// ```
    pub fn call(name: impl Into<Cow<'static, str>>, arguments: Self) -> Self {
        Self::Fn(name.into(), Box::new(arguments))
    }

    /// Makes a map of string keys; of a key that comes twice, the last value counts.
    ///
    /// ```
    /// # use ferrocdk_core::Expr;
    /// let twice = Expr::object([("Effect", Expr::string("Allow")), ("Effect", Expr::string("Deny"))]);
    /// assert_eq!(twice, Expr::object([("Effect", Expr::string("Deny"))]));
    /// ```
    pub fn object<K: Into<SmolStr>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(entries.into_iter().collect())
    }

    /// Whether CloudFormation computes this at deployment, rather than taking it as written.
    ///
    /// ```
    /// # use ferrocdk_core::Expr;
    /// assert!(Expr::name_ref("AWS::Region").is_intrinsic());
    /// assert!(Expr::object([("Fn::Sub", Expr::string("${AWS::Region}"))]).is_intrinsic(), "one given verbatim");
    /// assert!(!Expr::object([("Condition", Expr::Null)]).is_intrinsic());
    /// ```
    pub fn is_intrinsic(&self) -> bool {
        match self {
            Self::Ref(_)
            | Self::GetAtt(_)
            | Self::Concat(_)
            | Self::Sub(_)
            | Self::JsonText(_)
            | Self::Numeric(_)
            | Self::Fn(..)
            | Self::Consumed(..)
            | Self::NoValue => true,
            Self::Object(map) => match map.first() {
                // `Condition` alone is a property name in IAM statements, so it never counts.
                Some((key, _)) if map.len() == 1 => key == "Ref" || key.starts_with("Fn::"),
                _ => false,
            },
            _ => false,
        }
    }

    /// Kind of JSON, for messages.
    ///
    /// ```
    /// # use ferrocdk_core::Expr;
    /// assert_eq!(Expr::Array(Vec::new()).kind(), "a list");
    /// ```
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "a list",
            Self::Object(_) => "a map",
            Self::LogicalId(_) => "a logical id",
            _ => "an intrinsic function",
        }
    }
}

impl From<Json> for Expr {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(value) => Self::Number((&value).into()),
            Json::String(value) => Self::String(value.into()),
            Json::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Json::Object(map) => {
                let entries = map.into_iter().map(|(key, value)| (key.into(), Self::from(value)));
                Self::Object(ExprMap::of_unique(entries))
            }
        }
    }
}
