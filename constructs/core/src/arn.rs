//! `Arn`: the parts of an Amazon Resource Name, put together for a stack.

use crate::stack::Stack;
use crate::tree::Construct;
use crate::value::{Value, pseudo};

/// How the resource and its name are separated.
///
/// Source: `ArnFormat` of aws-cdk-lib.
///
/// ```
/// # use ferrocdk_core::{App, Arn, ArnFormat, Stack, StackProps, Value};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let written = |format| {
///     let arn = Arn::new("lambda", "function").partition("aws").region("sa-east-1").account("111111111111");
///     stack.format_arn(arn.resource_name("processor").format(format))
/// };
/// let start = Value::from("arn:aws:lambda:sa-east-1:111111111111:");
/// assert_eq!(written(ArnFormat::SlashResourceName), start.clone() + "function/processor");
/// assert_eq!(written(ArnFormat::ColonResourceName), start.clone() + "function:processor");
/// assert_eq!(written(ArnFormat::NoResourceName), start.clone() + "function");
/// assert_eq!(written(ArnFormat::SlashResourceSlashResourceName), start + "/function/processor");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArnFormat {
    /// `table/readings`, which most services have.
    #[default]
    SlashResourceName,
    /// `function:processor`.
    ColonResourceName,
    /// `bucket`: no name.
    NoResourceName,
    /// `/restapis/id`: a slash before the resource, too.
    SlashResourceSlashResourceName,
}

/// The parts of an ARN. What is left open is taken from the stack that formats it.
///
/// ```
/// use ferrocdk_core::{App, Arn, ArnFormat, Environment, Stack, StackProps, Value};
/// let app = App::new();
/// let known = Environment { account: Some("111111111111".to_owned()), region: Some("sa-east-1".to_owned()) };
/// let stack = Stack::new(&app, "plant", StackProps::default().environment(known));
/// let table = stack.format_arn(Arn::new("dynamodb", "table").resource_name("readings"));
/// assert_eq!(table, Value::from("arn:aws:dynamodb:sa-east-1:111111111111:table/readings"));
/// let bucket = Arn::new("s3", "archive").region("").account("").format(ArnFormat::NoResourceName);
/// assert_eq!(stack.format_arn(bucket), Value::from("arn:aws:s3:::archive"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Arn {
    /// Such as `aws`. Default: the stack's.
    pub partition: Option<Value<String>>,
    /// The service's name in ARNs, such as `dynamodb`.
    pub service: Value<String>,
    /// Default: the stack's. Empty for services that are global.
    pub region: Option<Value<String>>,
    /// Default: the stack's. Empty where names are unique over all accounts.
    pub account: Option<Value<String>>,
    /// The kind of resource, such as `table`.
    pub resource: Value<String>,
    /// The resource's own name or path.
    pub resource_name: Option<Value<String>>,
    /// Separator of the two.
    pub format: ArnFormat,
}

impl Arn {
    /// An ARN of a service and a kind of resource.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Arn, Stack, StackProps, pseudo, text};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let all = stack.format_arn(Arn::new("sqs", "*"));
    /// assert_eq!(all, text!("arn:{}:sqs:{}:{}:*", pseudo::partition(), pseudo::region(), pseudo::account_id()));
    /// ```
    pub fn new(service: impl Into<Value<String>>, resource: impl Into<Value<String>>) -> Self {
        Self {
            partition: None,
            service: service.into(),
            region: None,
            account: None,
            resource: resource.into(),
            resource_name: None,
            format: ArnFormat::default(),
        }
    }

    /// Sets the resource's own name or path.
    ///
    /// ```
    /// # use ferrocdk_core::{Arn, Value};
    /// let arn = Arn::new("dynamodb", "table").resource_name("readings/index/*");
    /// assert_eq!(arn.resource_name, Some(Value::from("readings/index/*")));
    /// ```
    #[must_use]
    pub fn resource_name(mut self, name: impl Into<Value<String>>) -> Self {
        self.resource_name = Some(name.into());
        self
    }

