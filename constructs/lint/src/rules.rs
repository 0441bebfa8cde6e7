//! The rules: id and meaning of each. `docs/lint.md` is made from this table.
//!
//! A rule that means the same as one of cfn-lint has that one's id. The first letter is the severity.

use crate::Severity;

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id: a letter for the severity and four digits.
    pub id: &'static str,
    /// What it finds, in one line.
    pub meaning: &'static str,
}

impl Rule {
    /// How bad its findings are: `W` and `I` say so, everything else is an error.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.id.as_bytes().first() {
            Some(b'W') => Severity::Warning,
            Some(b'I') => Severity::Info,
            _ => Severity::Error,
        }
    }
}

/// The rule of an id.
///
/// ```
/// assert_eq!(ferrocdk_lint::rule("E3004").unwrap().meaning, "resources depend on each other in a circle");
/// ```
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}

macro_rules! rules {
    ($($id:ident: $meaning:literal,)*) => {
        $(pub(crate) static $id: Rule = Rule { id: stringify!($id), meaning: $meaning };)*
        /// All rules, by id.
        pub static RULES: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
    E0000: "the text cannot be read as a template",
    E1001: "a section is missing, unknown or of the wrong shape",
    E1002: "the template is larger than CloudFormation takes",
    E1003: "the description is longer than CloudFormation takes",
    E1004: "the description is not text",
    E1005: "the section `Transform` has the wrong shape",
    E1006: "a macro is called in the wrong way",
    E1010: "`Fn::GetAtt` with the wrong argument, or an attribute that does not exist or does not fit",
    E1011: "`Fn::FindInMap` with the wrong argument, or a key that does not exist",
    E1015: "`Fn::GetAZs` with the wrong argument, or where no list may stand",
    E1016: "`Fn::ImportValue` with the wrong argument, or where no text may stand",
    E1017: "`Fn::Select` with the wrong argument, or an index outside of the list",
    E1018: "`Fn::Split` with the wrong argument, or where no list may stand",
    E1019: "`Fn::Sub` with the wrong argument, a name that does not exist, or where no text may stand",
    E1020: "`Ref` to a name that does not exist, or to something that does not fit",
    E1021: "`Fn::Base64` with the wrong argument, or where no text may stand",
    E1022: "`Fn::Join` with the wrong argument, or where no text may stand",
    E1024: "`Fn::Cidr` with the wrong argument, or where no list may stand",
    E1027: "a secure string of the parameter store where it may not stand",
    E1028: "`Fn::If` with the wrong argument or an unknown condition",
    E1029: "`${Name}` in a text that is not substituted",
    E1030: "`Fn::Length` with the wrong argument, without its transform, or where no number may stand",
    E1031: "`Fn::ToJsonString` with the wrong argument, without its transform, or where no text may stand",
    E1032: "`Fn::ForEach` with the wrong argument or without its transform",
    E1033: "`Fn::GetStackOutput` with the wrong argument, or where it does not fit",
    E1050: "a dynamic reference of the wrong form",
    E1051: "a secret from Secrets Manager outside of the properties of resources",
    E1700: "the section `Rules` has the wrong shape",
    E1701: "an assertion that is no condition",
    E1702: "the condition of a rule that is none",
    E1703: "a function of rules with the wrong argument",
    E2001: "a parameter has an unknown attribute, or one of the wrong shape",
    E2002: "a parameter has an unknown type",
    E2003: "the name of a parameter is not made of letters and digits",
    E2010: "more parameters than CloudFormation takes",
    E2011: "the name of a parameter is too long",
    E2015: "the default of a parameter is not among the values it allows",
    E3001: "a resource has an unknown attribute, or one of the wrong shape",
    E3002: "a property that the type does not have",
    E3003: "a required property is missing",
    E3004: "resources depend on each other in a circle",
    E3005: "`DependsOn` names a resource that is not there",
    E3006: "a resource type that does not exist, or not in the region",
    E3007: "a resource and a parameter have the same name",
    E3010: "more resources than CloudFormation takes",
    E3011: "the name of a resource is too long",
    E3012: "a value of the wrong type",
    E3015: "the condition of a resource does not exist",
    E3016: "an update policy that the type does not take",
    E3019: "two resources have the same identifier",
    E3028: "the metadata of a resource have the wrong shape",
    E3030: "a value that is not one of the allowed ones",
    E3031: "text that does not match the pattern",
    E3035: "a deletion policy that the type does not take",
    E3036: "an update replace policy that the type does not take",
    E3038: "a resource of the Serverless Application Model without its transform",
    E3055: "a creation policy that the type does not take",
    E3066: "an attribute of the Serverless Application Model without its transform",
    E3510: "an identity policy of the wrong form",
    E3512: "a resource policy of the wrong form",
    E3513: "a policy of a container repository of the wrong form",
    E3514: "a resource policy speaks of a resource that is no ARN",
    E3515: "a trust policy of the wrong form",
    E3724: "the section `Globals` without its transform, or of the wrong shape",
    E4001: "the metadata of the console's parameter page have the wrong shape",
    E5001: "a module with something that modules do not take",
    E6001: "an output has an unknown attribute, or one of the wrong shape",
    E6002: "an output has no value",
    E6003: "an output is of the wrong shape",
    E6004: "the name of an output is not made of letters and digits",
    E6005: "the condition of an output does not exist",
    E6010: "more outputs than CloudFormation takes",
    E6011: "the name of an output is too long",
    E6101: "the value of an output is not text",
    E6102: "the name of an export is not text",
    E7001: "a mapping of the wrong shape",
    E7002: "the name of a mapping is too long",
    E7010: "more mappings, or more keys in one, than CloudFormation takes",
    E8001: "a condition of the wrong shape",
    E8002: "a condition that does not exist",
    E8003: "`Fn::Equals` with the wrong argument",
    E8004: "`Fn::And` with the wrong argument",
    E8005: "`Fn::Not` with the wrong argument",
    E8006: "`Fn::Or` with the wrong argument",
    E8007: "`Condition` with the wrong argument",
    I3042: "an ARN that names its partition",
    W1001: "a reference to a resource that is missing under some condition",
    W1019: "a variable that the text of `Fn::Sub` does not use",
    W1020: "`Fn::Sub` on a text without variables",
    W1028: "a branch of `Fn::If` that is never used",
    W1034: "a value of a mapping that does not fit, or a key that it does not have for all allowed values",
    W1051: "a secret where the ARN of one is wanted",
    W1053: "a dynamic reference with a space, which is plain text",
    W1054: "the name of a pseudo parameter as text",
    W1101: "an alias of YAML, which CloudFormation itself does not know",
    W2001: "a parameter that nothing uses",
    W2010: "a parameter with `NoEcho` where it can be read",
    W2511: "a policy of the old version",
    W3001: "an attribute of a resource that the Serverless Application Model ignores",
    W3005: "`DependsOn` on what is referred to anyway",
    W3011: "only one of `DeletionPolicy` and `UpdateReplacePolicy`",
    W4001: "the metadata of the console's parameter page name a parameter that is not there",
    W4005: "settings of cfn-lint in the metadata that do not hold",
    W6001: "an output that hands an import on",
    W7001: "a mapping that nothing uses",
    W8001: "a condition that nothing uses",
    W8003: "a comparison whose result is always the same",
}
