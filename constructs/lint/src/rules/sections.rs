//! Rules about the sections of a template and the attributes of their elements.

rules! {
    E1001: "a section is missing, unknown or of the wrong shape" {
        body: "sections/mod.rs",
        why: "CloudFormation knows eleven sections and refuses every other key at the top; `Resources` must be there.",
        fix: "Correct the name of the section, or move the key into `Metadata`.",
    }
    E1003: "the description is longer than CloudFormation takes" {
        body: "sections/mod.rs",
        why: "CloudFormation takes 1,024 bytes; letters outside ASCII count twice and more.",
        fix: "Shorten it, and keep long texts in `Metadata`.",
    }
    E1004: "the description is not text" {
        body: "sections/mod.rs",
        why: "Functions and lists are not resolved there.",
        fix: "Write plain text.",
    }
    E1005: "the section `Transform` has the wrong shape" {
        body: "sections/mod.rs",
        why: "A transform is named, or called with a map; anything else cannot be found.",
        fix: "Write the name, a map with `Name` and `Parameters`, or a list of them.",
    }
    E1700: "the section `Rules` has the wrong shape" {
        body: "sections/rules_section.rs",
        why: "Rules are checked before a deployment, and one that CloudFormation cannot read stops every deployment.",
        fix: "Give each rule `Assertions`, a list, and perhaps a `RuleCondition`.",
    }
    E1701: "an assertion that is no condition" {
        body: "sections/rules_section.rs",
        why: "An assertion holds or does not, so it must be a condition.",
        fix: "Use a function of rules, such as `Fn::Contains` or `Fn::Equals`.",
    }
    E1702: "the condition of a rule that is none" {
        body: "sections/rules_section.rs",
        why: "It decides whether the rule applies, so it must be a condition.",
        fix: "Use a function of rules, such as `Fn::Equals`.",
    }
    E2001: "a parameter has an unknown attribute, or one of the wrong shape" {
        body: "sections/parameters.rs",
        why: "CloudFormation refuses attributes of parameters that it does not know, and bounds that do not fit the type.",
        fix: "Correct the attribute by the message; texts have lengths and patterns, numbers have values.",
    }
    E2002: "a parameter has an unknown type" {
        body: "sections/parameters.rs",
        why: "The type decides what the console offers and what `Ref` gives.",
        fix: "Use `String`, `Number`, `CommaDelimitedList`, `List<Number>`, or one of the types of AWS and of the parameter store.",
    }
    E2003: "the name of a parameter is not made of letters and digits" {
        body: "sections/parameters.rs",
        why: "CloudFormation takes letters and digits only, without hyphens and underscores.",
        fix: "Write the name in one word, such as `StageName`.",
    }
    E2010: "more parameters than CloudFormation takes" {
        body: "sections/parameters.rs",
        why: "CloudFormation takes 200 parameters.",
        fix: "Put values that belong together into one list or into mappings, or divide the stack.",
    }
    E2011: "the name of a parameter is too long" {
        body: "sections/parameters.rs",
        why: "CloudFormation takes 255 characters.",
        fix: "Shorten the name.",
    }
    E2015: "the default of a parameter is not among the values it allows" {
        body: "sections/parameters.rs",
        why: "A deployment without a value of its own takes the default, and is refused then.",
        fix: "Add the default to the allowed values, or choose one that pattern and bounds take.",
    }
    E2900: "an assumed value of a parameter that is not there, or that the parameter does not take" {
        body: "sections/values.rs",
        why: "A value that is assumed for no parameter judges nothing, and is mostly a misspelt name.",
        fix: "Correct the name in the file of values, or give a value that the parameter takes.",
    }
    E3001: "a resource has an unknown attribute, or one of the wrong shape" {
        body: "sections/resources/mod.rs",
        why: "CloudFormation refuses keys beside `Type`, `Properties` and its other attributes, and names with other signs than letters and digits.",
        fix: "Move properties below `Properties`, and write the attribute as the message says.",
    }
    E3005: "`DependsOn` names a resource that is not there" {
        body: "sections/resources/depends_on.rs",
        why: "The order of resources is settled by logical ids, and a name that is no resource stops the template.",
        fix: "Name a resource of this template; parameters and conditions need no waiting.",
    }
    E3007: "a resource and a parameter have the same name" {
        body: "sections/resources/mod.rs",
        why: "`Ref` could mean either, so CloudFormation refuses the template.",
        fix: "Give one of the two another name.",
    }
    E3010: "more resources than CloudFormation takes" {
        body: "sections/resources/mod.rs",
        why: "CloudFormation takes 500 resources in a stack.",
        fix: "Move some of them to a nested stack or to a stack of their own.",
    }
    E3011: "the name of a resource is too long" {
        body: "sections/resources/mod.rs",
        why: "CloudFormation takes 255 characters.",
        fix: "Shorten the logical id.",
    }
    E3015: "the condition of a resource does not exist" {
        body: "sections/resources/mod.rs",
        why: "Whether the resource is made is looked up by the condition's name.",
        fix: "Correct the name, or write the condition in `Conditions`.",
    }
    E3016: "an update policy that the type does not take" {
        body: "sections/resources/policies.rs",
        why: "Only some types, such as groups of Auto Scaling and aliases of Lambda functions, are updated step by step, each with attributes of its \
            own.",
        fix: "Keep to the attributes that the message lists, or move the policy to the resource that it is meant for.",
    }
    E3028: "the metadata of a resource have the wrong shape" {
        body: "sections/resources/mod.rs",
        why: "CloudFormation reads metadata as a map.",
        fix: "Put the value below a key of its own.",
    }
    E3035: "a deletion policy that the type does not take" {
        body: "sections/resources/policies.rs",
        why: "CloudFormation takes `Delete`, `Retain`, `RetainExceptOnCreate`, and `Snapshot` for the types that can be saved.",
        fix: "Choose one of the values that the message lists.",
    }
    E3036: "an update replace policy that the type does not take" {
        body: "sections/resources/policies.rs",
        why: "CloudFormation takes `Delete`, `Retain`, and `Snapshot` for the types that can be saved.",
        fix: "Choose one of the values that the message lists.",
    }
    E3038: "a resource of the Serverless Application Model without its transform" {
        body: "sections/resources/mod.rs",
        why: "Types of the model exist only until its transform has replaced them; without it CloudFormation does not know them.",
        fix: "Add `Transform: AWS::Serverless-2016-10-31`.",
    }
    E3055: "a creation policy that the type does not take" {
        body: "sections/resources/policies.rs",
        why: "CloudFormation waits only for instances, groups of Auto Scaling, wait conditions and fleets of AppStream, each with attributes of its \
            own.",
        fix: "Keep to the attributes that the message lists, or move the policy to the resource that is waited for.",
    }
    E3066: "an attribute of the Serverless Application Model without its transform" {
        body: "sections/resources/mod.rs",
        why: "`Connectors` and its like are read by the transform alone.",
        fix: "Add `Transform: AWS::Serverless-2016-10-31`.",
    }
    E3724: "the section `Globals` without its transform, or of the wrong shape" {
        body: "sections/serverless.rs",
        why: "The transform of the Serverless Application Model merges `Globals` into resources, and refuses properties that it does not know there.",
        fix: "Add the transform, and keep to the resource kinds and properties that the message lists.",
    }
    E4001: "the metadata of the console's parameter page have the wrong shape" {
        body: "sections/mod.rs",
        why: "The console cannot read it, and CloudFormation refuses keys that are no text.",
        fix: "Write `ParameterGroups` as a list and `ParameterLabels` as a map.",
    }
    E5001: "a module with something that modules do not take" {
        body: "sections/resources/mod.rs",
        why: "A module is replaced by its resources before the deployment, so attributes such as `CreationPolicy` have nothing to stand on.",
        fix: "Take the attribute out, or set it in the module.",
    }
    E6001: "an output has an unknown attribute, or one of the wrong shape" {
        body: "sections/outputs.rs",
        why: "CloudFormation refuses keys of outputs that it does not know.",
        fix: "Keep to `Value`, `Description`, `Condition` and `Export` with its `Name`.",
    }
    E6002: "an output has no value" {
        body: "sections/outputs.rs",
        why: "An output is its value.",
        fix: "Give it a `Value`, or take the output out.",
    }
    E6003: "an output is of the wrong shape" {
        body: "sections/outputs.rs",
        why: "An output is a map, with the value below a key.",
        fix: "Write `Name: { Value: ... }`.",
    }
    E6004: "the name of an output is not made of letters and digits" {
        body: "sections/outputs.rs",
        why: "CloudFormation takes letters and digits only, without hyphens and underscores.",
        fix: "Write the name in one word; the name of the export may have hyphens.",
    }
    E6005: "the condition of an output does not exist" {
        body: "sections/outputs.rs",
        why: "Whether the output is there is looked up by the condition's name.",
        fix: "Correct the name, or write the condition in `Conditions`.",
    }
    E6010: "more outputs than CloudFormation takes" {
        body: "sections/outputs.rs",
        why: "CloudFormation takes 200 outputs.",
        fix: "Leave out what nobody reads, or divide the stack.",
    }
    E6011: "the name of an output is too long" {
        body: "sections/outputs.rs",
        why: "CloudFormation takes 255 characters.",
        fix: "Shorten the name.",
    }
    E6101: "the value of an output is not text" {
        body: "sections/outputs.rs",
        why: "A stack shows its outputs as text; a list or a map is refused at the end of the deployment, which then rolls back.",
        fix: "Join a list with `Fn::Join`, or give one part of it.",
    }
    E6102: "the name of an export is not text" {
        body: "sections/outputs.rs",
        why: "Other stacks import by this text, which must be known before any resource is.",
        fix: "Write text, made of parameters and pseudo parameters at most.",
    }
    E7001: "a mapping of the wrong shape" {
        body: "sections/mappings.rs",
        why: "A mapping has exactly two levels of keys, with texts or lists below them.",
        fix: "Write `Map: { first: { second: value } }`, without functions.",
    }
    E7002: "the name of a mapping is too long" {
        body: "sections/mappings.rs",
        why: "CloudFormation takes 255 characters.",
        fix: "Shorten the name.",
    }
    E7010: "more mappings, or more keys in one, than CloudFormation takes" {
        body: "sections/mappings.rs",
        why: "CloudFormation takes 200 mappings with 200 keys each.",
        fix: "Divide the mapping, or move values to parameters.",
    }
    E8001: "a condition of the wrong shape" {
        body: "sections/conditions.rs",
        why: "A condition is one function that holds or does not.",
        fix: "Use `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not`, or `Condition` with another condition's name.",
    }
    W3001: "an attribute, or a parameter of a policy template, that the Serverless Application Model ignores" {
        body: "sections/resources/mod.rs",
        why: "The transform drops it without a word, so the deployed resource lacks what stands there.",
        fix: "Take it out, or set it where the model reads it.",
    }
    W3011: "only one of `DeletionPolicy` and `UpdateReplacePolicy`" {
        body: "sections/resources/policies.rs",
        why: "A resource that is kept when the stack goes is still deleted when a change replaces it, or the reverse.",
        fix: "Set `DeletionPolicy` and `UpdateReplacePolicy` both.",
    }
    W4001: "the metadata of the console's parameter page name a parameter that is not there" {
        body: "sections/mod.rs",
        why: "The console shows a group or a label for a parameter that nobody can give.",
        fix: "Correct the name, or take it out.",
    }
    W6001: "an output that hands an import on" {
        body: "sections/outputs.rs",
        why: "Two stacks then hang on one export, and neither can change without the other.",
        fix: "Let the reader import from the stack that owns the value.",
    }
    W8003: "a comparison whose result is always the same" {
        body: "sections/conditions.rs",
        why: "The condition never depends on what is deployed, so one side of everything that asks it is dead.",
        fix: "Compare a parameter, or take the condition out.",
    }
}