    /// Sets the region; empty for services that are global.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Arn, Stack, StackProps, pseudo, text};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let role = stack.format_arn(Arn::new("iam", "role").region("").resource_name("deploy"));
    /// assert_eq!(role, text!("arn:{}:iam::{}:role/deploy", pseudo::partition(), pseudo::account_id()));
    /// ```
    #[must_use]
    pub fn region(mut self, region: impl Into<Value<String>>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the account; empty where names are unique over all accounts.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Arn, ArnFormat, Stack, StackProps, pseudo, text};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let bucket = Arn::new("s3", "archive").region("").account("").format(ArnFormat::NoResourceName);
    /// assert_eq!(stack.format_arn(bucket), text!("arn:{}:s3:::archive", pseudo::partition()));
    /// ```
    #[must_use]
    pub fn account(mut self, account: impl Into<Value<String>>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// Sets the partition.
    ///
    /// ```
    /// # use ferrocdk_core::{Arn, Value};
    /// let arn = Arn::new("sns", "alarms").partition("aws-cn");
    /// assert_eq!(arn.partition, Some(Value::from("aws-cn")));
    /// ```
    #[must_use]
    pub fn partition(mut self, partition: impl Into<Value<String>>) -> Self {
        self.partition = Some(partition.into());
        self
    }

    /// Says what stands between resource and name.
    ///
    /// ```
    /// # use ferrocdk_core::{Arn, ArnFormat};
    /// let function = Arn::new("lambda", "function").resource_name("processor").format(ArnFormat::ColonResourceName);
    /// assert_eq!(function.format, ArnFormat::ColonResourceName);
    /// ```
    #[must_use]
    pub fn format(mut self, format: ArnFormat) -> Self {
        self.format = format;
        self
    }
}

/// Fills the format that the schema gives for ARNs of a type, such as `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`. Partition, region and account are
/// those of the stack that uses it; a part that is not among `parts` stays as it is written.
///
/// ```
/// use ferrocdk_core::{Value, bindings, pseudo, text};
/// let arn = bindings::arn("arn:${Partition}:s3:::${BucketName}", [("BucketName", "archive".into())]);
/// assert_eq!(arn, text!("arn:{}:s3:::archive", pseudo::partition()));
/// ```
pub fn arn<const N: usize>(format: &str, parts: [(&str, Value<String>); N]) -> Value<String> {
    filled(
        format,
        &parts,
        [pseudo::partition(), pseudo::region(), pseudo::account_id()],
    )
}

/// Fills the format as [`arn`] does, with the partition, region and account of the stack that the resource stands in, whichever stack uses it.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, Environment, Stack, StackProps, bindings, doc, text};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default().environment(Environment::region("sa-east-1")));
/// let api = CfnResource::untyped(&stack, "Api", "AWS::ApiGateway::RestApi", doc!({ "Name": "plant" }));
/// let format = "arn:${Partition}:apigateway:${Region}::/restapis/${RestApiId}";
/// let arn = bindings::arn_of(&api, format, [("RestApiId", api.reference())]);
/// assert_eq!(arn, text!("arn:aws:apigateway:sa-east-1::/restapis/{}", api.reference()));
/// ```
pub fn arn_of<const N: usize>(
    resource: &dyn Construct,
    format: &str,
    parts: [(&str, Value<String>); N],
) -> Value<String> {
    match resource.scope().stack() {
        Some(stack) => filled(format, &parts, [stack.partition(), stack.region(), stack.account()]),
        None => arn(format, parts),
    }
}

fn filled(format: &str, parts: &[(&str, Value<String>)], place: [Value<String>; 3]) -> Value<String> {
    let [partition, region, account] = place;
    let mut pieces = format.split("${");
    let mut arn = Value::from(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
        let value = match (name, parts.iter().find(|(part, _)| *part == name)) {
            (_, Some((_, value))) => value.clone(),
            ("Partition", _) => partition.clone(),
            ("Region", _) => region.clone(),
            ("Account", _) => account.clone(),
            (other, _) => Value::from(format!("${{{other}}}")),
        };
        arn = arn + value + rest;
    }
    arn
}

impl Stack {
    /// Puts an ARN together; what it leaves open is this stack's.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Arn, Environment, Stack, StackProps, pseudo, text};
    /// let app = App::new();
    /// let props = StackProps::default().environment(Environment::region("cn-north-1"));
    /// let stack = Stack::new(&app, "plant", props);
    /// let topic = stack.format_arn(Arn::new("iot", "topic").resource_name("plant/readings"));
    /// assert_eq!(topic, text!("arn:aws-cn:iot:cn-north-1:{}:topic/plant/readings", pseudo::account_id()));
    /// ```
    pub fn format_arn(&self, arn: Arn) -> Value<String> {
        let partition = arn.partition.unwrap_or_else(|| self.partition());
        let region = arn.region.unwrap_or_else(|| self.region());
        let account = arn.account.unwrap_or_else(|| self.account());
        let (before, between) = match arn.format {
            ArnFormat::SlashResourceName => ("", "/"),
            ArnFormat::ColonResourceName => ("", ":"),
            ArnFormat::NoResourceName => ("", ""),
            ArnFormat::SlashResourceSlashResourceName => ("/", "/"),
        };
        let start = crate::text!("arn:{}:{}:{}:{}:", partition, arn.service, region, account) + before + arn.resource;
        match arn.resource_name {
            Some(name) if arn.format != ArnFormat::NoResourceName => start + between + name,
            _ => start,
        }
    }
}
