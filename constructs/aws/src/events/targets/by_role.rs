//! Targets that EventBridge reaches as a role of the rule, and that an ARN says all about.

use ferrocdk_cfn::refs;
use ferrocdk_core::{IntoRef, Value};

use super::delivery;
use crate::events::{Delivery, Rule, RuleTarget, TargetConfig};
use crate::iam::PolicyStatement;

macro_rules! by_role {
    ($($(#[$doc:meta])* $name:ident($service:ident :: $kind:ident): [$($action:literal),+] $input:tt;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            arn: Value<String>,
            delivery: Delivery,
        }

        by_role!(@delivery $name $input);

        impl $name {
            /// Sends to what has this ARN: a construct, a binding, or a text.
            pub fn new(target: impl IntoRef<refs::$service::$kind>) -> Self {
                Self { arn: target.into_ref(), delivery: Delivery::default() }
            }
        }

        impl RuleTarget for $name {
            fn bind(&self, rule: &Rule) -> TargetConfig {
                let role = rule.role();
                role.add_to_policy(PolicyStatement::allow([$($action),+]).on(self.arn.clone()));
                TargetConfig::new(self.arn.clone()).role(&role).delivery(&self.delivery)
            }
        }
    )*};
    (@delivery $name:ident input) => { delivery!($name, input); };
    (@delivery $name:ident event) => { delivery!($name); };
}

by_role! {
    /// Starts an execution of a state machine of Step Functions, whose input is the event.
    ///
    /// ```
    /// use ferrocdk_aws::events::{EventPattern, Input, Rule, RuleProps, targets};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let machine = targets::SfnStateMachine::new("arn:aws:states:sa-east-1:111122223333:stateMachine:orders");
    /// let orders = EventPattern::new().source("plant.shop").detail_type("Order placed");
    /// Rule::new(&stack, "Orders", RuleProps::new().event_pattern(orders).target(machine.input(Input::from_event_path("$.detail"))));
    /// # assert!(app.synth().is_ok());
    /// ```
    SfnStateMachine(stepfunctions::StateMachineArn): ["states:StartExecution"] input;
    /// Starts a build of a CodeBuild project.
    ///
    /// ```
    /// use ferrocdk_aws::events::{Rule, RuleProps, Schedule, targets};
    /// use ferrocdk_aws::units::Days;
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let project = targets::CodeBuildProject::new("arn:aws:codebuild:sa-east-1:111122223333:project/firmware");
    /// Rule::new(&stack, "Weekly", RuleProps::new().schedule(Schedule::rate(Days(7))).target(project));
    /// # assert!(app.synth().is_ok());
    /// ```
    CodeBuildProject(codebuild::ProjectArn): ["codebuild:StartBuild"] input;
    /// Starts a pipeline of CodePipeline. It takes no input.
    ///
    /// ```
    /// use ferrocdk_aws::events::{EventPattern, Rule, RuleProps, targets};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let pipeline = targets::CodePipeline::new("arn:aws:codepipeline:sa-east-1:111122223333:firmware");
    /// let pushed = EventPattern::new().source("aws.ecr").detail("repository-name", "firmware");
    /// Rule::new(&stack, "OnPush", RuleProps::new().event_pattern(pushed).target(pipeline));
    /// # assert!(app.synth().is_ok());
    /// ```
    CodePipeline(codepipeline::PipelineArn): ["codepipeline:StartPipelineExecution"] event;
    /// Puts events into a Firehose stream, from where they go to S3 and others.
    ///
    /// ```
    /// use ferrocdk_aws::events::{EventPattern, Rule, RuleProps, targets};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let stream = targets::FirehoseDeliveryStream::new("arn:aws:firehose:sa-east-1:111122223333:deliverystream/events");
    /// Rule::new(&stack, "Keep", RuleProps::new().event_pattern(EventPattern::new().source("plant.press")).target(stream));
    /// # assert!(app.synth().is_ok());
    /// ```
    FirehoseDeliveryStream(kinesisfirehose::DeliveryStreamArn): ["firehose:PutRecord", "firehose:PutRecordBatch"] input;
}
