//! Who needs what of a parameter.

use super::parameter::StringParameter;
use crate::grants::grants;

grants! {
    "AWS::SSM::Parameter", StringParameterGrants for StringParameter;
    /// Lets somebody read the value, also those that it had before.
    read, grant_read: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParameterHistory"] with_key ["kms:Decrypt"];
    /// Lets somebody set the value.
    write, grant_write: ["ssm:PutParameter"] with_key ["kms:Encrypt"];
}
