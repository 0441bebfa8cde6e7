//! References to resources: where a property names one, the resource itself goes, or text that names it.

use super::Value;

/// Something that gives the text `K` of a resource, such as the ARN of a role: a resource by reference, or anything that becomes a text value (a string, an
/// attribute, an import).
///
/// `K` is a type without values that names a kind of text; bindings have one for each (`ferrocdk_cfn::refs::iam::RoleArn`). Text is taken for every kind,
/// since the compiler cannot know what it names; a resource only for those that it has.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, IntoRef, Stack, StackProps, Value, doc, pseudo};
/// /// The URL of a queue.
/// enum QueueUrl {}
///
/// struct Queue(CfnResource);
///
/// impl IntoRef<QueueUrl> for &Queue {
///     fn into_ref(self) -> Value<String> { self.0.reference() }
/// }
///
/// fn poll(queue: impl IntoRef<QueueUrl>) -> Value<String> { queue.into_ref() }
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let jobs = Queue(CfnResource::untyped(&stack, "Jobs", "AWS::SQS::Queue", doc!({})));
/// assert_eq!(poll(&jobs), jobs.0.reference());
/// assert_eq!(poll("https://sqs/jobs"), Value::from("https://sqs/jobs"));
/// assert_eq!(poll(pseudo::url_suffix()), pseudo::url_suffix());
/// ```
///
/// A resource that has no such text does not compile:
///
/// ```compile_fail,E0277
/// # use ferrocdk_core::{CfnResource, IntoRef, Value};
/// # enum QueueUrl {}
/// struct Topic(CfnResource);
///
/// fn poll(queue: impl IntoRef<QueueUrl>) -> Value<String> { queue.into_ref() }
///
/// fn wrong(topic: &Topic) { poll(topic); }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `{K}`, and gives none",
    label = "expected `{K}`",
    note = "it takes a reference to a resource that has one, or text: a string, a `Value<String>`"
)]
pub trait IntoRef<K> {
    /// The text: for a resource mostly `Ref` or `Fn::GetAtt`.
    ///
    /// ```
    /// # use ferrocdk_core::{IntoRef, Value};
    /// # enum RoleArn {}
    /// let arn: Value<String> = IntoRef::<RoleArn>::into_ref("arn:aws:iam::111111111111:role/worker");
    /// assert!(!arn.is_intrinsic());
    /// ```
    fn into_ref(self) -> Value<String>;
}

/// Not recommended, or the compiler would tell whoever gives a wrong resource that it does not become text.
#[diagnostic::do_not_recommend]
impl<K, T: Into<Value<String>>> IntoRef<K> for T {
    #[inline]
    fn into_ref(self) -> Value<String> {
        self.into()
    }
}

/// A list of [`IntoRef`], for properties that refer to several resources: an array, a vector, or a list that CloudFormation knows.
///
/// ```
/// use ferrocdk_core::{IntoRefs, Value};
/// /// The id of a subnet.
/// enum SubnetId {}
///
/// fn place(subnets: impl IntoRefs<SubnetId>) -> Value<Vec<Value<String>>> { subnets.into_refs() }
///
/// assert_eq!(place(["subnet-1", "subnet-2"]), Value::from(["subnet-1", "subnet-2"]));
/// assert!(place(Value::availability_zones("")).is_intrinsic());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of `{K}`",
    label = "expected an array or a vector of `{K}`",
    note = "each item may be a reference to a resource that has one, or text; the list may be a `Value<Vec<Value<String>>>`"
)]
pub trait IntoRefs<K> {
    /// The list of texts.
    ///
    /// ```
    /// # use ferrocdk_core::{IntoRefs, Value};
    /// # enum SubnetId {}
    /// let ids: Vec<String> = (1..=2).map(|zone| format!("subnet-{zone}")).collect();
    /// assert_eq!(IntoRefs::<SubnetId>::into_refs(ids), Value::from(["subnet-1", "subnet-2"]));
    /// ```
    fn into_refs(self) -> Value<Vec<Value<String>>>;
}

// One by one, as what becomes a list of text by `Into` would clash with lists of references.
impl<K, U: IntoRef<K>, const N: usize> IntoRefs<K> for [U; N] {
    fn into_refs(self) -> Value<Vec<Value<String>>> {
        Value::Lit(self.into_iter().map(IntoRef::into_ref).collect())
    }
}

impl<K, U: IntoRef<K>> IntoRefs<K> for Vec<U> {
    fn into_refs(self) -> Value<Vec<Value<String>>> {
        Value::Lit(self.into_iter().map(IntoRef::into_ref).collect())
    }
}

impl<K> IntoRefs<K> for Value<Vec<Value<String>>> {
    fn into_refs(self) -> Value<Vec<Value<String>>> {
        self
    }
}

impl<K> IntoRefs<K> for &Value<Vec<Value<String>>> {
    fn into_refs(self) -> Value<Vec<Value<String>>> {
        self.clone()
    }
}
