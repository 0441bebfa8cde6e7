//! The tag shape that most resource types share.

use crate::shape::{Fields, Shape};
use crate::value::Value;

/// Where and how resources of a type carry tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagSpec {
    /// The property, mostly `Tags`.
    pub property: &'static str,
    /// The form it has.
    pub shape: TagShape,
}

/// The form that tags have in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagShape {
    /// A list of `{"Key": …, "Value": …}`.
    List,
    /// An object of keys and values.
    Map,
    /// A list with `PropagateAtLaunch`, as Auto Scaling groups have it.
    AutoScaling,
}

/// A tag of a resource: a key and a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tag {
    /// 1 to 128 characters, not starting with `aws:`.
    pub key: Option<Value<String>>,
    /// Up to 256 characters.
    pub value: Option<Value<String>>,
}

impl Tag {
    /// Makes a tag.
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
