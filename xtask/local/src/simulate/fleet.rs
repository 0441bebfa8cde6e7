//! Devices of a simulation: things with certificates of their own, made before and removed after.

use super::plant::Plant;
use crate::aws::{ACCOUNT, Aws, AwsError, escape};
use anyhow::{Context as _, Result};
use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use ureq::http::Method;

/// Calls at a time while devices are made and removed.
const AT_ONCE: usize = 4;

pub(super) struct Device {
    pub(super) name: String,
    pub(super) tls: Arc<ClientConfig>,
    certificate: String,
}

fn arn(aws: &Aws, certificate: &str) -> String {
    format!("arn:aws:iot:{}:{ACCOUNT}:cert/{certificate}", aws.region())
}

/// Makes the devices, whose names begin with `prefix`.
pub(super) fn make(aws: &Aws, plant: &Plant, ca: &[u8], prefix: &str, count: usize) -> Result<Vec<Device>> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca) {
        roots.add(certificate.context("cannot read the broker's authority")?)?;
    }
    let roots = Arc::new(roots);
    let made = each(count, |at| one(aws, plant, &roots, &format!("{prefix}-{at:05}")));
    made.into_iter().collect()
}

fn one(aws: &Aws, plant: &Plant, roots: &Arc<RootCertStore>, name: &str) -> Result<Device> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    let certificate = params.self_signed(&key)?;
    let digest = Sha256::digest(certificate.der());
    let id = digest
        .iter()
        .fold(String::new(), |out, byte| out + &format!("{byte:02x}"));
    let call = |method, path: &str, body: &Value| aws.rest_json("iot", method, path, Some(body));
    call(
        Method::POST,
        "/certificate/register-no-ca",
        &json!({"certificatePem": certificate.pem(), "status": "ACTIVE"}),
    )?;
    call(Method::POST, &format!("/things/{name}"), &json!({}))?;
    let arn = arn(aws, &id);
    principal(aws, Method::PUT, name, &arn)?;
    call(
        Method::PUT,
        &format!("/target-policies/{}", escape(&plant.policy)),
        &json!({"target": arn}),
    )?;
    let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes())?;
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots.clone())
        .with_client_auth_cert(vec![certificate.der().clone()], key)?;
    Ok(Device {
        name: name.to_owned(),
        tls: Arc::new(tls),
        certificate: id,
    })
}

fn principal(aws: &Aws, method: Method, name: &str, arn: &str) -> Result<(), AwsError> {
    let path = format!("/things/{name}/principals");
    aws.rest("iot", method, &path, &[("x-amzn-principal", arn)], Vec::new())
        .map(drop)
}

/// Removes the devices. Gives how many are left, which is not for want of trying.
pub(super) fn remove(aws: &Aws, plant: &Plant, devices: &[Arc<Device>]) -> usize {
    let removed = each(devices.len(), |at| -> Result<(), AwsError> {
        let Device { name, certificate, .. } = devices[at].as_ref();
        let arn = arn(aws, certificate);
        let detach = format!("/target-policies/{}", escape(&plant.policy));
        aws.rest_json("iot", Method::POST, &detach, Some(&json!({"target": arn})))?;
        principal(aws, Method::DELETE, name, &arn)?;
        aws.rest_json(
            "iot",
            Method::PUT,
            &format!("/certificates/{certificate}?newStatus=INACTIVE"),
            None,
        )?;
        aws.rest_json("iot", Method::DELETE, &format!("/certificates/{certificate}"), None)?;
        aws.rest_json("iot", Method::DELETE, &format!("/things/{name}"), None)
            .map(drop)
    });
    removed.iter().filter(|result| result.is_err()).count()
}

/// Does the work for each index, several at a time; the results in order.
fn each<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let mut all: Vec<(usize, T)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        if at >= count {
                            return done;
                        }
                        done.push((at, work(at)));
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_default())
            .collect()
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, result)| result).collect()
}
