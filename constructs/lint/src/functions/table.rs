//! Arguments and values of each function.
//!
//! From AWS's reference of intrinsic functions; which functions an argument may be made of agrees with cfn-lint 1.58.

use crate::kinds::Kinds;
use crate::rules::{self, Rule};

/// Values that may stand at one place of an argument.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The kinds of literals that may.
    pub(crate) kinds: Kinds,
    /// The functions that may.
    pub(crate) functions: &'static [&'static str],
    /// Further ones with the transform `AWS::LanguageExtensions`, which runs before everything else.
    pub(crate) extended: &'static [&'static str],
    /// Values that the items of a literal list may have; any when not said.
    pub(crate) items: Option<&'static Slot>,
    /// Limit of a literal beyond its kind.
    pub(crate) literal: Literal,
}

/// Limit of a literal beyond its kind.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Literal {
    /// Nothing else.
    Free,
    /// A whole number within bounds, both inclusive.
    Whole(i64, i64),
    /// An IPv4 block.
    Cidr,
    /// A region, or nothing.
    Region,
}

/// The form of a function's argument.
#[derive(Debug)]
pub(crate) enum Argument {
    /// One value.
    One(&'static Slot),
    /// A list whose places differ; so many of them are needed.
    Places(&'static [&'static Slot], usize),
    /// A list of equals, from so many to so many.
    Each(&'static Slot, usize, usize),
    /// A map of named values, some of which are needed.
    Keys(&'static [(&'static str, &'static Slot)], &'static [&'static str]),
    /// A form of its own, with a check of its own.
    Own,
}

/// A function.
#[derive(Debug)]
pub(crate) struct Function {
    /// The long form's key.
    pub(crate) name: &'static str,
    /// The rule that its argument breaks.
    pub(crate) rule: &'static Rule,
    /// Value that it gives.
    pub(crate) gives: Kinds,
    /// Arguments that it takes.
    pub(crate) argument: Argument,
}

/// The function of a key.
pub(crate) fn function(name: &str) -> Option<&'static Function> {
    let name = if name.starts_with("Fn::ForEach::") {
        "Fn::ForEach"
    } else {
        name
    };
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// Functions that give the value of a property.
pub(crate) const VALUES: &[&str] = &[
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::FindInMap",
    "Fn::GetAtt",
    "Fn::GetAZs",
    "Fn::GetStackOutput",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Ref",
];
/// Functions that need a stack or its region, so that they cannot make the name of an export.
pub(crate) const NOT_IN_EXPORTS: &[&str] = &["Fn::GetAZs", "Fn::GetStackOutput", "Fn::ImportValue"];
/// Functions that make conditions.
pub(crate) const CONDITIONS: &[&str] = &["Condition", "Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"];
/// Functions that make the conditions of the section `Rules`, which knows no conditions by name.
pub(crate) const RULE_CONDITIONS: &[&str] = &[
    "Fn::And",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::Not",
    "Fn::Or",
    "Fn::RefAll",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
];

const TEXT: Slot = Slot {
    kinds: Kinds::SCALAR,
    functions: &[],
    extended: &[],
    items: None,
    literal: Literal::Free,
};
const ANYTHING: Slot = Slot {
    kinds: Kinds::ANY,
    functions: VALUES,
    ..TEXT
};
const BASE64: Slot = Slot {
    functions: VALUES,
    ..TEXT
};
const CIDR_PARTS: &[&str] = &[
    "Fn::FindInMap",
    "Fn::GetAtt",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Select",
    "Fn::Sub",
    "Ref",
];
const CIDR_BLOCK: Slot = Slot {
    functions: CIDR_PARTS,
    literal: Literal::Cidr,
    extended: VALUES,
    ..TEXT
};
const CIDR_COUNT: Slot = Slot {
    functions: CIDR_PARTS,
    literal: Literal::Whole(1, 256),
    extended: VALUES,
    ..TEXT
};
const CIDR_BITS: Slot = Slot {
    functions: CIDR_PARTS,
    literal: Literal::Whole(1, 128),
    extended: VALUES,
    ..TEXT
};
const OPERAND: Slot = Slot {
    functions: &[
        "Fn::FindInMap",
        "Fn::Join",
        "Fn::Length",
        "Fn::Select",
        "Fn::Split",
        "Fn::Sub",
        "Fn::ToJsonString",
        "Ref",
    ],
    extended: VALUES,
    ..TEXT
};
const PART: Slot = Slot {
    kinds: Kinds::CONDITION,
    functions: &[
        "Condition",
        "Fn::And",
        "Fn::Contains",
        "Fn::EachMemberEquals",
        "Fn::EachMemberIn",
        "Fn::Equals",
        "Fn::Not",
        "Fn::Or",
    ],
    ..TEXT
};
const MAP_KEY: Slot = Slot {
    functions: &["Fn::FindInMap", "Ref"],
    extended: VALUES,
    ..TEXT
};
const MAP_OPTIONS: Slot = Slot {
    kinds: Kinds::MAP,
    ..TEXT
};
const ZONES: Slot = Slot {
    functions: &["Fn::GetAtt", "Fn::If", "Fn::Join", "Fn::Select", "Fn::Sub", "Ref"],
    extended: VALUES,
    literal: Literal::Region,
    ..TEXT
};
const OUTPUT_PART: Slot = Slot {
    functions: &[
        "Fn::Base64",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Select",
        "Fn::Sub",
        "Ref",
    ],
    extended: VALUES,
    ..TEXT
};
const EXPORT: Slot = Slot {
    functions: &[
        "Fn::Base64",
        "Fn::FindInMap",
        "Fn::If",
        "Fn::Join",
        "Fn::Select",
        "Fn::Sub",
        "Ref",
    ],
    extended: VALUES,
    ..TEXT
};
const JOINED: Slot = Slot {
    functions: &[
        "Fn::Base64",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::GetStackOutput",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Select",
        "Fn::Sub",
        "Fn::Transform",
        "Ref",
    ],
    extended: VALUES,
    ..TEXT
};
const JOINED_LIST: Slot = Slot {
    kinds: Kinds::LIST,
    functions: &[
        "Fn::Cidr",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::GetAZs",
        "Fn::If",
        "Fn::Split",
        "Ref",
    ],
    extended: VALUES,
    items: Some(&JOINED),
    ..TEXT
};
const COUNTED: Slot = Slot {
    kinds: Kinds::LIST,
    functions: &["Fn::FindInMap", "Fn::GetAZs", "Fn::If", "Fn::Split", "Ref"],
    extended: VALUES,
    items: Some(&ANYTHING),
    ..TEXT
};
const INDEX: Slot = Slot {
    functions: &["Fn::FindInMap", "Ref"],
    extended: VALUES,
    literal: Literal::Whole(0, i64::MAX),
    ..TEXT
};
const SELECTED: Slot = Slot {
    kinds: Kinds::ANY,
    functions: VALUES,
    ..TEXT
};
const SELECTED_LIST: Slot = Slot {
    kinds: Kinds::LIST,
    functions: &[
        "Fn::Cidr",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::GetAZs",
        "Fn::If",
        "Fn::Split",
        "Ref",
    ],
    extended: VALUES,
    items: Some(&SELECTED),
    ..TEXT
};
const SPLIT_TEXT: Slot = Slot {
    functions: &[
        "Fn::Base64",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::GetStackOutput",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Select",
        "Fn::Sub",
        "Ref",
    ],
    extended: VALUES,
    ..TEXT
};
const JSON: Slot = Slot {
    kinds: Kinds::LIST.or(Kinds::MAP),
    functions: VALUES,
    ..TEXT
};
const NAME_LIST: Slot = Slot {
    kinds: Kinds::LIST,
    functions: &["Fn::RefAll", "Fn::ValueOfAll", "Ref"],
    items: Some(&MEMBER),
    ..TEXT
};
const MEMBER: Slot = Slot {
    functions: &[
        "Fn::ValueOf",
        "Fn::FindInMap",
        "Fn::Join",
        "Fn::Select",
        "Fn::Sub",
        "Ref",
    ],
    ..TEXT
};
const MACRO_PARAMETERS: Slot = Slot {
    kinds: Kinds::MAP,
    functions: VALUES,
    ..TEXT
};
/// Values that a variable of `Fn::Sub` may have.
pub(crate) const VARIABLE: Slot = Slot {
    functions: &[
        "Fn::Base64",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::GetAZs",
        "Fn::GetStackOutput",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Select",
        "Fn::Sub",
        "Fn::ToJsonString",
        "Fn::Transform",
        "Ref",
    ],
    extended: VALUES,
    ..TEXT
};
/// Values that the names in `Ref` and `Fn::GetAtt` may have: text, or more with the language extensions.
pub(crate) const NAME: Slot = Slot {
    extended: &[
        "Fn::Base64",
        "Fn::FindInMap",
        "Fn::If",
        "Fn::Join",
        "Fn::Select",
        "Fn::Sub",
        "Fn::ToJsonString",
        "Ref",
    ],
    ..TEXT
};
/// Values that the attribute in `Fn::GetAtt` may have.
pub(crate) const ATTRIBUTE: Slot = Slot {
    functions: &["Ref"],
    extended: VALUES,
    ..TEXT
};

const fn entry(name: &'static str, rule: &'static Rule, gives: Kinds, argument: Argument) -> Function {
    Function {
        name,
        rule,
        gives,
        argument,
    }
}

static FUNCTIONS: &[Function] = &[
    entry("Ref", &rules::E1020, Kinds::ANY, Argument::Own),
    entry("Fn::GetAtt", &rules::E1010, Kinds::ANY, Argument::Own),
    entry("Fn::Sub", &rules::E1019, Kinds::SCALAR, Argument::Own),
    entry("Fn::If", &rules::E1028, Kinds::ANY, Argument::Own),
    entry("Fn::ForEach", &rules::E1032, Kinds::ANY, Argument::Own),
    entry("Condition", &rules::E8007, Kinds::CONDITION, Argument::Own),
    entry("Fn::Base64", &rules::E1021, Kinds::SCALAR, Argument::One(&BASE64)),
    entry(
        "Fn::Cidr",
        &rules::E1024,
        Kinds::LIST,
        Argument::Places(&[&CIDR_BLOCK, &CIDR_COUNT, &CIDR_BITS], 2),
    ),
    entry(
        "Fn::FindInMap",
        &rules::E1011,
        Kinds::ANY,
        Argument::Places(&[&MAP_KEY, &MAP_KEY, &MAP_KEY, &MAP_OPTIONS], 3),
    ),
    entry("Fn::GetAZs", &rules::E1015, Kinds::LIST, Argument::One(&ZONES)),
    entry(
        "Fn::GetStackOutput",
        &rules::E1033,
        Kinds::ANY,
        Argument::Keys(
            &[
                ("OutputName", &OUTPUT_PART),
                ("Region", &OUTPUT_PART),
                ("RoleArn", &OUTPUT_PART),
                ("StackName", &OUTPUT_PART),
            ],
            &["StackName", "OutputName"],
        ),
    ),
    entry("Fn::ImportValue", &rules::E1016, Kinds::SCALAR, Argument::One(&EXPORT)),
    entry(
        "Fn::Join",
        &rules::E1022,
        Kinds::SCALAR,
        Argument::Places(&[&TEXT, &JOINED_LIST], 2),
    ),
    entry("Fn::Length", &rules::E1030, Kinds::SCALAR, Argument::One(&COUNTED)),
    entry(
        "Fn::Select",
        &rules::E1017,
        Kinds::ANY,
        Argument::Places(&[&INDEX, &SELECTED_LIST], 2),
    ),
    entry(
        "Fn::Split",
        &rules::E1018,
        Kinds::LIST,
        Argument::Places(&[&TEXT, &SPLIT_TEXT], 2),
    ),
    entry("Fn::ToJsonString", &rules::E1031, Kinds::SCALAR, Argument::One(&JSON)),
    entry(
        "Fn::Transform",
        &rules::E1006,
        Kinds::ANY,
        Argument::Keys(&[("Name", &TEXT), ("Parameters", &MACRO_PARAMETERS)], &["Name"]),
    ),
    entry("Fn::And", &rules::E8004, Kinds::CONDITION, Argument::Each(&PART, 2, 10)),
    entry("Fn::Or", &rules::E8006, Kinds::CONDITION, Argument::Each(&PART, 2, 10)),
    entry("Fn::Not", &rules::E8005, Kinds::CONDITION, Argument::Each(&PART, 1, 1)),
    entry(
        "Fn::Equals",
        &rules::E8003,
        Kinds::CONDITION,
        Argument::Each(&OPERAND, 2, 2),
    ),
    entry(
        "Fn::Contains",
        &rules::E1703,
        Kinds::CONDITION,
        Argument::Places(&[&NAME_LIST, &MEMBER], 2),
    ),
    entry(
        "Fn::EachMemberEquals",
        &rules::E1703,
        Kinds::CONDITION,
        Argument::Places(&[&NAME_LIST, &MEMBER], 2),
    ),
    entry(
        "Fn::EachMemberIn",
        &rules::E1703,
        Kinds::CONDITION,
        Argument::Places(&[&NAME_LIST, &NAME_LIST], 2),
    ),
    entry("Fn::RefAll", &rules::E1703, Kinds::LIST, Argument::One(&TEXT)),
    entry(
        "Fn::ValueOf",
        &rules::E1703,
        // Of a parameter that is a list, an attribute of each.
        Kinds::ANY,
        Argument::Places(&[&TEXT, &TEXT], 2),
    ),
    entry(
        "Fn::ValueOfAll",
        &rules::E1703,
        Kinds::LIST,
        Argument::Places(&[&TEXT, &TEXT], 2),
    ),
];
