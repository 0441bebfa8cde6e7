//! `DeliveryLog`: what CloudWatch Logs learns of deliveries.

use ferrocdk_cfn::refs;
use ferrocdk_cfn::sns::topic::LoggingConfig;
use ferrocdk_core::Scope;

use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::props::props;

bounded! {
    /// The share of successful deliveries that is logged, 0 to 100 percent. Source: "Amazon SNS message delivery status".
    SampleRate(u32) in 0..=100, "percent";
}

/// A way of delivery that can be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedProtocol {
    /// Over HTTP and HTTPS.
    Http,
    /// To queues.
    Sqs,
    /// To functions.
    Lambda,
    /// To Firehose.
    Firehose,
    /// To mobile devices.
    Application,
}

impl LoggedProtocol {
    fn word(self) -> &'static str {
        match self {
            Self::Http => "http/s",
            Self::Sqs => "sqs",
            Self::Lambda => "lambda",
            Self::Firehose => "firehose",
            Self::Application => "application",
        }
    }
}

props! {
    /// A log of deliveries by one protocol, which stands in the log groups `sns/<region>/<account>/<topic>` and, for failures, `…/Failure`.
    ///
    /// The roles let `sns.amazonaws.com` write to logs. Source: "Configuring Amazon SNS delivery status logging".
    ///
    /// ```
    /// use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
    /// use ferrocdk_aws::sns::{DeliveryLog, LoggedProtocol, Topic, TopicProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let role = Role::new(&stack, "Logging", RoleProps::new(Principal::service("sns.amazonaws.com")));
    /// let write = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:PutMetricFilter", "logs:PutRetentionPolicy"];
    /// role.add_to_policy(PolicyStatement::allow(write).on("arn:aws:logs:sa-east-1:111122223333:log-group:sns/*"));
    /// let failures = DeliveryLog::new(LoggedProtocol::Sqs).failure_feedback_role_arn(&role);
    /// Topic::new(&stack, "Orders", TopicProps::new().delivery_logs([failures]));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct DeliveryLog {
        /// The way of delivery.
        protocol: LoggedProtocol,
        /// The role by which SNS logs deliveries that failed. Default: they are not logged.
        refers failure_feedback_role_arn: Option<refs::iam::RoleArn>,
        /// The role by which SNS logs deliveries that succeeded. Default: they are not logged.
        refers success_feedback_role_arn: Option<refs::iam::RoleArn>,
        /// The share of successful deliveries that is logged. Default: all.
        success_feedback_sample_rate: Option<SampleRate>,
    }
}

impl DeliveryLog {
    pub(super) fn config(&self, scope: &Scope) -> LoggingConfig {
        if let Some(Err(error)) = self.success_feedback_sample_rate.map(SampleRate::check) {
            error.report(scope, diagnostic_ids::TOPIC_RANGE, "SuccessFeedbackSampleRate");
        }
        let mut config = LoggingConfig::new().protocol(self.protocol.word());
        config
            .failure_feedback_role_arn
            .clone_from(&self.failure_feedback_role_arn);
        config
            .success_feedback_role_arn
            .clone_from(&self.success_feedback_role_arn);
        config.success_feedback_sample_rate = self
            .success_feedback_sample_rate
            .map(|rate| rate.get().to_string().into());
        config
    }
}
