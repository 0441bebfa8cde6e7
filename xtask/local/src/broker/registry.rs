//! Registry of devices: which certificates are active, and what their policies say. Asked of the emulator, and asked again while
//! devices are connected, so that a certificate that is revoked loses its connections.

use super::policy::{Facts, Policy, allows};
use crate::aws::{ACCOUNT, Answer, Aws, AwsError, escape};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use ureq::http::Method;

/// A connected certificate.
#[derive(Debug)]
pub(super) struct Identity {
    /// The certificate's id: the SHA-256 of its bytes.
    pub(super) certificate: String,
    /// Things that policies are attached to: the certificate, and the groups of the thing.
    targets: Vec<String>,
    policies: Mutex<Vec<String>>,
}

/// Why a device is not let in.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("its certificate is not registered")]
    Unknown,
    #[error("its certificate is {0}")]
    Inactive(String),
    #[error("the registry does not answer: {0}")]
    Unasked(#[from] AwsError),
}

pub(super) struct Registry {
    aws: Aws,
    policies: Mutex<HashMap<String, Arc<Policy>>>,
    /// Grows whenever a policy or an attachment changed, so that remembered decisions are made anew.
    epoch: AtomicU64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Registry {
    pub(super) fn new(aws: &Aws) -> Self {
        Self {
            aws: aws.clone(),
            policies: Mutex::default(),
            epoch: AtomicU64::new(1),
        }
    }

    pub(super) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    fn get(&self, path: &str) -> Result<Value, AwsError> {
        self.aws.rest_json("iot", Method::GET, path, None)
    }

    /// Looks a certificate up for a client.
    pub(super) fn enter(&self, certificate: &str, client: &str) -> Result<(Identity, Facts), Refused> {
        let found = match self.get(&format!("/certificates/{certificate}")) {
            Ok(found) => found["certificateDescription"].clone(),
            Err(AwsError::Refused { status: 404, .. }) => return Err(Refused::Unknown),
            Err(error) if error.missing() => return Err(Refused::Unknown),
            Err(error) => return Err(error.into()),
        };
        match found["status"].as_str() {
            Some("ACTIVE") => {}
            other => return Err(Refused::Inactive(other.unwrap_or("of no status").to_owned())),
        }
        let arn = format!("arn:aws:iot:{}:{ACCOUNT}:cert/{certificate}", self.aws.region());
        let things = self.aws.rest(
            "iot",
            Method::GET,
            "/principals/things",
            &[("x-amzn-principal", &arn)],
            Vec::new(),
        )?;
        let things = body(&things);
        let attached = things["things"]
            .as_array()
            .is_some_and(|things| things.iter().any(|thing| thing == client));
        let mut targets = vec![arn];
        let mut thing = None;
        if attached {
            let path = format!("/things/{}", escape(client));
            thing = Some(self.get(&path)?);
            let groups = self.get(&format!("{path}/thing-groups"))?;
            let groups = groups["thingGroups"].as_array().into_iter().flatten();
            targets.extend(groups.filter_map(|group| group["groupArn"].as_str().map(str::to_owned)));
        }
        let identity = Identity {
            certificate: certificate.to_owned(),
            policies: Mutex::new(self.attached(&targets)?),
            targets,
        };
        self.learn(&lock(&identity.policies))?;
        Ok((identity, Facts::new(client, thing.as_ref())))
    }

    /// Names of the policies that are attached to any of the targets.
    fn attached(&self, targets: &[String]) -> Result<Vec<String>, AwsError> {
        let mut names = BTreeSet::new();
        for target in targets {
            let path = format!("/attached-policies/{}", escape(target));
            let found = self.aws.rest_json("iot", Method::POST, &path, Some(&json!({})))?;
            let found = found["policies"].as_array().into_iter().flatten();
            names.extend(found.filter_map(|policy| policy["policyName"].as_str().map(str::to_owned)));
        }
        Ok(names.into_iter().collect())
    }

    /// Reads the policies that are not known yet.
    fn learn(&self, names: &[String]) -> Result<(), AwsError> {
        for name in names {
            if !lock(&self.policies).contains_key(name) {
                let policy = self.policy(name)?;
                lock(&self.policies).insert(name.clone(), policy);
            }
        }
        Ok(())
    }

    fn policy(&self, name: &str) -> Result<Arc<Policy>, AwsError> {
        let found = match self.get(&format!("/policies/{}", escape(name))) {
            Err(error) if error.missing() => return Ok(Arc::default()),
            other => other?,
        };
        let document = found["policyDocument"].as_str().unwrap_or_default();
        Ok(Arc::new(Policy::parse(document).unwrap_or_default()))
    }

    pub(super) fn allows(&self, identity: &Identity, facts: &Facts, action: &str, resource: &str) -> bool {
        let resource = format!("arn:aws:iot:{}:{ACCOUNT}:{resource}", self.aws.region());
        let known = lock(&self.policies);
        let names = lock(&identity.policies);
        let policies = names.iter().filter_map(|name| known.get(name)).map(Arc::as_ref);
        allows(policies, facts, action, &resource)
    }

    /// Ids of the certificates that are active.
    pub(super) fn active(&self) -> Result<BTreeSet<String>, AwsError> {
        let (mut active, mut marker) = (BTreeSet::new(), String::new());
        loop {
            let page = self.get(&format!("/certificates?pageSize=250{marker}"))?;
            for certificate in page["certificates"].as_array().into_iter().flatten() {
                if let (Some(id), Some("ACTIVE")) =
                    (certificate["certificateId"].as_str(), certificate["status"].as_str())
                {
                    active.insert(id.to_owned());
                }
            }
            match page["nextMarker"].as_str() {
                Some(next) if !next.is_empty() => marker = format!("&marker={}", escape(next)),
                _ => return Ok(active),
            }
        }
    }

    /// Reads the known policies again, and the attachments of these identities.
    pub(super) fn refresh(&self, identities: &[Arc<Identity>]) -> Result<(), AwsError> {
        let names: Vec<String> = lock(&self.policies).keys().cloned().collect();
        let mut changed = false;
        for name in names {
            let policy = self.policy(&name)?;
            changed |= lock(&self.policies).insert(name, policy.clone()).as_ref() != Some(&policy);
        }
        for identity in identities {
            let names = self.attached(&identity.targets)?;
            self.learn(&names)?;
            let mut known = lock(&identity.policies);
            changed |= *known != names;
            *known = names;
        }
        if changed {
            self.epoch.fetch_add(1, Ordering::AcqRel);
        }
        Ok(())
    }
}

fn body(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}
