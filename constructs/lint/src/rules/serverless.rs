//! Rules about the Serverless Application Model.

rules! {
    E0001: "the Serverless Application Model refuses the resource" {
        body: "services/serverless/mod.rs",
        why: "The transform stops at what it cannot turn into resources, before CloudFormation sees any.",
        fix: "Write the event or policy template as the message says.",
    }
    E3717: "a timeout that is longer than Lambda lets a function run" {
        body: "services/serverless/function.rs",
        why: "Lambda ends a function after 15 minutes; a function of a capacity provider may run for longer.",
        fix: "Choose at most the seconds that the message names, or divide the work.",
    }
}
