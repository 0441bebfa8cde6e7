//! Lambda.

use ferrocdk::Construct;
use ferrocdk::aws::lambda::{
    Alias, AliasProps, Code, CodeSigningConfig, CodeSigningConfigProps, EventInvokeConfig, EventInvokeConfigProps,
    EventSourceMapping, EventSourceMappingProps, Function, FunctionProps, FunctionUrl, FunctionUrlProps, LayerVersion,
    LayerVersionProps, Runtime, Version, VersionProps,
};

pub(crate) fn forms(stack: &dyn Construct) {
    let code = Code::inline("exports.handler = async (event) => event");
    let function = Function::new(stack, "Function", FunctionProps::new(code).runtime(Runtime::NODEJS_24));
    let version = Version::new(stack, "FunctionVersion", VersionProps::new(&function));
    Alias::new(stack, "FunctionAlias", AliasProps::new("live", &version));
    FunctionUrl::new(stack, "FunctionUrl", FunctionUrlProps::new(&function));
    EventInvokeConfig::new(stack, "FunctionEvents", EventInvokeConfigProps::new(&function));
    let stream = "arn:aws:sqs:us-east-1:111122223333:jobs";
    EventSourceMapping::new(stack, "FunctionMapping", EventSourceMappingProps::new(&function).event_source_arn(stream));
    LayerVersion::new(stack, "FunctionLayer", LayerVersionProps::new(Code::bucket("artifacts", "layer.zip")));
    let profile = "arn:aws:signer:us-east-1:111122223333:/signing-profiles/plant/abcdefghij";
    let signed = CodeSigningConfigProps::new().signing_profile_version_arns([profile]);
    CodeSigningConfig::new(stack, "FunctionSigning", signed);
}
