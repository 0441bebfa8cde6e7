//! `PolicyDocument`, and what joins statements that say the same of different things.

use ferrocdk_core::{Document, Expr, ExprMap, IntoDocument};

use super::statement::{PolicyStatement, one_or_many};

/// A policy document of statements, with the current language version.
///
/// ```
/// use ferrocdk_aws::iam::{PolicyDocument, PolicyStatement};
/// use ferrocdk_core::Document;
///
/// let read = PolicyStatement::allow(["dynamodb:GetItem"]).on("arn:aws:dynamodb:sa-east-1:111122223333:table/readings");
/// let document = Document::from(PolicyDocument::of([read]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyDocument(Expr);

impl PolicyDocument {
    /// A document of statements. One that says the same as another of further actions or resources is joined with it.
    pub fn of(statements: impl IntoIterator<Item = PolicyStatement>) -> Self {
        let mut document = Expr::object([
            ("Version", Expr::string("2012-10-17")),
            ("Statement", Expr::Array(Vec::new())),
        ]);
        for statement in statements {
            append_statement(&mut document, statement);
        }
        Self(document)
    }

    /// A document that stands somewhere already, as JSON.
    ///
    /// ```
    /// use ferrocdk_aws::iam::PolicyDocument;
    /// use ferrocdk_core::doc;
    ///
    /// let statement = doc!({ "Effect": "Deny", "Action": "iam:*", "Resource": "*" });
    /// let document = PolicyDocument::from_document(doc!({ "Version": "2012-10-17", "Statement": [statement] }));
    /// ```
    pub fn from_document(document: Document) -> Self {
        let mut document = document.into_expr();
        statements_mut(&mut document);
        Self(document)
    }

    /// Adds a statement.
    #[must_use]
    pub fn statement(mut self, statement: PolicyStatement) -> Self {
        append_statement(&mut self.0, statement);
        self
    }

    /// Whether it says nothing, which CloudFormation refuses.
    pub fn is_empty(&self) -> bool {
        statements(&self.0).is_empty()
    }
}

impl From<PolicyDocument> for Document {
    fn from(document: PolicyDocument) -> Self {
        Self::new(document.0)
    }
}

impl IntoDocument for PolicyDocument {
    fn into_document(self) -> Document {
        self.into()
    }
}

/// The statements of a policy document that is held in an expression.
pub(super) fn statements(policy: &Expr) -> &[Expr] {
    match policy {
        Expr::Object(map) => match map.get("Statement") {
            Some(Expr::Array(statements)) => statements,
            _ => &[],
        },
        _ => &[],
    }
}

/// The statements of a policy document that is held in an expression, as a list whatever form they had. Nothing becomes a document without any.
fn statements_mut(policy: &mut Expr) -> Option<&mut Vec<Expr>> {
    if *policy == Expr::Null {
        *policy = PolicyDocument::of([]).0;
    }
    let Expr::Object(map) = policy else {
        return None;
    };
    let statements = map.get_or_insert_with("Statement", || Expr::Array(Vec::new()));
    if let Expr::Object(_) = statements {
        *statements = Expr::Array(vec![std::mem::replace(statements, Expr::Null)]);
    }
    match statements {
        Expr::Array(statements) => Some(statements),
        _ => None,
    }
}

/// Adds a statement to the policy document held in an expression, or joins it with one of them. Where there is no document yet, one begins.
pub(crate) fn append_statement(policy: &mut Expr, statement: PolicyStatement) {
    if let Some(statements) = statements_mut(policy) {
        let statement = statement.into_expr();
        if !join_into(statements, &statement) {
            statements.push(statement);
        }
    }
}

/// Puts a statement in the place of the one with its name, or adds it.
#[cfg(feature = "apigateway")]
pub(crate) fn replace_statement(policy: &mut Expr, sid: &str, statement: PolicyStatement) {
    if let Some(statements) = statements_mut(policy) {
        let name = Expr::string(sid);
        statements.retain(|statement| !matches!(statement, Expr::Object(map) if map.get("Sid") == Some(&name)));
        statements.push(statement.sid(sid).into_expr());
    }
}

