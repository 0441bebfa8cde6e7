//! Names that generated bindings are written against.

pub use crate::arn::{arn, arn_of};
pub use crate::expr::Expr;
pub use crate::metric::CannedMetric;
pub use crate::resource::CfnResource;
pub use crate::shape::{Bind, Fields, Literal, ReadError, ResourceProps, Shape, TagShape, TagSpec, Writer};
pub use crate::tag::Tag;
pub use crate::tree::{Construct, Scope};
pub use crate::value::{
    Choice, Document, IntoRef, IntoRefs, Map, Number, OneOf2, OneOf3, OneOf4, Value, choice, choices,
};
