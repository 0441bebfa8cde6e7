//! `Tag`: the property type that most resource types share.

use crate::shape::{Fields, Shape};
use crate::value::Value;

/// A tag of a resource: a key and a value.
///
/// ```
/// use ferrocdk_core::{Bind, Expr, Tag, Writer};
/// let written = Tag::new("Plant", "sao-paulo").write(&mut Writer::default());
/// let expected = Expr::object([("Key", Expr::string("Plant")), ("Value", Expr::string("sao-paulo"))]);
/// assert_eq!(written, expected);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tag {
    /// 1 to 128 characters, not starting with `aws:`.
    pub key: Option<Value<String>>,
    /// Up to 256 characters.
    pub value: Option<Value<String>>,
}

impl Tag {
    /// Makes a tag.
    ///
    /// ```
    /// # use ferrocdk_core::{Tag, pseudo};
    /// let tag = Tag::new("Stack", pseudo::stack_name());
    /// assert_eq!(tag.value, Some(pseudo::stack_name()));
    /// ```
    pub fn new(key: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
        Self {
            key: Some(key.into()),
            value: Some(value.into()),
        }
    }
}

impl Shape for Tag {
    fn each(&mut self, fields: &mut Fields<'_>) {
        fields.req("Key", &mut self.key);
        fields.req("Value", &mut self.value);
    }
}
