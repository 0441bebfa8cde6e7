//! Devices in AWS IoT: a thing, a certificate, and the deployment's policy that permits it to publish.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{device::Device, names::ThingName};
use serde::Deserialize;

use crate::{
    aws::{Aws, AwsResult, absent},
    context::Context,
    deployment::Deployment,
    ui,
};

/// File with a device's certificate, within its folder.
pub(crate) const CERTIFICATE: &str = "certificate.pem";
/// File with its private key.
pub(crate) const KEY: &str = "private.key";
const DEVICE: &str = "device.json";

/// Folder of one device.
pub(crate) fn folder(context: &Context, deployment: &Deployment, thing: &str) -> PathBuf {
    deployment.devices(context).join(thing)
}

/// A device as it is kept in its folder; `None` when there is none.
pub(crate) fn load(folder: &Path) -> Result<Option<Device>> {
    let file = folder.join(DEVICE);
    if !file.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
    serde_json::from_str(&text)
        .map(Some)
        .with_context(|| format!("`{}` is not valid", file.display()))
}

/// The devices of a deployment, by name.
pub(crate) fn all(context: &Context, deployment: &Deployment) -> Result<Vec<Device>> {
    let Ok(entries) = fs::read_dir(deployment.devices(context)) else {
        return Ok(Vec::new());
    };
    let mut devices = Vec::new();
    for entry in entries {
        devices.extend(load(&entry?.path())?);
    }
    devices.sort_by(|a, b| a.thing.cmp(&b.thing));
    Ok(devices)
}

/// Status of a certificate, such as `ACTIVE`; `None` when there is none with this id.
pub(crate) fn certificate_status(aws: &Aws, id: &str) -> AwsResult<Option<String>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer {
        certificate_description: Description,
    }
    #[derive(Deserialize)]
    struct Description {
        status: String,
    }
    let answer: Option<Answer> = aws.find(&["iot", "describe-certificate", "--certificate-id", id])?;
    Ok(answer.map(|answer| answer.certificate_description.status))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Keys {
    certificate_arn: String,
    certificate_id: String,
    certificate_pem: String,
    key_pair: KeyPair,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyPair {
    private_key: String,
}

/// Makes a device. What was made is removed again if a later step fails.
pub(crate) fn add(aws: &Aws, folder: &Path, thing: &ThingName, policy: &str, topic: String) -> Result<Device> {
    let name = thing.as_str();
    let known =
        absent(aws.call(&["iot", "describe-thing", "--thing-name", name])).context("cannot look for the thing")?;
    let owns_thing = known.is_none();
    if owns_thing {
        aws.call(&["iot", "create-thing", "--thing-name", name])
            .with_context(|| format!("cannot create thing `{name}`"))?;
    }
    let mut device = Device {
        thing: name.to_owned(),
        certificate_arn: String::new(),
        certificate_id: String::new(),
        policy: policy.to_owned(),
        endpoint: String::new(),
        topic,
        owns_thing,
    };
    complete(aws, folder, &mut device).inspect_err(|_| {
        if let Err(error) = remove(aws, folder, &device) {
            ui::warning(format!("something of `{name}` may be left in AWS IoT: {error:#}"));
        }
    })?;
    Ok(device)
}

fn complete(aws: &Aws, folder: &Path, device: &mut Device) -> Result<()> {
    let keys: Keys = aws
        .read(&["iot", "create-keys-and-certificate", "--set-as-active"])
        .context("cannot create a certificate")?;
    device.certificate_arn.clone_from(&keys.certificate_arn);
    device.certificate_id = keys.certificate_id;
    let (policy, thing, arn) = (&device.policy, &device.thing, &device.certificate_arn);
    aws.call(&["iot", "attach-policy", "--policy-name", policy, "--target", arn])
        .with_context(|| format!("cannot attach policy `{policy}`"))?;
    aws.call(&[
        "iot",
        "attach-thing-principal",
        "--thing-name",
        thing,
        "--principal",
        arn,
    ])
    .with_context(|| format!("cannot attach the certificate to thing `{thing}`"))?;
    device.endpoint = endpoint(aws, DATA_ENDPOINT)?;
    store(folder, device, &keys.certificate_pem, &keys.key_pair.private_key)
        .with_context(|| format!("cannot write `{}`", folder.display()))
}

/// The endpoint that devices publish to.
const DATA_ENDPOINT: &str = "iot:Data-ATS";

/// The host of an endpoint of AWS IoT, by its type.
pub(crate) fn endpoint(aws: &Aws, kind: &str) -> Result<String> {
    if aws.is_local() {
        return Ok("127.0.0.1".to_owned());
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer {
        endpoint_address: String,
    }
    let answer: Answer = aws
        .read(&["iot", "describe-endpoint", "--endpoint-type", kind])
        .context("cannot ask for the MQTT endpoint")?;
    Ok(answer.endpoint_address)
}

/// Writes a device's files. `device.json` comes last: a folder without it is not a device.
fn store(folder: &Path, device: &Device, certificate: &str, key: &str) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join(CERTIFICATE), certificate)?;
    let key_file = folder.join(KEY);
    fs::write(&key_file, "")?;
    fs::set_permissions(&key_file, fs::Permissions::from_mode(0o600))?;
    fs::write(&key_file, key)?;
    note(folder, device)
}

