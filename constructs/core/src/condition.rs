//! Conditions as typed functions.

use std::panic::Location;

use crate::expr::Expr;
use crate::node_data::Element;
use crate::resource::CfnResource;
use crate::shape::Bind;
use crate::tree::{Construct, Scope};
use crate::value::{Document, If, Value};

/// Something that is true or false at deployment.
///
/// ```
/// use ferrocdk_core::{App, CfnCondition, CfnOutput, CfnParameter, Condition, Stack, StackProps, Value};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let stage = CfnParameter::new(&stack, "Stage", "String").default("dev");
/// let production = CfnCondition::new(&stack, "Production", Condition::equals(stage.value::<String>(), "prod"));
/// let busy = CfnCondition::new(&stack, "Busy", Condition::from(&production).not());
/// CfnOutput::new(&stack, "Days", Value::if_else(&production, "365", "30")).condition(&busy);
///
/// let assembly = app.synth().unwrap();
/// let template = assembly.template("plant").unwrap();
/// assert_eq!(template["Conditions"]["Production"]["Fn::Equals"][1], "prod");
/// assert_eq!(template["Conditions"]["Busy"]["Fn::Not"][0]["Condition"], "Production");
/// assert_eq!(template["Outputs"]["Days"]["Value"]["Fn::If"][0], "Production");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a condition takes effect in a CfnCondition"]
pub struct Condition(Expr);

impl Condition {
    /// `Fn::Equals` of two values of one type.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnCondition, Condition, Stack, StackProps, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnCondition::new(&stack, "InBrazil", Condition::equals(pseudo::region(), "sa-east-1"));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Conditions"]["InBrazil"]["Fn::Equals"][0]["Ref"], "AWS::Region");
    /// ```
    pub fn equals<T: Bind>(one: impl Into<Value<T>>, other: impl Into<Value<T>>) -> Self {
        Self(Expr::call(
            "Fn::Equals",
            Expr::Array(vec![one.into().into_expr(), other.into().into_expr()]),
        ))
    }

    /// `Fn::And`: all of 2 to 10 conditions hold.
    /// One stands alone and more than ten are nested, here and in [`any`](Self::any); none is an empty call, which CloudFormation refuses.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnCondition, Condition, Stack, StackProps, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let brazil = Condition::equals(pseudo::region(), "sa-east-1");
    /// let aws = Condition::equals(pseudo::partition(), "aws");
    /// CfnCondition::new(&stack, "Both", Condition::all([brazil, aws]));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Conditions"]["Both"]["Fn::And"].as_array().unwrap().len(), 2);
    /// ```
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::of_many("Fn::And", conditions)
    }

    /// `Fn::Or`: one of 2 to 10 conditions holds.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnCondition, Condition, Stack, StackProps, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let regions = ["sa-east-1", "us-east-1"].map(|region| Condition::equals(pseudo::region(), region));
    /// CfnCondition::new(&stack, "American", Condition::any(regions));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Conditions"]["American"]["Fn::Or"][1]["Fn::Equals"][1], "us-east-1");
    /// ```
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::of_many("Fn::Or", conditions)
    }

    /// CloudFormation takes 2 to 10 operands, so one stands alone and more are nested, as CDK does it.
    fn of_many(function: &'static str, conditions: impl IntoIterator<Item = Self>) -> Self {
        const MOST: usize = 10;
        let mut operands: Vec<Expr> = conditions.into_iter().map(|Self(expr)| expr).collect();
        while operands.len() > MOST {
            let groups = operands.chunks(MOST).map(|group| match group {
                [one] => one.clone(),
                more => Expr::call(function, Expr::Array(more.to_vec())),
            });
            operands = groups.collect();
        }
        match operands.as_slice() {
            [one] => Self(one.clone()),
            _ => Self(Expr::call(function, Expr::Array(operands))),
        }
    }

    /// `Fn::Not`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnCondition, Condition, Stack, StackProps, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnCondition::new(&stack, "Abroad", Condition::equals(pseudo::region(), "sa-east-1").not());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Conditions"]["Abroad"]["Fn::Not"][0]["Fn::Equals"][1], "sa-east-1");
    /// ```
    #[expect(
        clippy::should_implement_trait,
        reason = "CloudFormation's name; the operator would hide that a function is made"
    )]
    pub fn not(self) -> Self {
        Self(Expr::call("Fn::Not", Expr::Array(vec![self.0])))
    }

    /// `Fn::Contains`, in rules only: the value is one of the list.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnRule, Condition, Document, Stack, StackProps, doc, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let known = Document::from(Condition::contains(&["sa-east-1", "us-east-1"], pseudo::region()));
    /// CfnRule::new(&stack, "Regions", doc!({ "Assertions": [{ "Assert": known }] }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let assert = &template["Rules"]["Regions"]["Assertions"][0]["Assert"];
    /// assert_eq!(assert["Fn::Contains"][0][1], "us-east-1");
    /// ```
    pub fn contains(list: &[&str], value: impl Into<Value<String>>) -> Self {
        let list = Expr::Array(list.iter().map(|item| Expr::string(*item)).collect());
        Self(Expr::call(
            "Fn::Contains",
            Expr::Array(vec![list, value.into().into_expr()]),
        ))
    }
}

