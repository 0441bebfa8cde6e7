//! Yes or no to a device that wants to register.

use std::collections::BTreeMap;
use std::future::Future;

use ferrocdk_contracts::fleet::{Allowed, SERIAL_NUMBER, THING_TYPE, is_serial_number};
use serde::{Deserialize, Serialize};

/// Question of AWS IoT, in the version `2020-04-01` of its form. Source: "Pre-provisioning hooks" of the AWS IoT developer guide.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    /// Certificate that the device asks with: that of the fleet, or its own where it renews it.
    #[serde(default)]
    claim_certificate_id: String,
    /// Certificate that it wants to register.
    certificate_id: String,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
}

/// Answer to AWS IoT.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    allow_provisioning: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parameter_overrides: BTreeMap<String, String>,
}

/// A device of the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Device {
    pub(crate) thing_type: Option<String>,
    pub(crate) is_blocked: bool,
    pub(crate) certificate_id: Option<String>,
    pub(crate) may_register_again: bool,
}

/// The list of devices.
pub(crate) trait Devices {
    /// The device of a serial number, if there is one.
    fn find(&self, serial_number: &str) -> impl Future<Output = Result<Option<Device>, TableError>> + Send;

    /// Notes the certificate of a device, unless another one was noted since it was found. Says whether it could.
    fn register(
        &self,
        serial_number: &str,
        found: &Device,
        certificate_id: &str,
    ) -> impl Future<Output = Result<bool, TableError>> + Send;
}

/// The list did not answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("the table of devices does not answer: {0}")]
pub(crate) struct TableError(pub(crate) String);

/// The hook with its list.
pub(crate) struct Hook<D> {
    allowed: Allowed,
    devices: Option<D>,
}

impl Event {
    /// The serial number that the device says it has.
    pub(crate) fn serial_number(&self) -> &str {
        self.parameters.get(SERIAL_NUMBER).map_or("", String::as_str)
    }

    fn thing_type(&self) -> Option<&str> {
        let named = self.parameters.get(THING_TYPE).map(String::as_str);
        named.filter(|name| !name.is_empty())
    }
}

impl<D: Devices> Hook<D> {
    pub(crate) fn new(allowed: Allowed, devices: Option<D>) -> Self {
        Self { allowed, devices }
    }

    /// Decides, and says in the log why.
    pub(crate) async fn answer(&self, event: &Event) -> Result<Answer, TableError> {
        let decided = self.decide(event).await?;
        let (serial_number, certificate_id) = (event.serial_number(), event.certificate_id.as_str());
        match &decided {
            Ok(_) => tracing::info!(serial_number, certificate_id, "the device may register"),
            Err(reason) => tracing::warn!(serial_number, certificate_id, reason, "the device may not register"),
        }
        Ok(Answer {
            allow_provisioning: decided.is_ok(),
            parameter_overrides: decided.unwrap_or_default(),
        })
    }

    /// The template's parameters that the list knows better than the device, or why it may not register.
    async fn decide(&self, event: &Event) -> Result<Result<BTreeMap<String, String>, &'static str>, TableError> {
        let serial_number = event.serial_number();
        if !is_serial_number(serial_number) {
            return Ok(Err("its serial number is missing, or cannot be the name of a thing"));
        }
        let Some(devices) = &self.devices else {
            let is_allowed = self.allowed.allows(serial_number, event.thing_type());
            return Ok(if is_allowed {
                Ok(BTreeMap::new())
            } else {
                Err("it is not on the list")
            });
        };
        let Some(device) = devices.find(serial_number).await? else {
            return Ok(Err("it is not on the list"));
        };
        let thing_type = device.thing_type.as_deref().or(event.thing_type());
        if !self.allowed.allows_type(thing_type) {
            return Ok(Err("things of its type are not on the list"));
        }
        if let Err(reason) = judge(&device, event) {
            return Ok(Err(reason));
        }
        // Of two that say the same serial number at once, one is registered.
        if !devices.register(serial_number, &device, &event.certificate_id).await? {
            return Ok(Err("another device has registered under its serial number meanwhile"));
        }
        let known = device.thing_type.map(|name| (THING_TYPE.to_owned(), name));
        Ok(Ok(known.into_iter().collect()))
    }
}

