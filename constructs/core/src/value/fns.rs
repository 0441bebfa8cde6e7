//! Intrinsic functions as typed values, and the pseudo parameters.

use super::{Document, Value};
use crate::expr::Expr;
use crate::shape::{Bind, Writer};

/// `Fn::If` between two values of one type; make one with [`Value::if_else`].
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
    pub fn call(function: &'static str, arguments: Expr) -> Self {
        Self::Intrinsic(Expr::call(function, arguments))
    }
}

impl Value<String> {
    /// `Fn::Select`: the element at `index`, from 0, of a list of strings.
    pub fn select(index: u32, list: impl Into<Value<Vec<Self>>>) -> Self {
        Self::call(
            "Fn::Select",
            Expr::Array(vec![Expr::Number(index.into()), list.into().into_expr()]),
        )
    }

    /// `Fn::Split`: the parts of this string between `delimiter`.
    pub fn split(self, delimiter: &str) -> Value<Vec<Self>> {
        Value::call(
            "Fn::Split",
            Expr::Array(vec![Expr::string(delimiter), self.into_expr()]),
        )
    }

    /// `Fn::Join` of a list that CloudFormation knows, such as one from a parameter; for a fixed number of parts use [`text!`](crate::text).
    pub fn join(delimiter: &str, list: impl Into<Value<Vec<Self>>>) -> Self {
        Self::call(
            "Fn::Join",
            Expr::Array(vec![Expr::string(delimiter), list.into().into_expr()]),
        )
    }

    /// `Fn::Sub` with the text as written: `${AWS::Region}` is replaced, `${!x}` stays `${x}`.
    pub fn sub(text: &str) -> Self {
        Self::call("Fn::Sub", Expr::string(text))
    }

    /// `Fn::Sub` with values for names of its own: `${name}` is replaced by the value.
    pub fn sub_with<K: Into<String>, V: Into<Self>>(text: &str, values: impl IntoIterator<Item = (K, V)>) -> Self {
        let values = Expr::object::<String>(
            values
                .into_iter()
                .map(|(name, value)| (name.into(), value.into().into_expr())),
        );
        Self::call("Fn::Sub", Expr::Array(vec![Expr::string(text), values]))
    }

    /// `Fn::Base64` of this string.
    pub fn base64(self) -> Self {
        Self::call("Fn::Base64", self.into_expr())
    }

    /// `Fn::ImportValue` of another stack's export.
    pub fn import(export: impl Into<Self>) -> Self {
        Self::call("Fn::ImportValue", export.into().into_expr())
    }

    /// A field of a secret, as a dynamic reference: it is read at deployment and never stands in the template. `field` may be empty for the whole.
    ///
    /// Source: "Using dynamic references" of the CloudFormation user guide.
    pub fn secret(secret_id: impl Into<Self>, field: &str) -> Self {
        Self::from("{{resolve:secretsmanager:") + secret_id.into() + format!(":SecretString:{field}::}}}}")
    }

    /// A plain parameter of Systems Manager, as a dynamic reference; the newest version unless one is given.
    pub fn ssm_parameter(name: &str, version: Option<u32>) -> Self {
        let version = version.map(|version| format!(":{version}")).unwrap_or_default();
        Self::from(format!("{{{{resolve:ssm:{name}{version}}}}}"))
    }
}

impl Value<Vec<Value<String>>> {
    /// `Fn::GetAZs`: the availability zones of a region; of the stack's own for an empty string.
    pub fn availability_zones(region: impl Into<Value<String>>) -> Self {
        Self::call("Fn::GetAZs", region.into().into_expr())
    }

    /// `Fn::Cidr`: `count` address blocks of a larger one, each with `bits` bits for hosts.
    pub fn cidr(block: impl Into<Value<String>>, count: u32, bits: u32) -> Self {
        let arguments = vec![
            block.into().into_expr(),
            Expr::Number(count.into()),
            Expr::string(bits.to_string()),
        ];
        Self::call("Fn::Cidr", Expr::Array(arguments))
    }
}

impl<T: Bind> Value<Vec<Value<T>>> {
    /// `Fn::Length`: how many items the list has. The stack needs the transform `AWS::LanguageExtensions`.
    pub fn length(self) -> Value<i64> {
        Value::call("Fn::Length", self.into_expr())
    }
}

impl Document {
    /// `Fn::ToJsonString`: CloudFormation turns the document into a string at deployment. The stack needs the transform
    /// `AWS::LanguageExtensions`; [`Document::to_json_string`] does without.
    pub fn to_json_string_at_deployment(self) -> Value<String> {
        Value::call("Fn::ToJsonString", self.into_expr())
    }

    /// `Fn::Transform`: what a macro makes of the parameters.
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
    pub fn account_id() -> Value<String> {
        pseudo("AWS::AccountId")
    }

    /// `AWS::Region`: where the stack is deployed, such as `sa-east-1`.
    pub fn region() -> Value<String> {
        pseudo("AWS::Region")
    }

    /// `AWS::Partition`: `aws`, `aws-cn` or `aws-us-gov`.
    pub fn partition() -> Value<String> {
        pseudo("AWS::Partition")
    }

    /// `AWS::URLSuffix`: the domain of service endpoints, `amazonaws.com` in most regions.
    pub fn url_suffix() -> Value<String> {
        pseudo("AWS::URLSuffix")
    }

    /// `AWS::StackName`.
    pub fn stack_name() -> Value<String> {
        pseudo("AWS::StackName")
    }

    /// `AWS::NotificationARNs`: the topics that receive the stack's events.
    pub fn notification_arns() -> Value<Vec<Value<String>>> {
        Value::Intrinsic(Expr::name_ref("AWS::NotificationARNs"))
    }

    /// `AWS::StackId`: the stack's ARN.
    pub fn stack_id() -> Value<String> {
        pseudo("AWS::StackId")
    }
}
