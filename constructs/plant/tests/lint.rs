//! The default form of each part, before the linter: deployments do not fail by it.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::iot::{Policy, PolicyProps, device};
use ferrocdk_aws::kinesis::{Stream, StreamProps};
use ferrocdk_aws::lambda::{Architecture, RustCode};
use ferrocdk_aws::units::Days;
use ferrocdk_core::{App, Environment, Stack, StackProps};
use ferrocdk_lint::{Linter, Options};
use ferrocdk_plant::{
    ArchiveForm, CertificateRotationProps, FailureParking, FailureParkingProps, FleetProvisioning,
    FleetProvisioningProps, Naming, PlantDashboard, PlantDashboardProps, RawArchive, RawArchiveProps,
};

fn code(package: &str) -> RustCode {
    RustCode::with_fingerprint(package, &"0".repeat(64), Architecture::X86_64)
}

/// Everything in one stack, under names of a plant or without.
fn stack(region: &str, named: bool) -> String {
    let app = App::new();
    let props = StackProps::default().environment(Environment::region(region));
    let stack = Stack::new(&app, "plant", props);
    if named {
        Naming::of(&stack).set(Naming::plant("ten-thousand", "prod"));
    }
    let stream = Stream::new(&stack, "Readings", StreamProps::new());
    let archive = RawArchiveProps::new(&stream).transform(code("archiver"));
    let archive = RawArchive::new(&stack, "Archive", archive);
    if !named {
        RawArchive::new(
            &stack,
            "Columns",
            RawArchiveProps::new(&stream).form(ArchiveForm::Parquet),
        );
    }
    let parking = FailureParking::new(&stack, "Parking", FailureParkingProps::new());
    let devices = Policy::new(
        &stack,
        "Devices",
        PolicyProps::new().statements([device::connect_as_thing()]),
    );
    let fleet = FleetProvisioningProps::new(&devices, code("provisioning-hook"))
        .thing_types(["press", "oven"])
        .rotation(CertificateRotationProps::new().every(Days(180)));
    let fleet = FleetProvisioning::new(&stack, "Fleet", fleet);
    PlantDashboard::new(&stack, "Dashboard", PlantDashboardProps::new())
        .show(&archive)
        .show(&parking)
        .show(&fleet);
    let assembly = app.synth().unwrap();
    let mut files = assembly.files();
    let (_, text) = files.find(|(name, _)| name.ends_with(".template.json")).unwrap();
    text.to_owned()
}

#[test]
fn the_parts_are_without_findings_in_the_regions_of_the_plants() {
    for region in ["sa-east-1", "eu-central-1", "ca-central-1", "us-east-1"] {
        for named in [true, false] {
            let options = Options {
                regions: vec![region.to_owned()],
                ..Options::default()
            };
            let found = Linter::new(options).lint_text(&stack(region, named));
            let found: Vec<String> = found
                .iter()
                .map(|finding| format!("{} {:?} {}", finding.rule, finding.path, finding.message))
                .collect();
            assert!(found.is_empty(), "{region}, named: {named}: {found:#?}");
        }
    }
}
