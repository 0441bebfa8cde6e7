//! Intrinsic functions as typed values, and the pseudo parameters.

use super::{Document, Value};
use crate::expr::Expr;
use crate::shape::{Bind, Writer};

/// `Fn::If` between two values of one type; make one with [`Value::if_else`].
///
/// ```
/// use ferrocdk_core::{App, CfnCondition, Condition, Stack, StackProps, Value, pseudo};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let brazil = CfnCondition::new(&stack, "InBrazil", Condition::equals(pseudo::region(), "sa-east-1"));
/// let days: Value<i64> = Value::if_else(&brazil, 365, 30);
/// assert!(matches!(days, Value::If(_)) && days.is_intrinsic());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct If<T> {
    condition: Expr,
    then: Value<T>,
    otherwise: Value<T>,
}

impl<T> If<T> {
    pub(crate) fn new(condition: Expr, then: Value<T>, otherwise: Value<T>) -> Self {
        Self {
            condition,
            then,
            otherwise,
        }
    }
}

impl<T: Bind> If<T> {
    pub(super) fn write(self, writer: &mut Writer) -> Expr {
        let then = self.then.write(writer);
        let otherwise = self.otherwise.write(writer);
        Expr::call("Fn::If", Expr::Array(vec![self.condition, then, otherwise]))
    }

    /// The same condition over two values of another type.
    pub(super) fn map<U>(self, change: impl Fn(Value<T>) -> Value<U>) -> If<U> {
        If {
            condition: self.condition,
            then: change(self.then),
            otherwise: change(self.otherwise),
        }
    }

    /// Reads `Fn::If` in either form.
    pub(super) fn read_call(expr: &Expr) -> Option<Self> {
        let [condition, then, otherwise] = branches(expr)?;
        Some(Self {
            condition: condition.clone(),
            then: Value::read(then.clone()).ok()?,
            otherwise: Value::read(otherwise.clone()).ok()?,
        })
    }
}

/// The arguments of `Fn::If`, as a call of ours or as the verbatim object of a foreign template.
fn branches(expr: &Expr) -> Option<&[Expr; 3]> {
    let arguments = match expr {
        Expr::Fn(name, arguments) if name == "Fn::If" => &**arguments,
        Expr::Object(map) if map.len() == 1 => map.get("Fn::If")?,
        _ => return None,
    };
    match arguments {
        Expr::Array(items) => items.as_slice().try_into().ok(),
        _ => None,
    }
}

impl<T> Value<T> {
    /// Any intrinsic function by its name, for what has no typed form: `Value::call("Fn::Cidr", …)`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Expr, Stack, StackProps, Value};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let split = Expr::Array(vec![Expr::string(","), Expr::name_ref("AWS::StackName")]);
    /// let arguments = Expr::Array(vec![Expr::Number(0.into()), Expr::call("Fn::Split", split)]);
    /// CfnOutput::new(&stack, "First", Value::<String>::call("Fn::Select", arguments));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["First"]["Value"]["Fn::Select"][1]["Fn::Split"][0], ",");
    /// ```
    pub fn call(function: &'static str, arguments: Expr) -> Self {
        Self::Intrinsic(Expr::call(function, arguments))
    }
}

impl Value<String> {
    /// `Fn::Select`: the element at `index`, from 0, of a list of strings.
    /// Of a literal list the element itself is written; an index beyond it is reported.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, Value};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Zone", Value::select(1, Value::availability_zones("")));
    /// CfnOutput::new(&stack, "Line", Value::select(1, ["north", "south"]));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Zone"]["Value"]["Fn::Select"][0], 1);
    /// assert_eq!(template["Outputs"]["Line"]["Value"], "south");
    /// ```
    pub fn select(index: u32, list: impl Into<Value<Vec<Self>>>) -> Self {
        Self::call(
            "Fn::Select",
            Expr::Array(vec![Expr::Number(index.into()), list.into().into_expr()]),
        )
    }

    /// `Fn::Split`: the parts of this string between `delimiter`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, Value, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Id", Value::select(2, pseudo::stack_id().split("/")));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let split = &template["Outputs"]["Id"]["Value"]["Fn::Select"][1];
    /// assert_eq!(*split, serde_json::json!({ "Fn::Split": ["/", { "Ref": "AWS::StackId" }] }));
    /// ```
    pub fn split(self, delimiter: &str) -> Value<Vec<Self>> {
        Value::call(
            "Fn::Split",
            Expr::Array(vec![Expr::string(delimiter), self.into_expr()]),
        )
    }