/// Joins a statement with one of others where that changes nothing of what they say together; tells whether there was one.
///
/// Two statements are one when they differ in nothing but their actions, or in nothing but their resources. A name stands for one statement, so
/// named ones are joined with equal ones only. AWS CDK does the same (`minimizePolicies`), at the end instead of each time.
pub(super) fn join_into(statements: &mut [Expr], statement: &Expr) -> bool {
    let Expr::Object(new) = statement else {
        return false;
    };
    for there in statements {
        if there == statement {
            return true;
        }
        let Expr::Object(old) = there else {
            continue;
        };
        if old.contains_key("Sid") || new.contains_key("Sid") {
            continue;
        }
        let key = match differing(old, new).as_slice() {
            ["Action"] => "Action",
            ["Resource"] => "Resource",
            _ => continue,
        };
        if let (Some(before), Some(further)) = (old.get_mut(key), new.get(key)) {
            *before = union(before, further);
            return true;
        }
    }
    false
}

/// The keys that two statements do not have alike.
fn differing<'a>(one: &'a ExprMap, other: &'a ExprMap) -> Vec<&'a str> {
    let mut keys: Vec<&str> = one.keys().filter(|key| one.get(key) != other.get(key)).collect();
    keys.extend(other.keys().filter(|key| !one.contains_key(key)));
    keys
}

fn union(before: &mut Expr, further: &Expr) -> Expr {
    let list = |expr: Expr| match expr {
        Expr::Array(items) => items,
        one => vec![one],
    };
    let mut items = list(std::mem::replace(before, Expr::Null));
    for item in list(further.clone()) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    one_or_many(items)
}

/// A name for a statement that no other of the policy document has: names are unique in a policy.
pub(crate) fn free_sid(policy: &Expr, name: &str) -> String {
    let is_taken = |sid: &str| {
        statements(policy).iter().any(|statement| match statement {
            Expr::Object(map) => map.get("Sid") == Some(&Expr::string(sid)),
            _ => false,
        })
    };
    let others = (2..).map(|number: u32| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(others);
    names.find(|sid| !is_taken(sid)).unwrap_or_default()
}

/// Length of a part of a policy as IAM counts it, without blanks. What a reference becomes is not known before deployment and is taken for an ARN of
/// usual length.
pub(crate) fn length(expr: &Expr) -> usize {
    /// Most ARNs have 60 to 110 characters; generated names of functions and roles are among the long ones.
    const REFERENCE: usize = 110;
    /// Account ids, regions, partitions.
    const PSEUDO_PARAMETER: usize = 14;
    match expr {
        Expr::Null | Expr::Bool(_) => 5,
        Expr::Number(number) => number.to_string().len(),
        Expr::String(text) => text.len() + 2,
        Expr::Array(items) => items.iter().map(|item| length(item) + 1).sum::<usize>() + 1,
        Expr::Object(map) => {
            map.iter()
                .map(|(key, value)| key.len() + 4 + length(value))
                .sum::<usize>()
                + 1
        }
        Expr::Concat(parts) => parts.iter().map(length).sum(),
        Expr::Ref(ferrocdk_core::Target::Name(name)) if name.starts_with("AWS::") => PSEUDO_PARAMETER,
        Expr::Consumed(inner, _) => length(inner),
        _ => REFERENCE,
    }
}

#[cfg(test)]
mod tests {
    use ferrocdk_core::doc;

    use super::*;
    use crate::iam::Principal;

    fn joined(statements: impl IntoIterator<Item = PolicyStatement>) -> usize {
        super::statements(&PolicyDocument::of(statements).0).len()
    }

    #[test]
    fn statements_join_where_they_differ_in_one_way_only() {
        let allow = |action: &str, on: &str| PolicyStatement::allow([action]).on(on);
        assert_eq!(joined([allow("s3:GetObject", "a"), allow("s3:PutObject", "a")]), 1);
        assert_eq!(joined([allow("s3:GetObject", "a"), allow("s3:GetObject", "b")]), 1);
        assert_eq!(joined([allow("s3:GetObject", "a"), allow("s3:PutObject", "b")]), 2);
        let conditional = || allow("s3:GetObject", "b").when("Bool", doc!({ "aws:SecureTransport": "true" }));
        assert_eq!(joined([allow("s3:GetObject", "a"), conditional()]), 2);
        assert_eq!(
            joined([allow("s3:GetObject", "a").sid("A"), allow("s3:GetObject", "b")]),
            2
        );
        assert_eq!(
            joined([
                allow("s3:GetObject", "a").by(Principal::any()),
                allow("s3:GetObject", "b")
            ]),
            2
        );
        let deny = PolicyStatement::deny(["s3:GetObject"]).on("b");
        assert_eq!(joined([allow("s3:GetObject", "a"), deny]), 2);
        assert_eq!(
            joined([allow("a:A", "a"), PolicyStatement::allow_all_but(["a:A"]).on("a")]),
            2
        );
    }
}
