//! Amazon ECS.

use ferrocdk_template::Node;

use super::iam;
use crate::compare::scalar_text;
use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink, visit};

pub(super) const TASK_DEFINITION: &[(&str, Code)] = &[("", host_ports), ("ExecutionRoleArn", iam::role)];

/// With `awsvpc` every task has addresses of its own, so that a port is the same inside and outside (E3053).
fn host_ports(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let context = evaluation.context;
    visit(context, node, &["NetworkMode"], frame.place, &mut |mode, place| {
        if mode.and_then(Node::as_str) != Some("awsvpc") {
            return;
        }
        let path = ["ContainerDefinitions", "*", "PortMappings", "*"];
        visit(
            context,
            node,
            &path,
            &frame.place.beside(place),
            &mut |mapping, place| {
                let Some(map) = mapping.and_then(Node::as_map) else {
                    return;
                };
                let port = |name| map.get(name).and_then(scalar_text);
                if let (Some(entry), Some(host), Some(container)) =
                    (map.entry("HostPort"), port("HostPort"), port("ContainerPort"))
                    && host != container
                {
                    sink.add(&rules::E3053, &place.key(entry), || {
                        let message = format!(
                            "`HostPort` is {host} and `ContainerPort` {container}, and with `awsvpc` they are the same"
                        );
                        (message, Some("leave `HostPort` out".to_owned()))
                    });
                }
            },
        );
    });
}
