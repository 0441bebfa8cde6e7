//! A parameter as the checks see it: what its type makes of its value, and which values it can have.

use ferrocdk_template::{Entry, Node};

/// A parameter of the template.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter<'t> {
    /// Name and body.
    pub(crate) entry: &'t Entry,
    /// The type, when it is text.
    pub(crate) ty: Option<&'t str>,
}

impl<'t> Parameter<'t> {
    /// Whether its value is a list.
    pub(crate) fn is_list(&self) -> bool {
        self.ty
            .is_some_and(|ty| ty == "CommaDelimitedList" || ty.contains("List<") || ty.contains("CommaDelimitedList"))
    }

    /// The type of the value that is looked up in the parameter store, of a parameter whose own value is a path there.
    pub(crate) fn lookup(&self) -> Option<&'t str> {
        self.ty?.strip_prefix("AWS::SSM::Parameter::Value<")?.strip_suffix('>')
    }

    /// Whether nobody may read its value.
    pub(crate) fn is_secret(&self) -> bool {
        let mark = self.entry.value.get("NoEcho");
        mark.is_some_and(|node| {
            node.to_json() == true || node.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"))
        })
    }

    /// Whether its value is looked up in the parameter store, so that the default is a name and not the value.
    pub(crate) fn is_stored(&self) -> bool {
        self.ty.is_some_and(|ty| ty.starts_with("AWS::SSM::Parameter::"))
    }

    /// The values that it can have by the template: the default and the allowed ones.
    pub(crate) fn known_values(&self) -> impl Iterator<Item = &'t Node> + use<'t> {
        let body = &self.entry.value;
        body.get("Default")
            .into_iter()
            .chain(body.get("AllowedValues").and_then(Node::as_list).into_iter().flatten())
    }
}
