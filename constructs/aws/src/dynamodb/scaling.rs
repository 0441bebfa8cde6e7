//! Autoscaling of a table or of an index, by Application Auto Scaling.

use ferrocdk_cfn::applicationautoscaling::scaling_policy::{
    PredefinedMetricSpecification, TargetTrackingScalingPolicyConfiguration,
};
use ferrocdk_cfn::applicationautoscaling::{
    CfnScalableTarget, CfnScalingPolicy, ScalableTargetProps, ScalingPolicyProps,
};
use ferrocdk_core::{Scope, Value, text};

use super::billing::{Autoscaling, Capacity};

/// Which capacity is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    Read,
    Write,
}

impl Dimension {
    fn word(self) -> &'static str {
        match self {
            Self::Read => "Read",
            Self::Write => "Write",
        }
    }
}

/// Scales a capacity, if it is to be scaled, of a table or of one of its indexes.
pub(super) fn scale(
    scope: &Scope,
    table_name: &Value<String>,
    index: Option<&str>,
    dimension: Dimension,
    capacity: &Capacity,
) {
    let Capacity::Autoscaled(scaling) = capacity else {
        return;
    };
    let word = dimension.word();
    let (resource_id, kind) = match index {
        Some(index) => (text!("table/{}/index/{}", table_name.clone(), index), "index"),
        None => (text!("table/{}", table_name.clone()), "table"),
    };
    // The role is the one that comes with the service, which AWS takes where none is named.
    let target = scope
        .child(&format!("{}{word}Scaling", index.unwrap_or_default()))
        .child("Target");
    let props = ScalableTargetProps::new()
        .min_capacity(scaling.min)
        .max_capacity(scaling.max)
        .resource_id(resource_id)
        .scalable_dimension(format!("dynamodb:{kind}:{word}CapacityUnits"))
        .service_namespace("dynamodb");
    let scalable = CfnScalableTarget::new(&target, "Resource", props);
    let tracking = target.child("Tracking");
    let props = ScalingPolicyProps::new()
        .policy_name(ferrocdk_core::logical_id(&tracking.path().split('/').collect::<Vec<_>>()).unwrap_or_default())
        .policy_type("TargetTrackingScaling")
        .scaling_target_id(scalable.reference())
        .target_tracking_scaling_policy_configuration(configuration(scaling, word));
    CfnScalingPolicy::new(&tracking, "Resource", props);
}

fn configuration(scaling: &Autoscaling, word: &str) -> TargetTrackingScalingPolicyConfiguration {
    let metric =
        PredefinedMetricSpecification::new().predefined_metric_type(format!("DynamoDB{word}CapacityUtilization"));
    let mut configuration = TargetTrackingScalingPolicyConfiguration::new()
        .predefined_metric_specification(metric)
        .target_value(scaling.target_utilization.get());
    configuration.scale_in_cooldown = scaling.scale_in_cooldown.map(|time| time.get().into());
    configuration.scale_out_cooldown = scaling.scale_out_cooldown.map(|time| time.get().into());
    configuration
}