    /// `Fn::Join` of a list that CloudFormation knows, such as one from a parameter; for a fixed number of parts use [`text!`](crate::text).
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, Value};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Zones", Value::join(",", Value::availability_zones("")));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let join = &template["Outputs"]["Zones"]["Value"]["Fn::Join"];
    /// assert_eq!(*join, serde_json::json!([",", { "Fn::GetAZs": "" }]));
    /// ```
    pub fn join(delimiter: &str, list: impl Into<Value<Vec<Self>>>) -> Self {
        Self::call(
            "Fn::Join",
            Expr::Array(vec![Expr::string(delimiter), list.into().into_expr()]),
        )
    }

    /// `Fn::Sub` with the text as written: `${AWS::Region}` is replaced, `${!x}` stays `${x}`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, Value};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Text", Value::sub("${AWS::StackName} knows ${!names}"));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Text"]["Value"]["Fn::Sub"], "${AWS::StackName} knows ${!names}");
    /// ```
    pub fn sub(text: &str) -> Self {
        Self::call("Fn::Sub", Expr::string(text))
    }

    /// `Fn::Sub` with values for names of its own: `${name}` is replaced by the value.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, CfnResource, Stack, StackProps, Value, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// let text = Value::sub_with("${Url} of ${AWS::StackName}", [("Url", queue.reference())]);
    /// CfnOutput::new(&stack, "Text", text);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Text"]["Value"]["Fn::Sub"][1]["Url"]["Ref"], "Queue");
    /// ```
    pub fn sub_with<K: Into<String>, V: Into<Self>>(text: &str, values: impl IntoIterator<Item = (K, V)>) -> Self {
        let values = Expr::object::<String>(
            values
                .into_iter()
                .map(|(name, value)| (name.into(), value.into().into_expr())),
        );
        Self::call("Fn::Sub", Expr::Array(vec![Expr::string(text), values]))
    }

    /// `Fn::Base64` of this string.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, Value};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Script", Value::sub("#!/bin/sh\necho ${AWS::Region}").base64());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert!(template["Outputs"]["Script"]["Value"]["Fn::Base64"]["Fn::Sub"].is_string());
    /// ```
    pub fn base64(self) -> Self {
        Self::call("Fn::Base64", self.into_expr())
    }

    /// `Fn::ImportValue` of another stack's export.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, Value};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Vpc", Value::import("network-VpcId"));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Vpc"]["Value"]["Fn::ImportValue"], "network-VpcId");
    /// ```
    pub fn import(export: impl Into<Self>) -> Self {
        Self::call("Fn::ImportValue", export.into().into_expr())
    }

    /// A field of a secret, as a dynamic reference: it is read at deployment and never stands in the template. `field` may be empty for the whole.
    ///
    /// Source: "Using dynamic references" of the CloudFormation user guide.
    ///
    /// ```
    /// # use ferrocdk_core::Value;
    /// let password = Value::secret("plant/historian", "password");
    /// assert_eq!(password, Value::from("{{resolve:secretsmanager:plant/historian:SecretString:password::}}"));
    /// ```
    pub fn secret(secret_id: impl Into<Self>, field: &str) -> Self {
        Self::from("{{resolve:secretsmanager:") + secret_id.into() + format!(":SecretString:{field}::}}}}")
    }

    /// A plain parameter of Systems Manager, as a dynamic reference; the newest version unless one is given.
    ///
    /// ```
    /// # use ferrocdk_core::Value;
    /// assert_eq!(Value::ssm_parameter("/plant/image", Some(3)), Value::from("{{resolve:ssm:/plant/image:3}}"));
    /// ```
    pub fn ssm_parameter(name: &str, version: Option<u32>) -> Self {
        let version = version.map(|version| format!(":{version}")).unwrap_or_default();
        Self::from(format!("{{{{resolve:ssm:{name}{version}}}}}"))
    }
}

impl Value<Vec<Value<String>>> {
    /// `Fn::GetAZs`: the availability zones of a region; of the stack's own for an empty string.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, Value, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Zones", Value::join(",", Value::availability_zones(pseudo::region())));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Zones"]["Value"]["Fn::Join"][1]["Fn::GetAZs"]["Ref"], "AWS::Region");
    /// ```
    pub fn availability_zones(region: impl Into<Value<String>>) -> Self {
        Self::call("Fn::GetAZs", region.into().into_expr())
    }

    /// `Fn::Cidr`: `count` address blocks of a larger one, each with `bits` bits for hosts.
    /// `count` is 1 to 256; `bits` is 32 less the length of a subnet's prefix, 128 less for IPv6.
    /// Source: "`Fn::Cidr`" of the CloudFormation user guide.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, Value, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let blocks = Value::cidr("10.0.0.0/16", 4, 8);
    /// CfnResource::untyped(&stack, "Subnet", "AWS::EC2::Subnet", doc!({ "CidrBlock": Value::select(0, blocks) }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let cidr = &template["Resources"]["Subnet"]["Properties"]["CidrBlock"]["Fn::Select"][1]["Fn::Cidr"];
    /// assert_eq!(*cidr, serde_json::json!(["10.0.0.0/16", 4, "8"]));
    /// ```
    pub fn cidr(block: impl Into<Value<String>>, count: u32, bits: u32) -> Self {
        let arguments = vec![
            block.into().into_expr(),
            Expr::Number(count.into()),
            // Text, as CDK's `Fn.cidr` has it.
            Expr::string(bits.to_string()),
        ];
        Self::call("Fn::Cidr", Expr::Array(arguments))
    }
}