impl From<&CfnCondition> for Condition {
    fn from(condition: &CfnCondition) -> Self {
        Self(Expr::object([(
            "Condition",
            Expr::LogicalId(condition.scope.node_id()),
        )]))
    }
}

impl From<Document> for Condition {
    /// The condition as it stands in a template, for what no method makes.
    fn from(document: Document) -> Self {
        Self(document.into_expr())
    }
}

impl From<Condition> for Document {
    fn from(condition: Condition) -> Self {
        Self::new(condition.0)
    }
}

impl<T> Value<T> {
    /// `Fn::If`: `then` where the condition holds, else `otherwise`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnCondition, CfnResource, Condition, Stack, StackProps, Value, doc, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let brazil = CfnCondition::new(&stack, "InBrazil", Condition::equals(pseudo::region(), "sa-east-1"));
    /// let shards: Value<i64> = Value::if_else(&brazil, 4, 1);
    /// CfnResource::untyped(&stack, "Stream", "AWS::Kinesis::Stream", doc!({ "ShardCount": shards }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let count = &template["Resources"]["Stream"]["Properties"]["ShardCount"];
    /// assert_eq!(*count, serde_json::json!({ "Fn::If": ["InBrazil", 4, 1] }));
    /// ```
    pub fn if_else(condition: &CfnCondition, then: impl Into<Self>, otherwise: impl Into<Self>) -> Self {
        let condition = Expr::LogicalId(condition.scope.node_id());
        Self::If(Box::new(If::new(condition, then.into(), otherwise.into())))
    }
}

/// A condition over parameters and pseudo parameters, which decides at deployment what is made.
///
/// ```
/// use ferrocdk_core::{App, CfnCondition, CfnResource, Condition, Stack, StackProps, doc, pseudo};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let brazil = CfnCondition::new(&stack, "InBrazil", Condition::equals(pseudo::region(), "sa-east-1"));
/// brazil.guards(&CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({})));
/// let assembly = app.synth().unwrap();
/// assert_eq!(assembly.template("plant").unwrap()["Resources"]["Queue"]["Condition"], "InBrazil");
/// ```
#[derive(Clone, Debug)]
pub struct CfnCondition {
    scope: Scope,
}

impl Construct for CfnCondition {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl CfnCondition {
    /// Makes a named condition.
    /// Directly below a stack, the id is its name. A [`Document`] says what no method of [`Condition`] makes.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnCondition, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnCondition::new(&stack, "Always", doc!({ "Fn::Equals": ["1", "1"] }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Conditions"]["Always"]["Fn::Equals"][1], "1");
    /// ```
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, condition: impl Into<Condition>) -> Self {
        let element = Element::Condition(Box::new(condition.into().0));
        Self {
            scope: scope
                .scope()
                .add(id, element, "ferrocdk.CfnCondition", Location::caller()),
        }
    }

    /// The condition of an included template.
    pub(crate) fn at(scope: Scope) -> Self {
        Self { scope }
    }

    /// Makes a resource only where the condition holds.
    /// A second condition takes the place of the first; [`Condition::all`] joins two.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnCondition, CfnResource, Condition, Stack, StackProps, doc, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// let brazil = CfnCondition::new(&stack, "InBrazil", Condition::equals(pseudo::region(), "sa-east-1"));
    /// brazil.guards(&queue);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["Condition"], "InBrazil");
    /// ```
    pub fn guards(&self, resource: &CfnResource) {
        let condition = self.scope.node_id();
        resource.edit(|data| data.condition = Some(condition));
    }
}
