//! Template elements besides resources and conditions: outputs, parameters, mappings and rules.

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
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Topic", "plant/readings");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Topic"]["Value"], "plant/readings");
    /// ```
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

    /// Says what the value is, in up to 1,024 bytes.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Topic", "plant/readings").description("where devices publish");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Topic"]["Description"], "where devices publish");
    /// ```
    pub fn description(self, text: impl Into<String>) -> Self {
        self.edit(|data| data.description = Some(text.into()))
    }

    /// Exports the value under a name that is unique in the account and region.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Topic", "plant/readings").export_name(pseudo::stack_name() + "-topic");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Topic"]["Export"]["Name"]["Fn::Join"][1][1], "-topic");
    /// ```
    pub fn export_name(self, name: impl Into<Value<String>>) -> Self {
        self.edit(|data| data.export = Some(name.into().into_expr()))
    }

    /// Shows the value only where the condition holds.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnCondition, CfnOutput, Condition, Stack, StackProps, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let brazil = CfnCondition::new(&stack, "InBrazil", Condition::equals(pseudo::region(), "sa-east-1"));
    /// CfnOutput::new(&stack, "Topic", "plant/readings").condition(&brazil);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Topic"]["Condition"], "InBrazil");
    /// ```
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
    /// Directly below a stack, the id is its name.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnParameter::new(&stack, "Image", "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Parameters"]["Image"]["Type"], "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>");
    /// ```
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
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnParameter::new(&stack, "Lines", "Number").default(3);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Parameters"]["Lines"]["Default"], 3);
    /// ```
    pub fn default(self, value: impl Into<Json>) -> Self {
        self.set("Default", value)
    }

    /// Says what the parameter is for, in up to 4,000 characters.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnParameter::new(&stack, "Lines", "Number").description("how many lines the plant has");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Parameters"]["Lines"]["Description"], "how many lines the plant has");
    /// ```
    pub fn description(self, text: &str) -> Self {
        self.set("Description", text)
    }

    /// The only values that are taken.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnParameter::new(&stack, "Stage", "String").allowed_values(&["dev", "prod"]);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Parameters"]["Stage"]["AllowedValues"][1], "prod");
    /// ```
    pub fn allowed_values(self, values: &[&str]) -> Self {
        self.set("AllowedValues", json!(values))
    }

    /// A regular expression (of Java) that the value must match as a whole.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let prefix = CfnParameter::new(&stack, "Prefix", "String").allowed_pattern("[a-z]+");
    /// prefix.constraint_description("small letters only");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Parameters"]["Prefix"]["AllowedPattern"], "[a-z]+");
    /// assert_eq!(template["Parameters"]["Prefix"]["ConstraintDescription"], "small letters only");
    /// ```
    pub fn allowed_pattern(self, pattern: &str) -> Self {
        self.set("AllowedPattern", pattern)
    }

    /// Message about a value that is not allowed, instead of the pattern.
    pub fn constraint_description(self, text: &str) -> Self {
        self.set("ConstraintDescription", text)
    }

    /// The fewest characters of a `String`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnParameter::new(&stack, "Prefix", "String").min_length(3);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Parameters"]["Prefix"]["MinLength"], 3);
    /// ```
    pub fn min_length(self, characters: u32) -> Self {
        self.set("MinLength", characters).check("MinLength", "MaxLength")
    }

    /// The most characters of a `String`.
    /// Fewer than the fewest is reported.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps, diagnostic_ids};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnParameter::new(&stack, "Prefix", "String").min_length(5).max_length(3);
    /// assert_eq!(app.synth().unwrap_err().0[0].id, diagnostic_ids::PARAMETER_LIMITS);
    /// ```
    pub fn max_length(self, characters: u32) -> Self {
        self.set("MaxLength", characters).check("MinLength", "MaxLength")
    }

    /// The least `Number`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnParameter::new(&stack, "Lines", "Number").min_value(1);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Parameters"]["Lines"]["MinValue"], 1);
    /// ```
    pub fn min_value(self, value: impl Into<Json>) -> Self {
        self.set("MinValue", value).check("MinValue", "MaxValue")
    }

    /// The greatest `Number`.
    /// One below the least is reported.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps, diagnostic_ids};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnParameter::new(&stack, "Lines", "Number").min_value(5).max_value(3);
    /// assert_eq!(app.synth().unwrap_err().0[0].id, diagnostic_ids::PARAMETER_LIMITS);
    /// ```
    pub fn max_value(self, value: impl Into<Json>) -> Self {
        self.set("MaxValue", value).check("MinValue", "MaxValue")
    }

    /// Reports limits that leave nothing between them. Both setters ask, since either may come second.
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

    /// Hides the value in the console and in events. It does not where the template puts it into an output, metadata or a property that is shown; a
    /// secret is better read by [`Value::secret`], which needs no parameter.
    ///
    /// Source: "Parameters section syntax" of the CloudFormation user guide.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnParameter::new(&stack, "Password", "String").no_echo();
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Parameters"]["Password"]["NoEcho"], true);
    /// ```
    pub fn no_echo(self) -> Self {
        self.set("NoEcho", true)
    }

    /// Sets any attribute as it stands in the template, for what no method takes: `MinLength` as text, `AllowedValues` of numbers.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnParameter::new(&stack, "Lines", "Number").attribute("AllowedValues", [1, 2, 4]);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Parameters"]["Lines"]["AllowedValues"][2], 4);
    /// ```
    pub fn attribute(self, name: &str, value: impl Into<Json>) -> Self {
        self.set(name, value)
    }

    /// The value given.
    /// The type is the caller's word: CloudFormation hands numbers over as text, and takes text for them.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let delay = CfnParameter::new(&stack, "Delay", "Number").default(5);
    /// CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({ "DelaySeconds": delay.value::<i64>() }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["Properties"]["DelaySeconds"]["Ref"], "Delay");
    /// ```
    pub fn value<T>(&self) -> Value<T> {
        Value::Intrinsic(Expr::Ref(Target::Node(self.scope.node_id())))
    }
}

