//! Template elements besides resources: parameters, outputs, conditions, mappings and rules.

use std::panic::Location;

use serde_json::{Value as Json, json};

use crate::condition::CfnCondition;
use crate::diagnostic::{Diagnostic, ids};
use crate::expr::{Expr, Target};
use crate::node_data::{Element, OutputData, ParameterData};
use crate::shape::Bind;
use crate::tree::{Construct, Scope};
use crate::value::{Document, Value};

macro_rules! element {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            scope: Scope,
        }

        impl Construct for $name {
            fn scope(&self) -> &Scope {
                &self.scope
            }
        }
    };
}

element! {
    /// A value that a stack shows after deployment, and may export to other stacks.
    ///
    /// ```
    /// use ferrocdk_core::{App, CfnOutput, Stack, StackProps, pseudo};
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Region", pseudo::region()).description("where the plant's data lives");
    /// let assembly = app.synth().unwrap();
    /// assert_eq!(assembly.template("plant").unwrap()["Outputs"]["Region"]["Value"]["Ref"], "AWS::Region");
    /// ```
    CfnOutput
}

impl CfnOutput {
    /// Makes an output. Directly below a stack, the id is the output's key.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, value: impl Into<Value<String>>) -> Self {
        let data = OutputData {
            value: value.into().into_expr(),
            description: None,
            export: None,
            condition: None,
        };
        Self {
            scope: scope.scope().add(
                id,
                Element::Output(Box::new(data)),
                "ferrocdk.CfnOutput",
                Location::caller(),
            ),
        }
    }

    fn edit(self, change: impl FnOnce(&mut OutputData)) -> Self {
        self.scope.edit(change);
        self
    }

    /// Says what the value is.
    pub fn description(self, text: impl Into<String>) -> Self {
        self.edit(|data| data.description = Some(text.into()))
    }

    /// Exports the value under a name that is unique in the account and region.
    pub fn export_name(self, name: impl Into<Value<String>>) -> Self {
        self.edit(|data| data.export = Some(name.into().into_expr()))
    }

    /// Shows the value only where the condition holds.
    pub fn condition(self, condition: &CfnCondition) -> Self {
        let id = condition.scope().node_id();
        self.edit(|data| data.condition = Some(id))
    }
}

element! {
    /// A value that is given when the stack is deployed.
    ///
    /// ```
    /// use ferrocdk_core::{App, CfnOutput, CfnParameter, Stack, StackProps};
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let shift = CfnParameter::new(&stack, "Shift", "Number").default(1).min_value(1).max_value(3);
    /// CfnOutput::new(&stack, "CurrentShift", shift.value());
    /// let assembly = app.synth().unwrap();
    /// assert_eq!(assembly.template("plant").unwrap()["Parameters"]["Shift"]["MaxValue"], 3);
    /// ```
    CfnParameter
}

impl CfnParameter {
    /// Makes a parameter of a CloudFormation type: `String`, `Number`, `AWS::SSM::Parameter::Value<String>` …
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, parameter_type: &str) -> Self {
        let mut data = ParameterData::default();
        data.body.insert("Type".to_owned(), parameter_type.into());
        Self {
            scope: scope.scope().add(
                id,
                Element::Parameter(Box::new(data)),
                "ferrocdk.CfnParameter",
                Location::caller(),
            ),
        }
    }

    fn set(self, key: &str, value: impl Into<Json>) -> Self {
        let value = value.into();
        self.scope
            .edit(|data: &mut ParameterData| data.body.insert(key.to_owned(), value));
        self
    }

    /// The value when none is given.
    pub fn default(self, value: impl Into<Json>) -> Self {
        self.set("Default", value)
    }

    /// Says what the parameter is for.
    pub fn description(self, text: &str) -> Self {
        self.set("Description", text)
    }

    /// The only values that are taken.
    pub fn allowed_values(self, values: &[&str]) -> Self {
        self.set("AllowedValues", json!(values))
    }

    /// A regular expression (of Java) that the value must match as a whole.
    pub fn allowed_pattern(self, pattern: &str) -> Self {
        self.set("AllowedPattern", pattern)
    }

    /// What is said about a value that is not allowed, instead of the pattern.
    pub fn constraint_description(self, text: &str) -> Self {
        self.set("ConstraintDescription", text)
    }

    /// The fewest characters of a `String`.
    pub fn min_length(self, characters: u32) -> Self {
        self.set("MinLength", characters).check("MinLength", "MaxLength")
    }

    /// The most characters of a `String`.
    pub fn max_length(self, characters: u32) -> Self {
        self.set("MaxLength", characters).check("MinLength", "MaxLength")
    }

    /// The least `Number`.
    pub fn min_value(self, value: impl Into<Json>) -> Self {
        self.set("MinValue", value).check("MinValue", "MaxValue")
    }

    /// The greatest `Number`.
    pub fn max_value(self, value: impl Into<Json>) -> Self {
        self.set("MaxValue", value).check("MinValue", "MaxValue")
    }

    /// Reports limits that leave nothing between them.
    fn check(self, least: &str, most: &str) -> Self {
        let limits = |data: &ParameterData| [least, most].map(|name| data.body.get(name).cloned());
        if let Some([Some(low), Some(high)]) = self.scope.read(limits)
            && low.as_f64() > high.as_f64()
        {
            let diagnostic = Diagnostic::error(ids::PARAMETER_LIMITS, format!("{least} is greater than {most}"))
                .found(format!("{low} and {high}"))
                .allowed(format!("{least} up to {most}"))
                .help("change one of them");
            self.scope.report(diagnostic);
        }
        self
    }

    /// Hides the value in the console and in events.
    pub fn no_echo(self) -> Self {
        self.set("NoEcho", true)
    }

    /// Sets any attribute as it stands in the template, for what no method takes: `MinLength` as text, `AllowedValues` of numbers.
    pub fn attribute(self, name: &str, value: impl Into<Json>) -> Self {
        self.set(name, value)
    }

    /// The value given.
    pub fn value<T>(&self) -> Value<T> {
        Value::Intrinsic(Expr::Ref(Target::Node(self.scope.node_id())))
    }
}

element! {
    /// A fixed table of two levels, looked up with `Fn::FindInMap`.
    CfnMapping
}

impl CfnMapping {
    /// Makes a table: `doc!({ "sa-east-1": { "Zones": 3 } })`.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, table: impl Into<Document>) -> Self {
        let element = Element::Mapping(Box::new(table.into().into_expr()));
        Self {
            scope: scope
                .scope()
                .add(id, element, "ferrocdk.CfnMapping", Location::caller()),
        }
    }

    /// The mapping of an included template.
    pub(crate) fn at(scope: Scope) -> Self {
        Self { scope }
    }

    /// `Fn::FindInMap` of a first and a second key.
    pub fn find<T: Bind>(&self, first: impl Into<Value<String>>, second: impl Into<Value<String>>) -> Value<T> {
        let map = Expr::LogicalId(self.scope.node_id());
        let keys = vec![map, first.into().into_expr(), second.into().into_expr()];
        Value::Intrinsic(Expr::call("Fn::FindInMap", Expr::Array(keys)))
    }
}

element! {
    /// An assertion on parameters that must hold before anything is deployed.
    CfnRule
}

impl CfnRule {
    /// Makes a rule from its body: `{ "RuleCondition": …, "Assertions": [{ "Assert": …, "AssertDescription": … }] }`.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, body: impl Into<Document>) -> Self {
        let element = Element::Rule(Box::new(body.into().into_expr()));
        Self {
            scope: scope.scope().add(id, element, "ferrocdk.CfnRule", Location::caller()),
        }
    }
}