/// Writes down what belongs to a device.
pub(crate) fn note(folder: &Path, device: &Device) -> std::io::Result<()> {
    fs::write(folder.join(DEVICE), serde_json::to_string_pretty(device)? + "\n")
}

/// Removes everything that [`add`] makes. What is gone already is passed over.
pub(crate) fn remove(aws: &Aws, folder: &Path, device: &Device) -> Result<()> {
    let (thing, arn, id) = (&device.thing, &device.certificate_arn, &device.certificate_id);
    let gone = |what: &str, result: AwsResult<()>| absent(result).with_context(|| format!("cannot {what}")).map(|_| ());
    if !arn.is_empty() {
        gone(
            "detach the certificate from its thing",
            aws.call(&[
                "iot",
                "detach-thing-principal",
                "--thing-name",
                thing,
                "--principal",
                arn,
            ]),
        )?;
        gone(
            "detach the policy",
            aws.call(&["iot", "detach-policy", "--policy-name", &device.policy, "--target", arn]),
        )?;
        gone(
            "deactivate the certificate",
            aws.call(&[
                "iot",
                "update-certificate",
                "--certificate-id",
                id,
                "--new-status",
                "INACTIVE",
            ]),
        )?;
        gone(
            "delete the certificate",
            aws.call(&["iot", "delete-certificate", "--certificate-id", id]),
        )?;
    }
    if device.owns_thing {
        gone(
            "delete the thing",
            aws.call(&["iot", "delete-thing", "--thing-name", thing]),
        )?;
    }
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove `{}`", folder.display()))?;
    }
    Ok(())
}

/// Removes all devices of a deployment.
pub(crate) fn remove_all(context: &Context, deployment: &Deployment, aws: &Aws) -> Result<()> {
    for device in all(context, deployment)? {
        ui::step("Removing", format!("device {}", device.thing));
        remove(aws, &folder(context, deployment, &device.thing), &device)?;
    }
    Ok(())
}

/// Takes a policy from every certificate that has it: AWS deletes no policy that is in use.
pub(crate) fn detach_policy(aws: &Aws, policy: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct Answer {
        targets: Vec<String>,
    }
    let answer: Option<Answer> = aws
        .find(&["iot", "list-targets-for-policy", "--policy-name", policy])
        .with_context(|| format!("cannot list who has policy `{policy}`"))?;
    for target in answer.map(|answer| answer.targets).unwrap_or_default() {
        ui::step("Detaching", format!("policy {policy} from {target}"));
        absent(aws.call(&["iot", "detach-policy", "--policy-name", policy, "--target", &target]))
            .with_context(|| format!("cannot detach policy `{policy}` from `{target}`"))?;
    }
    Ok(())
}