element! {
    /// A fixed table of two levels, looked up with `Fn::FindInMap`.
    ///
    /// ```
    /// use ferrocdk_core::{App, CfnMapping, CfnOutput, Stack, StackProps, doc, pseudo};
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let regions = CfnMapping::new(&stack, "Regions", doc!({ "sa-east-1": { "Site": "SaoPaulo" } }));
    /// CfnOutput::new(&stack, "Site", regions.find::<String>(pseudo::region(), "Site"));
    /// let assembly = app.synth().unwrap();
    /// let template = assembly.template("plant").unwrap();
    /// assert_eq!(template["Mappings"]["Regions"]["sa-east-1"]["Site"], "SaoPaulo");
    /// assert_eq!(template["Outputs"]["Site"]["Value"]["Fn::FindInMap"][0], "Regions");
    /// ```
    CfnMapping
}

impl CfnMapping {
    /// Makes a table: `doc!({ "sa-east-1": { "Zones": 3 } })`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnMapping, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnMapping::new(&stack, "Regions", doc!({ "sa-east-1": { "Zones": 3 } }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Mappings"]["Regions"]["sa-east-1"]["Zones"], 3);
    /// ```
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
    /// A key that the table does not have fails the deployment.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnMapping, CfnResource, Stack, StackProps, doc, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let regions = CfnMapping::new(&stack, "Regions", doc!({ "sa-east-1": { "Shards": 4 } }));
    /// let shards = regions.find::<i64>(pseudo::region(), "Shards");
    /// CfnResource::untyped(&stack, "Stream", "AWS::Kinesis::Stream", doc!({ "ShardCount": shards }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let count = &template["Resources"]["Stream"]["Properties"]["ShardCount"];
    /// assert_eq!(*count, serde_json::json!({ "Fn::FindInMap": ["Regions", { "Ref": "AWS::Region" }, "Shards"] }));
    /// ```
    pub fn find<T: Bind>(&self, first: impl Into<Value<String>>, second: impl Into<Value<String>>) -> Value<T> {
        let map = Expr::LogicalId(self.scope.node_id());
        let keys = vec![map, first.into().into_expr(), second.into().into_expr()];
        Value::Intrinsic(Expr::call("Fn::FindInMap", Expr::Array(keys)))
    }
}

element! {
    /// An assertion on parameters that must hold before anything is deployed.
    ///
    /// ```
    /// use ferrocdk_core::{App, CfnParameter, CfnRule, Condition, Document, Stack, StackProps, doc};
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let stage = CfnParameter::new(&stack, "Stage", "String");
    /// let known = Document::from(Condition::contains(&["dev", "prod"], stage.value::<String>()));
    /// let assertion = doc!({ "Assert": known, "AssertDescription": "a known stage" });
    /// CfnRule::new(&stack, "Stages", doc!({ "Assertions": [assertion] }));
    /// let assembly = app.synth().unwrap();
    /// let assertion = &assembly.template("plant").unwrap()["Rules"]["Stages"]["Assertions"][0];
    /// assert_eq!(assertion["AssertDescription"], "a known stage");
    /// ```
    CfnRule
}

impl CfnRule {
    /// Makes a rule from its body: `{ "RuleCondition": …, "Assertions": [{ "Assert": …, "AssertDescription": … }] }`.
    /// Source: "Rules section syntax" of the CloudFormation user guide.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnRule, Stack, StackProps, doc, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let condition = doc!({ "Fn::Equals": [pseudo::partition(), "aws"] });
    /// CfnRule::new(&stack, "Partition", doc!({ "Assertions": [{ "Assert": condition }] }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let assertion = &template["Rules"]["Partition"]["Assertions"][0]["Assert"];
    /// assert_eq!(assertion["Fn::Equals"][0]["Ref"], "AWS::Partition");
    /// ```
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, body: impl Into<Document>) -> Self {
        let element = Element::Rule(Box::new(body.into().into_expr()));
        Self {
            scope: scope.scope().add(id, element, "ferrocdk.CfnRule", Location::caller()),
        }
    }
}
