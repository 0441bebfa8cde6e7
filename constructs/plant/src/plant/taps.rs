//! Further parts of a plant that its file has sections for: the raw archive, the secret, the registration of devices, and the dashboard over all of them.

use ferrocdk_core::Scope;

use super::PlantProps;
use crate::alarms::PlantAlarms;
use crate::archive_table::ArchiveForm;
use crate::dashboard::{PlantDashboard, PlantDashboardProps};
use crate::device_policy::DevicePolicy;
use crate::file::RawSection;
use crate::fleet_provisioning::{FleetProvisioning, FleetProvisioningProps};
use crate::ingest::IngestPipeline;
use crate::panels::ReadingMetrics;
use crate::raw_archive::{RawArchive, RawArchiveProps};
use crate::secret_ref::{SecretRef, SecretRefProps};
use crate::store::{HotColdStore, Tiers};
use crate::stream_processor::StreamProcessor;

/// Parts that the plant has of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Taps {
    pub(super) raw: Option<RawArchive>,
    pub(super) secret: Option<SecretRef>,
    pub(super) fleet: Option<FleetProvisioning>,
    pub(super) dashboard: Option<PlantDashboard>,
}

impl Taps {
    /// Makes the parts whose sections the file has, but for the dashboard, which shows the others.
    #[track_caller]
    pub(super) fn new(
        scope: &Scope,
        props: &PlantProps,
        ingest: &IngestPipeline,
        processor: &StreamProcessor,
        devices: Option<&DevicePolicy>,
    ) -> Self {
        let file = &props.file;
        let mut taps = Self::default();
        if let Some(section) = &file.raw {
            taps.raw = Some(RawArchive::new(scope, "Raw", raw(scope, props, section, ingest)));
        }
        if let Some(section) = &file.secret {
            let name = section.name.of(file.name(), props.suffix.as_str());
            let secret = SecretRef::new(scope, "Secret", SecretRefProps::new(name));
            secret.grant_read(processor.function());
            taps.secret = Some(secret);
        }
        // Without devices on MQTT the file is refused before.
        if let (Some(section), Some(devices)) = (&file.fleet, devices) {
            let hook = file.code(scope, "fleet.hook", &section.hook.0);
            let fleet = FleetProvisioningProps::new(devices.policy(), hook).thing_types(section.thing_types.0.clone());
            taps.fleet = Some(FleetProvisioning::new(scope, "Fleet", fleet));
        }
        taps
    }

    /// Has alarms watch them.
    #[track_caller]
    pub(super) fn watched(&self, alarms: PlantAlarms) -> PlantAlarms {
        let mut alarms = alarms;
        if let Some(raw) = &self.raw {
            alarms = alarms.watch(raw);
        }
        if let Some(fleet) = &self.fleet {
            alarms = alarms.watch(fleet);
        }
        alarms
    }

    /// Makes the dashboard, if the file has one.
    #[track_caller]
    pub(super) fn show(
        &mut self,
        scope: &Scope,
        props: &PlantProps,
        ingest: &IngestPipeline,
        processor: &StreamProcessor,
        store: &HotColdStore,
    ) {
        let (plant, suffix) = (props.file.name(), props.suffix.as_str());
        let Some(section) = &props.file.dashboard else {
            return;
        };
        let heading = match &section.heading {
            Some(heading) => heading.of(plant, suffix),
            None => format!("# {plant} {suffix}"),
        };
        let dashboard = PlantDashboard::new(scope, "Dashboard", PlantDashboardProps::new().heading(heading))
            .show(&ReadingMetrics::new(plant, suffix))
            .show(ingest)
            .show(processor)
            .show(store);
        let dashboard = match &self.raw {
            Some(raw) => dashboard.show(raw),
            None => dashboard,
        };
        self.dashboard = Some(match &self.fleet {
            Some(fleet) => dashboard.show(fleet),
            None => dashboard,
        });
    }
}

fn raw(scope: &Scope, props: &PlantProps, section: &RawSection, ingest: &IngestPipeline) -> RawArchiveProps {
    let file = &props.file;
    let mut raw = RawArchiveProps::new(ingest.stream())
        .folder(section.folder.0.as_str())
        .error_folder(section.error_folder.0.as_str())
        .buffering_interval(section.interval)
        .form(section.form)
        .tiers(file.cold.as_ref().map_or_else(Tiers::default, |cold| cold.tiers()))
        .removal_policy(props.removal_policy);
    // Columns have a size of their own.
    if section.form == ArchiveForm::Lines {
        raw = raw.buffering_size(section.size);
    }
    raw.transform = section
        .transform
        .as_ref()
        .map(|package| file.code(scope, "raw.transform", &package.0));
    raw
}
