//! Rules about what no schema can say, service by service.

rules! {
    E2529: "a log group with more subscription filters than it takes" {
        body: "services/logs.rs",
        why: "A log group takes five subscription filters, and the next is refused at deployment.",
        fix: "Send the log events to one stream, and share them out behind it.",
    }
    E2530: "SnapStart with a runtime that does not have it" {
        body: "services/lambda.rs",
        why: "SnapStart restores a started runtime from a snapshot; Lambda has it for Java, Python and .NET from certain versions on.",
        fix: "Choose a runtime that the message names, or take `SnapStart` out.",
    }
    E2531: "a Lambda runtime with which functions can no longer be created" {
        body: "runtimes.rs",
        why: "Lambda no longer makes functions with it, so a new deployment stops.",
        fix: "Move to a runtime that is supported.",
    }
    E2533: "a Lambda runtime with which functions can no longer be updated" {
        body: "runtimes.rs",
        why: "Lambda neither makes nor changes functions with it, so even an existing stack cannot be updated.",
        fix: "Move to a runtime that is supported.",
    }
    E3009: "instructions for `cfn-init` of the wrong form" {
        body: "services/init.rs",
        why: "`cfn-init` on the instance stops at what it cannot read, and the instance never signals that it is ready.",
        fix: "Keep to the keys that the message lists.",
    }
    E3013: "an alias that is no domain name" {
        body: "services/cloudfront.rs",
        why: "CloudFront answers for host names in small letters, with a wildcard as the whole first label at most.",
        fix: "Write the name as DNS has it, such as `www.example.com` or `*.example.com`.",
    }
    E3019: "two resources have the same identifier" {
        body: "services/identifiers.rs",
        why: "Both would be the same thing in the account, so the second one cannot be made.",
        fix: "Change the identifying property of one, or take one resource out.",
    }
    E3022: "a subnet is associated with more than one route table" {
        body: "services/subnets.rs",
        why: "A subnet has one route table; the second association fails or takes the first one's place.",
        fix: "Keep one association for each subnet.",
    }
    E3024: "tags with a repeated key, or one that AWS keeps for itself" {
        body: "services/tags.rs",
        why: "AWS refuses a key that repeats or is longer than 128 characters, and keeps those that begin with `aws:` for itself.",
        fix: "Use each key once, and another beginning.",
    }
    E3026: "a cache with cluster mode that cannot fail over or has one node" {
        body: "services/elasticache.rs",
        why: "Cluster mode moves data between nodes by itself, which needs failover and more than one node.",
        fix: "Set `AutomaticFailoverEnabled` to true and `NumCacheClusters` above 1.",
    }
    E3027: "a schedule that is no rate and no cron expression" {
        body: "services/events.rs",
        why: "EventBridge refuses every other text, and reads the fields of `cron` in UTC.",
        fix: "Write `rate(5 minutes)` or `cron(0 10 * * ? *)`.",
    }
    E3039: "DynamoDB attributes and keys that do not match" {
        body: "services/dynamodb.rs",
        why: "DynamoDB wants the attributes of keys and indexes declared, and no others.",
        fix: "List exactly the attributes that keys and indexes use.",
    }
    E3041: "a record whose name lies outside the hosted zone that is named" {
        body: "services/route53.rs",
        why: "A hosted zone answers only for names below its own.",
        fix: "End the record's name with the zone's, or name the right zone.",
    }
    E3050: "a role with a path by its name alone" {
        body: "services/projects.rs",
        why: "By its name alone a service looks for the role at `/`, and does not find one with another path.",
        fix: "Use `!GetAtt Role.Arn`.",
    }
    E3053: "a host port that is not the container port in a network mode that requires it" {
        body: "services/ecs.rs",
        why: "With `awsvpc` every task has addresses of its own, so a port is the same inside and outside.",
        fix: "Leave `HostPort` out, or give it the container's port.",
    }
    E3056: "health check types that cannot be combined" {
        body: "services/autoscaling.rs",
        why: "EC2's own check is always part of the others, so Auto Scaling refuses it beside them.",
        fix: "Leave `EC2` out of the list.",
    }
    E3057: "a CloudFront behaviour whose origin does not exist" {
        body: "services/cloudfront.rs",
        why: "A behaviour finds its origin, or group of origins, by an id of the same distribution.",
        fix: "Give the `Id` of an origin or origin group that is there.",
    }
    E3059: "a subnet outside the address range of its VPC" {
        body: "services/subnets.rs",
        why: "EC2 takes subnets within the blocks of their VPC.",
        fix: "Choose a block inside of the VPC's.",
    }
    E3060: "subnets of one VPC that overlap" {
        body: "services/subnets.rs",
        why: "Each address belongs to one subnet.",
        fix: "Choose blocks without a common address.",
    }
    E3061: "intelligent tiering with days outside its range" {
        body: "services/s3.rs",
        why: "Each archive tier takes objects only after its own least number of days.",
        fix: "Choose days within the range that the message names.",
    }
    E3063: "a GuardDuty detector with properties that exclude each other" {
        body: "services/guardduty.rs",
        why: "`Features` says all that `DataSources` does and has taken its place, so GuardDuty refuses both together.",
        fix: "Keep `Features`.",
    }
    E3064: "two endpoints with the DNS names of one service in one VPC" {
        body: "services/endpoints.rs",
        why: "Both endpoints would answer for the same private DNS name in the VPC.",
        fix: "Set `PrivateDnsEnabled` on one of them only.",
    }
    E3503: "a validation domain that is not above the domain" {
        body: "services/certificates.rs",
        why: "The mail that proves ownership goes to the domain itself or to one above it.",
        fix: "Name the domain or one above it.",
    }
    E3504: "a backup that is deleted less than 90 days after it went cold" {
        body: "services/backup.rs",
        why: "What moved to cold storage stays there for at least 90 days.",
        fix: "Set `DeleteAfterDays` at least 90 above `MoveToColdStorageAfterDays`.",
    }
    E3511: "text that is not the ARN of a role" {
        body: "services/iam.rs",
        why: "The service assumes the role by its ARN.",
        fix: "Use `!GetAtt Role.Arn`.",
    }
    E3601: "a state machine whose definition does not hold together" {
        body: "services/states.rs",
        why: "Step Functions refuses definitions whose states lack a way on, an end, or a state that is named.",
        fix: "Correct the state that the message names.",
    }
    E3673: "an instance without an image" {
        body: "services/ec2.rs",
        why: "EC2 starts an instance from an image, given here or in the launch template.",
        fix: "Add `ImageId`, or a launch template that has one.",
    }
    E3697: "environment variables above 4 KB" {
        body: "services/lambda.rs",
        why: "Lambda takes 4 KB of environment variables, names and values together.",
        fix: "Move large values to the parameter store or to a file in the package.",
    }
    E3700: "a CodePipeline source action outside the first stage" {
        body: "services/codepipeline.rs",
        why: "A pipeline begins with its sources: they stand in the first stage, and nothing else does.",
        fix: "Move the source to the first stage, or the other action behind it.",
    }
    E3701: "CodePipeline artifacts that no action makes, or that two make" {
        body: "services/codepipeline.rs",
        why: "An action takes what an earlier action made, and every artifact has one maker.",
        fix: "Name an artifact that an earlier action makes, and give each its own name.",
    }
    E3702: "a CodePipeline action with too few or too many artifacts" {
        body: "services/codepipeline.rs",
        why: "Each kind of action takes and makes a fixed number of artifacts.",
        fix: "Add or take out artifacts until the number is one that the message names.",
    }
    E3703: "a pipeline action whose template stands in no artifact that it takes" {
        body: "services/codepipeline.rs",
        why: "The action looks for its template in the artifacts that it takes.",
        fix: "Add the artifact to `InputArtifacts`, or name one that is there.",
    }
    F7003: "what AWS takes from one region only, from another, or in a stack for another" {
        body: "services/global.rs",
        why: "Global services such as CloudFront take certificates, functions and web access lists from `us-east-1` alone, and refuse others.",
        fix: "Make it in a stack for the region that the message names, and use that stack's value here.",
    }
    W2531: "a Lambda runtime that is no longer supported" {
        body: "runtimes.rs",
        why: "The runtime gets no security updates, and AWS will stop making and then changing functions with it.",
        fix: "Move to a newer runtime before the day that the message names.",
    }
    W2533: "a function from a zip file without a handler or a runtime" {
        body: "services/lambda.rs",
        why: "A function from a zip file is started by its handler in its runtime.",
        fix: "Set `Handler` and `Runtime`.",
    }
    W3045: "an access control list on a bucket" {
        body: "services/s3.rs",
        why: "New buckets have access control lists switched off, and AWS advises bucket policies in their place.",
        fix: "Use a bucket policy.",
    }
    W3671: "IOPS on a volume that has none" {
        body: "services/ec2.rs",
        why: "Volumes of this type have no IOPS of their own choice, so the number is ignored.",
        fix: "Take `Iops` out, or choose `gp3`, `io1` or `io2`.",
    }
    W3698: "a virtual device name beside a volume" {
        body: "services/ec2.rs",
        why: "The device is an EBS volume, and the virtual name is ignored.",
        fix: "Take one of the two out.",
    }
    W7003: "what waits for metrics or events that arrive in one region only, in a stack for another" {
        body: "services/global.rs",
        why: "Metrics and events of global services arrive in one region; an alarm or a rule elsewhere is made, and never has anything to judge.",
        fix: "Move it to a stack for the region that the message names.",
    }
}
