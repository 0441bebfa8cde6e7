//! Custom resources, with the provider behind them.

use ferrocdk::aws::custom_resource::{ApiCall, AwsCall, AwsCallProps, CustomResource, CustomResourceProps, Provider, Service};
use ferrocdk::{Stack, doc};

pub(crate) fn forms(stack: &Stack) {
    Provider::of(stack);
    let token = "arn:aws:lambda:sa-east-1:111122223333:function:bells";
    CustomResource::new(stack, "Bell", CustomResourceProps::new(token));
    let find = ApiCall::new(Service::Iot, "DescribeEndpoint", doc!({ "endpointType": "iot:Data-ATS" })).on_everything();
    AwsCall::new(stack, "Endpoint", AwsCallProps::new().on_create_and_update(find));
}
