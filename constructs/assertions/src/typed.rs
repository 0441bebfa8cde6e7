//! Patterns and readings by the generated bindings instead of JSON.

use ferrocdk_core::{App, Bind, CfnResource, Document, Expr, ResourceProps, Stack, StackProps, Writer};
use serde_json::Value as Json;

use crate::matcher::Match;
use crate::template::Template;

impl Match {
    /// A pattern from a typed value: properties of a resource, a property type, a [`Value`](ferrocdk_core::Value). Only fields that are set
    /// count, at every depth.
    ///
    /// ```
    /// use ferrocdk_assertions::{Match, pattern};
    /// use ferrocdk_cfn::kinesis::stream::StreamProps;
    /// use serde_json::json;
    /// let pattern = pattern!({ "DeletionPolicy": "Delete", "Properties": Match::typed(StreamProps::new().shard_count(4)) });
    /// let stream = json!({ "DeletionPolicy": "Delete", "Properties": { "ShardCount": 4, "Name": "readings" } });
    /// assert!(pattern.test(Some(&stream)).is_ok());
    /// ```
    ///
    /// # Panics
    /// When a reference to a construct stands in it: a logical id is known only within the app. Take it from
    /// [`Template::get_resource_id`] and write `Expr::name_ref(id)`, or read the template with [`Template::read`].
    #[track_caller]
    pub fn typed(value: impl Bind) -> Self {
        let expr = value.write(&mut Writer::default());
        // The engine itself renders it, in an app of its own, so that a pattern has the form a template has.
        let app = App::new();
        let stack = Stack::new(&app, "typed", StackProps::default());
        let properties = Document::new(Expr::object([("Value", expr)]));
        CfnResource::untyped(&stack, "Value", "Custom::Value", properties);
        match app.synth() {
            Ok(assembly) => {
                let template = assembly.template("typed").cloned().unwrap_or_default();
                template["Resources"]["Value"]["Properties"]["Value"].clone().into()
            }
            Err(diagnostics) => panic!(
                "a typed pattern holds what only its own app can resolve: {}\n\
                 help: write Expr::name_ref(template.get_resource_id(…)) for a reference, or use Template::read",
                diagnostics
                    .0
                    .first()
                    .map(|first| first.message.as_str())
                    .unwrap_or_default()
            ),
        }
    }
}

impl Template {
    /// Asserts that a resource has these properties; only those that are set count. Which type it is follows from the properties.
    ///
    /// ```
    /// use ferrocdk_assertions::Template;
    /// use ferrocdk_cfn::kinesis::stream::{CfnStream, StreamProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnStream::new(&stack, "Stream", StreamProps::new().shard_count(4).retention_period_hours(168));
    /// Template::from_stack(&app, &stack).has(StreamProps::new().shard_count(4));
    /// ```
    ///
    /// # Panics
    /// When no resource has them, and as [`Match::typed`].
    #[track_caller]
    pub fn has<P: ResourceProps>(&self, properties: P) {
        self.has_resource_properties(P::TYPE_NAME, Match::typed(properties));
    }

    /// All resources of a type with their properties as the binding has them, by logical id: for whatever Rust can say about them.
    ///
    /// ```
    /// use ferrocdk_assertions::Template;
    /// use ferrocdk_cfn::kinesis::stream::StreamProps;
    /// use serde_json::json;
    /// let template = Template::from_json(json!({ "Resources": {
    ///     "Stream": { "Type": "AWS::Kinesis::Stream", "Properties": { "ShardCount": 4 } },
    /// }}));
    /// for (id, stream) in template.read::<StreamProps>() {
    ///     let shards = stream.shard_count.expect("shards are set");
    ///     assert!(shards.literal().is_some_and(|count| *count <= 8), "{id}");
    /// }
    /// ```
    ///
    /// # Panics
    /// When a resource has properties that its binding does not know.
    #[track_caller]
    pub fn read<P: ResourceProps>(&self) -> Vec<(&str, P)> {
        let resources = self.find_resources(P::TYPE_NAME, Match::any_value());
        let mut read = Vec::with_capacity(resources.len());
        for (id, body) in resources {
            let properties = body
                .get("Properties")
                .cloned()
                .unwrap_or(Json::Object(Default::default()));
            match P::read(properties.into()) {
                Ok(properties) => read.push((id, properties)),
                Err((_, error)) => panic!("the properties of {id} are not those of {}: {error}", P::TYPE_NAME),
            }
        }
        read
    }
}
