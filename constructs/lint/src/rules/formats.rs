//! Rules about formats of text: ids, ARNs, names of AWS.

rules! {
    E1103: "text that is not of the wanted format" {
        body: "formats/mod.rs",
        why: "The schema of the type asks for a format (a date, an address block, an id), and the service refuses other text.",
        fix: "Write the value as the message shows it.",
    }
    E1150: "text that is not the id of a security group" {
        body: "formats/mod.rs",
        why: "EC2 finds security groups by ids, `sg-` and 8 or 17 hexadecimal digits; a name is another property.",
        fix: "Use `!GetAtt Group.GroupId`, or the id itself.",
    }
    E1151: "text that is not the id of a VPC" {
        body: "formats/mod.rs",
        why: "EC2 finds VPCs by ids, `vpc-` and 8 or 17 hexadecimal digits.",
        fix: "Use `!Ref Vpc`, or the id itself.",
    }
    E1152: "text that is not the id of an image" {
        body: "formats/mod.rs",
        why: "EC2 finds images by ids, `ami-` and 8 or 17 digits and letters, and those differ from region to region.",
        fix: "Look the id up in the parameter store (`AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>`), or write the id itself.",
    }
    E1153: "text that is not the name of a security group" {
        body: "formats/mod.rs",
        why: "EC2 takes only letters, digits, blanks and a few signs in the name of a group.",
        fix: "Keep to the signs that the message names.",
    }
    E1154: "text that is not the id of a subnet" {
        body: "formats/mod.rs",
        why: "EC2 finds subnets by ids, `subnet-` and 8 or 17 hexadecimal digits.",
        fix: "Use `!Ref Subnet`, or the id itself.",
    }
    E1155: "text that is not the name of a log group" {
        body: "formats/mod.rs",
        why: "A log group's name has letters, digits and `_-/.#` only.",
        fix: "Take other signs and blanks out of the name.",
    }
    E1156: "text that is not the ARN of a role" {
        body: "formats/mod.rs",
        why: "IAM roles have ARNs of one form, `arn:PARTITION:iam::ACCOUNT:role/NAME`, and services assume a role by its ARN.",
        fix: "Use `!GetAtt Role.Arn`.",
    }
    E1157: "text that is not the ARN of a KMS key" {
        body: "formats/mod.rs",
        why: "This property takes the ARN of the key or of an alias; an id alone is not enough.",
        fix: "Use `!GetAtt Key.Arn`.",
    }
    E1158: "text that is not the ARN of an SNS topic" {
        body: "formats/mod.rs",
        why: "Topics are found by their ARNs.",
        fix: "Use `!Ref Topic`, which gives the ARN.",
    }
    E1159: "text that is not the ARN of a certificate" {
        body: "formats/mod.rs",
        why: "Services find a certificate by the ARN that Certificate Manager gave it.",
        fix: "Use `!Ref Certificate`, which gives the ARN.",
    }
    E1160: "text that is not the ARN of a Lambda function" {
        body: "formats/mod.rs",
        why: "Where an ARN is wanted, the function's name is not enough.",
        fix: "Use `!GetAtt Function.Arn`.",
    }
    E1161: "text that is not the name of a bucket" {
        body: "formats/mod.rs",
        why: "Names of buckets are parts of host names: 3 to 63 small letters, digits, dots and hyphens, unique over all accounts.",
        fix: "Write the name small and without underscores, or leave it out and let CloudFormation choose one.",
    }
    E1162: "text that is not the id of a KMS key" {
        body: "formats/mod.rs",
        why: "A key is named by its id, a UUID or `mrk-` and 32 hexadecimal digits, or by an alias.",
        fix: "Use `!Ref Key`, or `alias/` and the alias's name.",
    }
    E1164: "text that is not the name of a KMS alias" {
        body: "formats/mod.rs",
        why: "KMS finds an alias by a name that begins with `alias/` and goes on with letters, digits and `:/_-`.",
        fix: "Begin the name with `alias/`.",
    }
}