fn judge(device: &Device, event: &Event) -> Result<(), &'static str> {
    if device.is_blocked {
        return Err("it is blocked");
    }
    let said = event.thing_type();
    if let (Some(listed), Some(said)) = (device.thing_type.as_deref(), said)
        && listed != said
    {
        return Err("it is on the list with another type");
    }
    match &device.certificate_id {
        None => Ok(()),
        // The same question again, whose answer was lost.
        Some(registered) if *registered == event.certificate_id => Ok(()),
        // It renews its certificate, and proves by the one it has that it is the device.
        Some(registered) if *registered == event.claim_certificate_id => Ok(()),
        Some(_) if device.may_register_again => Ok(()),
        Some(_) => Err("a device has registered under its serial number already"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use std::sync::Mutex;

    use serde_json::{Value, json};

    use super::*;

    /// A list in memory, which can be down.
    struct Fake {
        devices: Mutex<BTreeMap<String, Device>>,
        is_down: bool,
    }

    impl Devices for Fake {
        async fn find(&self, serial_number: &str) -> Result<Option<Device>, TableError> {
            if self.is_down {
                return Err(TableError("it is down".to_owned()));
            }
            Ok(self.devices.lock().unwrap().get(serial_number).cloned())
        }

        async fn register(&self, serial_number: &str, found: &Device, id: &str) -> Result<bool, TableError> {
            let mut devices = self.devices.lock().unwrap();
            let device = devices.get_mut(serial_number).unwrap();
            if device.certificate_id != found.certificate_id {
                return Ok(false);
            }
            device.certificate_id = Some(id.to_owned());
            device.may_register_again = false;
            Ok(true)
        }
    }

    /// The question as AWS IoT asks it.
    fn event(claim: &str, certificate: &str, parameters: &Value) -> Event {
        let event = json!({
            "claimCertificateId": claim,
            "certificateId": certificate,
            "certificatePem": "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n",
            "templateArn": "arn:aws:iot:us-east-1:111122223333:provisioningtemplate/manufacturing-iot-fleet-prod",
            "clientId": "221a6d10-9c7f-42f1-9153-e52e6fc869c1",
            "parameters": parameters,
        });
        serde_json::from_value(event).unwrap()
    }

    fn hook(devices: &[(&str, Device)]) -> Hook<Fake> {
        let devices = devices
            .iter()
            .map(|(name, device)| ((*name).to_owned(), device.clone()));
        let fake = Fake {
            devices: Mutex::new(devices.collect()),
            is_down: false,
        };
        Hook::new(Allowed::default(), Some(fake))
    }

    async fn allows(hook: &Hook<Fake>, claim: &str, certificate: &str) -> bool {
        let event = event(claim, certificate, &json!({ "SerialNumber": "PR-7" }));
        hook.answer(&event).await.unwrap().allow_provisioning
    }

    #[tokio::test]
    async fn who_is_on_the_list_registers_once() {
        let hook = hook(&[("PR-7", Device::default())]);
        assert!(allows(&hook, "fleet", "first").await);
        assert!(allows(&hook, "fleet", "first").await, "the same question again");
        assert!(!allows(&hook, "fleet", "other").await, "a copy of the device");
        assert!(allows(&hook, "first", "second").await, "it renews its certificate");
        assert!(!allows(&hook, "first", "third").await, "with one that it has renewed");
    }

    #[tokio::test]
    async fn one_that_was_reset_registers_once_more() {
        let reset = Device {
            certificate_id: Some("first".to_owned()),
            may_register_again: true,
            ..Device::default()
        };
        let hook = hook(&[("PR-7", reset)]);
        assert!(allows(&hook, "fleet", "second").await);
        assert!(!allows(&hook, "fleet", "third").await);
    }

    #[tokio::test]
    async fn strangers_and_the_blocked_do_not() {
        let blocked = Device {
            is_blocked: true,
            ..Device::default()
        };
        let hook = hook(&[("PR-7", blocked)]);
        assert!(!allows(&hook, "fleet", "first").await);
        for parameters in [
            json!({}),
            json!({ "SerialNumber": "PR-8" }),
            json!({ "SerialNumber": "PR 7/#" }),
        ] {
            let answer = hook.answer(&event("fleet", "first", &parameters)).await.unwrap();
            assert_eq!(
                serde_json::to_value(answer).unwrap(),
                json!({ "allowProvisioning": false }),
                "{parameters}"
            );
        }
    }

    #[tokio::test]
    async fn the_list_knows_the_type() {
        let press = Device {
            thing_type: Some("press".to_owned()),
            ..Device::default()
        };
        let mut hook = hook(&[("PR-7", press)]);
        let ask = |kind: &str| event("fleet", "first", &json!({ "SerialNumber": "PR-7", "ThingType": kind }));
        let answer = serde_json::to_value(hook.answer(&ask("")).await.unwrap()).unwrap();
        assert_eq!(
            answer,
            json!({ "allowProvisioning": true, "parameterOverrides": { "ThingType": "press" } })
        );
        assert!(!hook.answer(&ask("oven")).await.unwrap().allow_provisioning);
        hook.allowed.thing_types = vec!["oven".to_owned()];
        assert!(!hook.answer(&ask("press")).await.unwrap().allow_provisioning);
    }

    #[tokio::test]
    async fn a_list_of_the_environment_is_enough() {
        let allowed = Allowed {
            serial_numbers: vec!["PR-*".to_owned()],
            thing_types: vec![],
        };
        let hook: Hook<Fake> = Hook::new(allowed, None);
        assert!(allows(&hook, "fleet", "any").await);
        let stranger = event("fleet", "any", &json!({ "SerialNumber": "OV-1" }));
        assert!(!hook.answer(&stranger).await.unwrap().allow_provisioning);
    }

    #[tokio::test]
    async fn a_list_that_is_down_is_no_answer() {
        let mut hook = hook(&[]);
        hook.devices.as_mut().unwrap().is_down = true;
        let question = event("fleet", "first", &json!({ "SerialNumber": "PR-7" }));
        let error = hook.answer(&question).await.unwrap_err();
        assert_eq!(error.to_string(), "the table of devices does not answer: it is down");
    }
}
