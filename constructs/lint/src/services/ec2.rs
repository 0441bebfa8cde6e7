//! Amazon EC2: instances and what they are launched from.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink, visit};

pub(super) const INSTANCE: &[(&str, Code)] = &[
    ("", image),
    ("BlockDeviceMappings/*", virtual_name),
    ("BlockDeviceMappings/*/Ebs", iops),
];
pub(super) const LAUNCH_CONFIGURATION: &[(&str, Code)] = &[
    ("BlockDeviceMappings/*", virtual_name),
    ("BlockDeviceMappings/*/Ebs", iops),
];
pub(super) const LAUNCH_TEMPLATE: &[(&str, Code)] = &[
    ("LaunchTemplateData/BlockDeviceMappings/*", virtual_name),
    ("LaunchTemplateData/BlockDeviceMappings/*/Ebs", iops),
];
pub(super) const SPOT_FLEET: &[(&str, Code)] = &[
    ("SpotFleetRequestConfigData/IamFleetRole", super::iam::role),
    (
        "SpotFleetRequestConfigData/LaunchSpecifications/*/BlockDeviceMappings/*",
        virtual_name,
    ),
    (
        "SpotFleetRequestConfigData/LaunchSpecifications/*/BlockDeviceMappings/*/Ebs",
        iops,
    ),
];

/// An instance has an image, of its own or of its launch template (E3673).
fn image(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let context = evaluation.context;
    // What a macro puts in is not known.
    if node.get("Fn::Transform").is_some() {
        return;
    }
    visit(context, node, &["ImageId"], frame.place, &mut |image, place| {
        if image.is_some() {
            return;
        }
        visit(
            context,
            node,
            &["LaunchTemplate"],
            &frame.place.beside(place),
            &mut |template, _| {
                if template.is_none_or(|template| lacks_image(evaluation, template)) {
                    sink.add(&rules::E3673, frame.place, || {
                        (
                            "neither the instance nor its launch template has an `ImageId`".to_owned(),
                            None,
                        )
                    });
                }
            },
        );
    });
}

/// Whether the launch template stands in this template and has no image.
fn lacks_image(evaluation: &Evaluation<'_>, template: &Node) -> bool {
    let reference = template
        .get("LaunchTemplateId")
        .or_else(|| template.get("LaunchTemplateName"));
    let name = match reference.and_then(Node::function) {
        Some(("Ref", name)) => name.as_str(),
        _ => None,
    };
    let resource = name.and_then(|name| evaluation.context.template.resources.get(name));
    resource.is_some_and(|resource| {
        let data = resource
            .attribute("Properties")
            .and_then(|properties| properties.value.get("LaunchTemplateData"));
        resource.ty == Some("AWS::EC2::LaunchTemplate")
            && data.is_some_and(|data| {
                data.as_map().is_some() && data.function().is_none() && data.get("ImageId").is_none()
            })
    })
}

/// With a volume, the name of an instance's own disk says nothing (W3698).
fn virtual_name(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(map) = node.as_map() else { return };
    if let (Some(entry), true) = (map.entry("VirtualName"), map.get("Ebs").is_some()) {
        sink.add(&rules::W3698, &frame.place.key(entry), || {
            ("`VirtualName` is ignored beside `Ebs`".to_owned(), None)
        });
    }
}

/// Only provisioned volumes have IOPS to set (W3671).
fn iops(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(map) = node.as_map() else { return };
    let ty = map.get("VolumeType").and_then(Node::as_str).map(str::to_lowercase);
    if let (Some("gp2" | "st1" | "sc1" | "standard"), Some(entry)) = (ty.as_deref(), map.entry("Iops")) {
        sink.add(&rules::W3671, &frame.place.key(entry), || {
            (
                "`Iops` is ignored with this type of volume".to_owned(),
                Some("`io1`, `io2` and `gp3` take it".to_owned()),
            )
        });
    }
}
