//! `JsonSchema`: what JSON must look like.

use ferrocdk_core::{Document, Expr, IntoDocument};

/// The form that JSON must have: a schema of draft 4, which API Gateway knows.
///
/// ```
/// use ferrocdk_aws::apigateway::JsonSchema;
/// use ferrocdk_core::{Document, doc};
///
/// let press = JsonSchema::object()
///     .title("press")
///     .required_property("id", JsonSchema::string().pattern("^[a-z0-9]+$"))
///     .property("temperatures", JsonSchema::array(JsonSchema::number().minimum(-40)));
/// let expected = doc!({
///     "type": "object",
///     "title": "press",
///     "properties": {
///         "id": { "type": "string", "pattern": "^[a-z0-9]+$" },
///         "temperatures": { "type": "array", "items": { "type": "number", "minimum": -40 } },
///     },
///     "required": ["id"],
/// });
/// assert_eq!(Document::from(press), expected);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "a schema takes effect in a model"]
pub struct JsonSchema(Vec<(String, Expr)>);

impl JsonSchema {
    /// Anything, until more is said.
    pub fn any() -> Self {
        Self::default()
    }

    fn of_type(name: &str) -> Self {
        Self::any().keyword("type", name)
    }

    /// An object.
    pub fn object() -> Self {
        Self::of_type("object")
    }

    /// A list whose items are of one form.
    pub fn array(items: Self) -> Self {
        Self::of_type("array").keyword("items", items)
    }

    /// A text.
    pub fn string() -> Self {
        Self::of_type("string")
    }

    /// A number.
    pub fn number() -> Self {
        Self::of_type("number")
    }

    /// A whole number.
    pub fn integer() -> Self {
        Self::of_type("integer")
    }

    /// True or false.
    pub fn boolean() -> Self {
        Self::of_type("boolean")
    }

    /// Nothing.
    pub fn null() -> Self {
        Self::of_type("null")
    }

    /// One of several forms, and no more than one.
    pub fn one_of(forms: impl IntoIterator<Item = Self>) -> Self {
        Self::any().keyword("oneOf", forms.into_iter().collect::<Vec<_>>())
    }

    /// One of several forms, or more.
    pub fn any_of(forms: impl IntoIterator<Item = Self>) -> Self {
        Self::any().keyword("anyOf", forms.into_iter().collect::<Vec<_>>())
    }

    /// All of several forms.
    pub fn all_of(forms: impl IntoIterator<Item = Self>) -> Self {
        Self::any().keyword("allOf", forms.into_iter().collect::<Vec<_>>())
    }

    /// The form that another schema says, such as `#/definitions/press`, or that of a [`Model`](super::Model) by its [`schema_reference`](super::Model::schema_reference).
    pub fn reference(to: impl IntoDocument) -> Self {
        Self::any().keyword("$ref", to)
    }

    /// A name for people and for generated clients.
    pub fn title(self, title: &str) -> Self {
        self.keyword("title", title)
    }

    /// For people.
    pub fn description(self, description: &str) -> Self {
        self.keyword("description", description)
    }

    /// Declares a property that an object may have.
    pub fn property(mut self, name: &str, schema: Self) -> Self {
        self.group("properties")
            .push((name.to_owned(), Document::from(schema).into_expr()));
        self
    }

    /// Declares a property that an object must have.
    pub fn required_property(self, name: &str, schema: Self) -> Self {
        let mut schema = self.property(name, schema);
        let required = Expr::string(name);
        match schema.0.iter_mut().find(|(key, _)| key == "required") {
            Some((_, Expr::Array(names))) => names.push(required),
            _ => schema.0.push(("required".to_owned(), Expr::Array(vec![required]))),
        }
        schema
    }

    /// Lets an object have no properties but those that are declared.
    pub fn no_other_properties(self) -> Self {
        self.keyword("additionalProperties", false)
    }

    /// Says what properties that are not declared look like.
    pub fn other_properties(self, schema: Self) -> Self {
        self.keyword("additionalProperties", schema)
    }

    /// Declares a schema that others refer to as `#/definitions/NAME`.
    pub fn definition(mut self, name: &str, schema: Self) -> Self {
        self.group("definitions")
            .push((name.to_owned(), Document::from(schema).into_expr()));
        self
    }

    /// Only these values.
    pub fn values<V: IntoDocument>(self, values: impl IntoIterator<Item = V>) -> Self {
        self.keyword("enum", values.into_iter().collect::<Vec<_>>())
    }

    /// Only texts that match a regular expression.
    pub fn pattern(self, pattern: &str) -> Self {
        self.keyword("pattern", pattern)
    }

    /// Only texts of a form such as `date-time`.
    pub fn format(self, format: &str) -> Self {
        self.keyword("format", format)
    }

    /// Only texts of so many characters or more.
    pub fn min_length(self, length: u32) -> Self {
        self.keyword("minLength", length)
    }

    /// Only texts of so many characters or fewer.
    pub fn max_length(self, length: u32) -> Self {
        self.keyword("maxLength", length)
    }

    /// Only numbers that are so large or larger.
    pub fn minimum(self, number: impl IntoDocument) -> Self {
        self.keyword("minimum", number)
    }

    /// Only numbers that are so large or smaller.
    pub fn maximum(self, number: impl IntoDocument) -> Self {
        self.keyword("maximum", number)
    }

    /// Only lists of so many items or more.
    pub fn min_items(self, items: u32) -> Self {
        self.keyword("minItems", items)
    }

    /// Only lists of so many items or fewer.
    pub fn max_items(self, items: u32) -> Self {
        self.keyword("maxItems", items)
    }

    /// Sets any keyword of JSON Schema, in place of what it was.
    pub fn keyword(mut self, name: &str, value: impl IntoDocument) -> Self {
        let value = value.into_document().into_expr();
        match self.0.iter_mut().find(|(key, _)| key == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((name.to_owned(), value)),
        }
        self
    }

    /// With the version of JSON Schema that API Gateway takes, unless it says one.
    pub(super) fn with_version(mut self) -> Self {
        if !self.0.iter().any(|(key, _)| key == "$schema") {
            let version = Expr::string("http://json-schema.org/draft-04/schema#");
            self.0.insert(0, ("$schema".to_owned(), version));
        }
        self
    }

    /// The entries of a keyword that groups schemas by name.
    fn group(&mut self, name: &str) -> Group<'_> {
        if !self.0.iter().any(|(key, _)| key == name) {
            self.0.push((name.to_owned(), Expr::object::<String>([])));
        }
        Group(self.0.iter_mut().find(|(key, _)| key == name).map(|(_, group)| group))
    }
}

struct Group<'a>(Option<&'a mut Expr>);

impl Group<'_> {
    fn push(self, (name, schema): (String, Expr)) {
        if let Some(Expr::Object(map)) = self.0 {
            map.insert(name, schema);
        }
    }
}

impl From<JsonSchema> for Document {
    fn from(schema: JsonSchema) -> Self {
        Self::new(Expr::object(schema.0))
    }
}

impl IntoDocument for JsonSchema {
    fn into_document(self) -> Document {
        self.into()
    }
}
