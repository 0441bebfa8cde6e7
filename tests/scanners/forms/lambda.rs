//! Lambda.

use ferrocdk::Stack;
use ferrocdk::aws::lambda::{
    Alias, AliasProps, Code, CodeSigningConfig, CodeSigningConfigProps, EventInvokeConfig, EventInvokeConfigProps,
    EventSourceMapping, EventSourceMappingProps, Function, FunctionProps, FunctionUrl, FunctionUrlProps, LayerVersion,
    LayerVersionProps, Runtime, Version, VersionProps,
};

pub(crate) fn forms(stack: &Stack) {
    let code = Code::inline("exports.handler = async (event) => event");
    let function = Function::new(stack, "Function", FunctionProps::new(code).runtime(Runtime::NODEJS_24));
    let version = Version::new(stack, "Version", VersionProps::new(&function));
    Alias::new(stack, "Alias", AliasProps::new("live", &version));
    FunctionUrl::new(stack, "Url", FunctionUrlProps::new(&function));
    EventInvokeConfig::new(stack, "Events", EventInvokeConfigProps::new(&function));
    let stream = "arn:aws:sqs:us-east-1:111122223333:jobs";
    EventSourceMapping::new(stack, "Mapping", EventSourceMappingProps::new(&function).event_source_arn(stream));
    LayerVersion::new(stack, "Layer", LayerVersionProps::new(Code::bucket("artifacts", "layer.zip")));
    let profile = "arn:aws:signer:us-east-1:111122223333:/signing-profiles/plant/abcdefghij";
    let signed = CodeSigningConfigProps::new().signing_profile_version_arns([profile]);
    CodeSigningConfig::new(stack, "Signing", signed);
}
