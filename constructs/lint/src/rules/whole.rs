//! Rules about the template as a whole: its text, circles, what nothing uses, what it says about the linter.

rules! {
    E0000: "the text cannot be read as a template" {
        body: "linter.rs",
        why: "CloudFormation reads JSON and a part of YAML: no duplicate keys, no nulls, no tags but its own short forms.",
        fix: "Correct the line that the message names.",
    }
    E1002: "the template is larger than CloudFormation takes" {
        body: "linter.rs",
        why: "CloudFormation takes 1 MB from a bucket, and 51,200 bytes in the request itself.",
        fix: "Move some resources to a nested stack.",
    }
    E3004: "resources depend on each other in a circle" {
        body: "circles.rs",
        why: "Each waits for the other, so CloudFormation cannot begin with any.",
        fix: "Take one reference out, or move it to a resource of its own that comes after both, such as an ingress rule or a policy.",
    }
    W1101: "an alias of YAML, which CloudFormation itself does not know" {
        body: "linter.rs",
        why: "CloudFormation itself refuses aliases; `aws cloudformation package` and SAM resolve them.",
        fix: "Write the value out, or package the template first.",
    }
    W1103: "a value without quotes that YAML reads otherwise than it looks" {
        body: "plain.rs",
        why: "CloudFormation reads YAML 1.1, where `010` is 8, `1:30` is 90 and `yes` is true; the deployed value is not the one that was written.",
        fix: "Put text into quotes, or write the number or boolean that is meant.",
    }
    W2001: "a parameter that nothing uses" {
        body: "unused.rs",
        why: "Whoever deploys is asked for a value that changes nothing.",
        fix: "Take the parameter out, or use it.",
    }
    W3005: "`DependsOn` on what is referred to anyway" {
        body: "circles.rs",
        why: "The order follows from the reference already.",
        fix: "Leave it out of `DependsOn`.",
    }
    W4005: "settings of cfn-lint in the metadata that do not hold" {
        body: "suppress.rs",
        why: "Settings of the wrong shape do not hold, and findings that should be silent come back.",
        fix: "Write lists of texts for `ignore_checks`, `include_checks` and `regions`.",
    }
    W7001: "a mapping that nothing uses" {
        body: "unused.rs",
        why: "A mapping without a reader is mostly the rest of a change, or a misspelt name elsewhere.",
        fix: "Take it out, or read it with `Fn::FindInMap`.",
    }
    W8001: "a condition that nothing uses" {
        body: "unused.rs",
        why: "A condition without a reader decides nothing, so what should depend on it is always made.",
        fix: "Take it out, or name it in `Condition` or `Fn::If`.",
    }
}
