//! The bootstrap stack: bucket and version that every deployment builds on.

use std::{collections::BTreeSet, thread};

use anyhow::{Context as _, Result};
use ferrocdk_facts::{DEFAULT_QUALIFIER, version_parameter};
use ferrocdk_toolkit::{assembly::Stack, aws_error::AwsErrorKind, publish::Publication};
use serde::Deserialize;

use crate::{aws::Aws, failure::Failure, program::PROGRAM};

/// Version of AWS CDK's bootstrap stack that the local AWS pretends to have: the first that allows session tags, the newest feature used.
const LOCAL_VERSION: &str = "22";

/// Makes sure that what `stack` needs of the bootstrap stack is there. Locally it is made on the spot.
pub(crate) fn ensure(aws: &Aws, stack: &Stack, account: &str, publications: &[Publication]) -> Result<()> {
    let named = stack.properties.bootstrap_stack_version_ssm_parameter.clone();
    let parameter = &named.unwrap_or_else(|| version_parameter(DEFAULT_QUALIFIER));
    if aws.is_local() {
        return make_local(aws, parameter, publications);
    }
    let Some(needed) = stack.properties.requires_bootstrap_stack_version else {
        return Ok(());
    };
    let how = format!(
        "run `{PROGRAM} bootstrap --region {}` once for this account and region",
        aws.region()
    );
    let found = version(aws, parameter)?;
    match found {
        Some(version) if version >= needed => Ok(()),
        Some(version) => Err(Failure::new(format!(
            "the bootstrap stack of account {account} in {} has version {version}, {needed} is needed",
            aws.region()
        ))
        .hint(how)
        .into()),
        None => Err(Failure::new(format!(
            "account {account} is not bootstrapped in {}: there is no `{parameter}`",
            aws.region()
        ))
        .hint(how)
        .into()),
    }
}

fn version(aws: &Aws, parameter: &str) -> Result<Option<u32>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        parameter: Parameter,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Parameter {
        value: String,
    }
    let found: Option<Answer> = aws
        .find(&["ssm", "get-parameter", "--name", parameter])
        .context("cannot read the bootstrap stack's version")?;
    let Some(answer) = found else { return Ok(None) };
    let value = answer.parameter.value;
    value
        .parse()
        .map(Some)
        .with_context(|| format!("`{parameter}` holds `{value}`, which is no version number"))
}

fn make_local(aws: &Aws, parameter: &str, publications: &[Publication]) -> Result<()> {
    let buckets: BTreeSet<_> = publications
        .iter()
        .map(|publication| (publication.bucket.as_str(), publication.region.as_str()))
        .collect();
    let put = [
        "ssm",
        "put-parameter",
        "--overwrite",
        "--type",
        "String",
        "--name",
        parameter,
        "--value",
        LOCAL_VERSION,
    ];
    thread::scope(|scope| {
        let written = scope.spawn(|| aws.call(&put));
        for (bucket, region) in buckets {
            make_bucket(&aws.in_region(region), bucket)?;
        }
        match written.join() {
            Ok(written) => written.context("cannot write the bootstrap version"),
            Err(_) => Ok(()),
        }
    })
}

fn make_bucket(aws: &Aws, bucket: &str) -> Result<()> {
    let constraint = format!("LocationConstraint={}", aws.region());
    let mut create = vec!["s3api", "create-bucket", "--bucket", bucket];
    // us-east-1 is the one region that may not be named here.
    if aws.region() != "us-east-1" {
        create.extend(["--create-bucket-configuration", &constraint]);
    }
    match aws.call(&create) {
        Err(error) if error.kind != AwsErrorKind::Exists => {
            Err(error).with_context(|| format!("cannot make the assets bucket `{bucket}`"))
        }
        _ => Ok(()),
    }
}