impl<T: Bind> Value<Vec<Value<T>>> {
    /// `Fn::Length`: how many items the list has. The stack needs the transform `AWS::LanguageExtensions`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, Value, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let zones = Value::availability_zones("");
    /// CfnResource::untyped(&stack, "Stream", "AWS::Kinesis::Stream", doc!({ "ShardCount": zones.length() }));
    /// stack.add_transform("AWS::LanguageExtensions");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Stream"]["Properties"]["ShardCount"]["Fn::Length"]["Fn::GetAZs"], "");
    /// ```
    pub fn length(self) -> Value<i64> {
        Value::call("Fn::Length", self.into_expr())
    }
}

impl Document {
    /// `Fn::ToJsonString`: CloudFormation turns the document into a string at deployment. The stack needs the transform
    /// `AWS::LanguageExtensions`; [`Document::to_json_string`] does without.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, doc, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// stack.add_transform("AWS::LanguageExtensions");
    /// CfnOutput::new(&stack, "Site", doc!({ "region": pseudo::region() }).to_json_string_at_deployment());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Site"]["Value"]["Fn::ToJsonString"]["region"]["Ref"], "AWS::Region");
    /// ```
    pub fn to_json_string_at_deployment(self) -> Value<String> {
        Value::call("Fn::ToJsonString", self.into_expr())
    }

    /// `Fn::Transform`: what a macro makes of the parameters.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Document, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let name = Document::transform("Namer", doc!({ "Prefix": "plant" }));
    /// CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({ "QueueName": name }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let call = &template["Resources"]["Queue"]["Properties"]["QueueName"]["Fn::Transform"];
    /// assert_eq!(call["Parameters"]["Prefix"], "plant");
    /// ```
    pub fn transform(macro_name: &str, parameters: Self) -> Self {
        let call = [
            ("Name", Expr::string(macro_name)),
            ("Parameters", parameters.into_expr()),
        ];
        Self::new(Expr::call("Fn::Transform", Expr::object(call)))
    }
}

/// The values that CloudFormation knows in every stack.
///
/// Source: "Pseudo parameters reference" of the CloudFormation user guide.
pub mod pseudo {
    use super::{Expr, Value};

    fn pseudo(name: &'static str) -> Value<String> {
        Value::Intrinsic(Expr::name_ref(name))
    }

    /// `AWS::AccountId`: twelve digits.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Account", pseudo::account_id());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Account"]["Value"]["Ref"], "AWS::AccountId");
    /// ```
    pub fn account_id() -> Value<String> {
        pseudo("AWS::AccountId")
    }

    /// `AWS::Region`: where the stack is deployed, such as `sa-east-1`.
    ///
    /// ```
    /// # use ferrocdk_core::{pseudo, text};
    /// let endpoint = text!("sqs.{}.{}", pseudo::region(), pseudo::url_suffix());
    /// assert!(endpoint.is_intrinsic());
    /// ```
    pub fn region() -> Value<String> {
        pseudo("AWS::Region")
    }

    /// `AWS::Partition`: `aws`, `aws-cn`, `aws-us-gov`, or that of a sovereign or isolated cloud, such as `aws-eusc`.
    ///
    /// ```
    /// # use ferrocdk_core::{pseudo, text};
    /// let bucket = text!("arn:{}:s3:::archive", pseudo::partition());
    /// assert!(bucket.is_intrinsic());
    /// ```
    pub fn partition() -> Value<String> {
        pseudo("AWS::Partition")
    }

    /// `AWS::URLSuffix`: the domain of service endpoints, `amazonaws.com` in most regions.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, pseudo};
    /// assert_eq!(pseudo::url_suffix().into_expr(), Expr::name_ref("AWS::URLSuffix"));
    /// ```
    pub fn url_suffix() -> Value<String> {
        pseudo("AWS::URLSuffix")
    }

    /// `AWS::StackName`.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, pseudo, text};
    /// let name = text!("{}-alarms", pseudo::stack_name());
    /// assert_eq!(name.into_expr(), Expr::Concat(vec![Expr::name_ref("AWS::StackName"), Expr::string("-alarms")]));
    /// ```
    pub fn stack_name() -> Value<String> {
        pseudo("AWS::StackName")
    }

    /// `AWS::NotificationARNs`: the topics that receive the stack's events.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, Value, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Topics", Value::join(",", pseudo::notification_arns()));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Topics"]["Value"]["Fn::Join"][1]["Ref"], "AWS::NotificationARNs");
    /// ```
    pub fn notification_arns() -> Value<Vec<Value<String>>> {
        Value::Intrinsic(Expr::name_ref("AWS::NotificationARNs"))
    }

    /// `AWS::StackId`: the stack's ARN.
    ///
    /// ```
    /// # use ferrocdk_core::{Value, pseudo};
    /// let id = Value::select(2, pseudo::stack_id().split("/"));
    /// assert!(id.is_intrinsic(), "its last part differs for every stack that is made");
    /// ```
    pub fn stack_id() -> Value<String> {
        pseudo("AWS::StackId")
    }
}
