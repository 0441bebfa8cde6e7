//! Rules about functions: what they take, where they may stand, the names in them.

rules! {
    E1006: "a macro is called in the wrong way" {
        body: "functions/table.rs",
        why: "`Fn::Transform` hands a part of the template to a macro, and CloudFormation finds the macro by its name.",
        fix: "Write a map with `Name` and, where the macro takes some, `Parameters`.",
    }
    E1010: "`Fn::GetAtt` with the wrong argument, or an attribute that does not exist or does not fit" {
        body: "functions/names.rs",
        why: "An attribute exists only where the type's schema lists it, and the deployment stops at the first that does not.",
        fix: "Name a resource of this template and one of the attributes that the message lists; for the identifier itself use `Ref`.",
    }
    E1011: "`Fn::FindInMap` with the wrong argument, or a key that does not exist" {
        body: "functions/mappings.rs",
        why: "CloudFormation looks the value up before it makes anything, and a missing map or key stops the deployment.",
        fix: "Give the name of the map, the first and the second key as the section `Mappings` has them, or a `DefaultValue` with the transform \
            `AWS::LanguageExtensions`.",
    }
    E1015: "`Fn::GetAZs` with the wrong argument, or where no list may stand" {
        body: "functions/table.rs",
        why: "The function takes one region, and gives a list of its zones.",
        fix: "Leave the argument empty for the stack's own region, and take one zone out with `Fn::Select` where text must stand.",
    }
    E1016: "`Fn::ImportValue` with the wrong argument, or where no text may stand" {
        body: "functions/table.rs",
        why: "What is imported is settled before any resource is, so its name may not depend on one; it is always text.",
        fix: "Give the export's name as text, built from parameters at most.",
    }
    E1017: "`Fn::Select` with the wrong argument, or an index outside of the list" {
        body: "functions/arguments.rs",
        why: "CloudFormation counts from 0, and refuses an index behind the last item.",
        fix: "Give an index and a list, with the index below the list's length.",
    }
    E1018: "`Fn::Split` with the wrong argument, or where no list may stand" {
        body: "functions/table.rs",
        why: "`Fn::Split` takes a delimiter and one text, and always gives a list.",
        fix: "Give `[delimiter, text]`, and take one part with `Fn::Select` where text must stand.",
    }
    E1019: "`Fn::Sub` with the wrong argument, a name that does not exist, or where no text may stand" {
        body: "functions/names.rs",
        why: "Every `${Name}` must be a parameter, a resource, a pseudo parameter or a variable of the function's own map; anything else stops the \
            deployment.",
        fix: "Correct the name, add it to the map, or write `${!Name}` for text that stays as it is.",
    }
    E1020: "`Ref` to a name that does not exist, or to something that does not fit" {
        body: "functions/names.rs",
        why: "A reference to what is not in the template is refused when the template is read; one that gives a list does not fit where text must \
            stand.",
        fix: "Name a parameter, a resource or a pseudo parameter of this template whose value fits.",
    }
    E1021: "`Fn::Base64` with the wrong argument, or where no text may stand" {
        body: "functions/table.rs",
        why: "The function encodes one text and gives one text.",
        fix: "Give a text or a function that makes one, and join a list first.",
    }
    E1022: "`Fn::Join` with the wrong argument, or where no text may stand" {
        body: "functions/table.rs",
        why: "The function takes a delimiter and a list, and always gives text.",
        fix: "Give `[delimiter, [part, part]]`; where a list must stand, write the list itself.",
    }
    E1024: "`Fn::Cidr` with the wrong argument, or where no list may stand" {
        body: "functions/table.rs",
        why: "The function takes an address block, how many blocks of it (1 to 256) and how many bits each has; it gives a list.",
        fix: "Give `[block, count, bits]`, and take one with `Fn::Select` where text must stand.",
    }
    E1027: "a secure string of the parameter store where it may not stand" {
        body: "functions/texts.rs",
        why: "CloudFormation resolves `ssm-secure` only in the few properties that keep it secret, such as the password of a database.",
        fix: "Use a secret of Secrets Manager with `resolve:secretsmanager`, or give the service the parameter's name and let it read the value.",
    }
    E1028: "`Fn::If` with the wrong argument or an unknown condition" {
        body: "functions/names.rs",
        why: "The condition is looked up by name in `Conditions` before anything is made.",
        fix: "Give `[condition, value if true, value if false]` with a condition of the template.",
    }
    E1029: "`${Name}` in a text that is not substituted" {
        body: "functions/texts.rs",
        why: "Only `Fn::Sub` substitutes; elsewhere the text is deployed with `${Name}` in it.",
        fix: "Put the text into `Fn::Sub`; in a text that is a template of something else, `Fn::Sub` with `${!Name}` keeps it.",
    }
    E1030: "`Fn::Length` with the wrong argument, without its transform, or where no number may stand" {
        body: "functions/table.rs",
        why: "The function is part of the transform `AWS::LanguageExtensions`, takes a list, and gives a number.",
        fix: "Add the transform, and give a list or a function that makes one.",
    }
    E1031: "`Fn::ToJsonString` with the wrong argument, without its transform, or where no text may stand" {
        body: "functions/table.rs",
        why: "The function is part of the transform `AWS::LanguageExtensions`, and makes text of a map or a list; a key `Condition` in it is taken \
            for the function of that name.",
        fix: "Add the transform, and give a map or a list; write JSON that has a key `Condition` as text, with `Fn::Sub` for what is variable in it.",
    }
    E1032: "`Fn::ForEach` with the wrong argument or without its transform" {
        body: "functions/names.rs",
        why: "The transform `AWS::LanguageExtensions` writes loops out; without it, or with another argument, CloudFormation sees an unknown \
            function.",
        fix: "Add the transform, and give `[variable, [items], { key with ${variable}: value }]`.",
    }
    E1033: "`Fn::GetStackOutput` with the wrong argument, or where it does not fit" {
        body: "functions/table.rs",
        why: "The value is read from another stack's outputs, so stack and output must be named.",
        fix: "Give `StackName` and `OutputName` as text, and `Region` where the stack is elsewhere.",
    }
    E1050: "a dynamic reference of the wrong form" {
        body: "functions/texts.rs",
        why: "A reference that CloudFormation cannot take apart is refused, or deployed as the text that it is.",
        fix: "Write `{{resolve:ssm:name:version}}` or `{{resolve:secretsmanager:id:SecretString:key:stage:version}}`; what is not needed at the end \
            stays away.",
    }
    E1051: "a secret from Secrets Manager outside of the properties of resources" {
        body: "functions/texts.rs",
        why: "Secrets may not come to where anybody can read them: outputs, metadata, conditions.",
        fix: "Use the reference in a property of the resource that needs the secret; hand the secret's ARN to others.",
    }
    E1703: "a function of rules with the wrong argument" {
        body: "functions/table.rs",
        why: "The functions of rules compare values of parameters before the deployment begins; each takes lists or texts of its own kind.",
        fix: "Give the arguments that the message names, made of literals and parameters only.",
    }
    E8002: "a condition that does not exist" {
        body: "functions/names.rs",
        why: "A condition is looked up by its name, and the template is refused when there is none.",
        fix: "Correct the name, or write the condition in `Conditions`.",
    }
    E8003: "`Fn::Equals` with the wrong argument" {
        body: "functions/table.rs",
        why: "The function compares exactly two values, which must be known before any resource is made.",
        fix: "Give a list of two texts, parameters or mapped values.",
    }
    E8004: "`Fn::And` with the wrong argument" {
        body: "functions/table.rs",
        why: "The function takes 2 to 10 conditions.",
        fix: "Give a list of conditions; leave the function out around a single one.",
    }
    E8005: "`Fn::Not` with the wrong argument" {
        body: "functions/table.rs",
        why: "The function turns one condition around.",
        fix: "Give a list with exactly one condition.",
    }
    E8006: "`Fn::Or` with the wrong argument" {
        body: "functions/table.rs",
        why: "The function takes 2 to 10 conditions.",
        fix: "Give a list of conditions; leave the function out around a single one.",
    }
    E8007: "`Condition` with the wrong argument" {
        body: "functions/table.rs",
        why: "It names one condition of the section `Conditions`.",
        fix: "Give the name as text.",
    }
    F7001: "an ARN of another region, where nothing may lead out of the stack's" {
        body: "functions/residency.rs",
        why: "Data of a stack that must stay in its region leave it by an ARN that lies elsewhere.",
        fix: "Use `${AWS::Region}` in the ARN, or a resource of the stack's own region.",
    }
    F7002: "the name of another region or of a zone in one, where nothing may lead out of the stack's" {
        body: "functions/residency.rs",
        why: "A property that names another region sends data or requests there.",
        fix: "Use `${AWS::Region}` or `Fn::GetAZs`, or leave the property out.",
    }
    I3042: "an ARN that names its partition" {
        body: "functions/texts.rs",
        why: "The same template does not deploy in AWS China or GovCloud, whose partitions have other names.",
        fix: "Write `arn:${AWS::Partition}:...` in `Fn::Sub`.",
    }
    W1001: "a reference to a resource that is missing under some condition" {
        body: "functions/names.rs",
        why: "When the condition does not hold, the reference leads nowhere and the deployment stops.",
        fix: "Put the reference into `Fn::If` with the same condition, or give both resources the condition.",
    }
    W1019: "a variable that the text of `Fn::Sub` does not use" {
        body: "functions/names.rs",
        why: "A variable that the text does not use is mostly a misspelt name in the text.",
        fix: "Take it out of the map, or use it in the text.",
    }
    W1020: "`Fn::Sub` on a text without variables" {
        body: "functions/names.rs",
        why: "The function changes nothing, and hides that the text is plain.",
        fix: "Write the text without `Fn::Sub`.",
    }
    W1028: "a branch of `Fn::If` that is never used" {
        body: "functions/names.rs",
        why: "Conditions around it settle the answer, so one of the values never reaches a stack.",
        fix: "Take the other value by itself, or correct the condition.",
    }
    W1034: "a value of a mapping that does not fit, or a key that it does not have for all allowed values" {
        body: "functions/mappings.rs",
        why: "For some allowed value of the parameter the map has no entry, or one that does not fit, and a deployment with that value stops.",
        fix: "Add the missing key, correct the value, or allow fewer values.",
    }
    W1051: "a secret where the ARN of one is wanted" {
        body: "functions/texts.rs",
        why: "The property wants to know which secret, and the reference puts the secret's content there.",
        fix: "Give the ARN: `Ref` to the secret, or its ARN as text.",
    }
    W1053: "a dynamic reference with a space, which is plain text" {
        body: "functions/texts.rs",
        why: "With a blank in it CloudFormation sees plain text, and deploys it as it stands.",
        fix: "Write `{{resolve:...}}` without blanks.",
    }
    W1054: "the name of a pseudo parameter as text" {
        body: "functions/texts.rs",
        why: "`AWS::Region` as text is those ten characters, not the region.",
        fix: "Write `!Ref AWS::Region`, or `${AWS::Region}` in `Fn::Sub`.",
    }
    W2010: "a parameter with `NoEcho` where it can be read" {
        body: "functions/names.rs",
        why: "`NoEcho` hides a value in the console only where the parameter stands; outputs and metadata show it to anybody who may describe the \
            stack.",
        fix: "Hand out the name of a secret instead.",
    }
}
