//! AWS CodeBuild.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink, visit};
use crate::words::quote;

pub(super) const PROJECT: &[(&str, Code)] = &[("", service_role)];

/// `Ref` gives a role's name, and by its name alone a role with a path is not found (E3050).
fn service_role(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    visit(
        evaluation.context,
        node,
        &["ServiceRole"],
        frame.place,
        &mut |role, place| {
            let Some(("Ref", name)) = role.and_then(Node::function) else {
                return;
            };
            let resource = name
                .as_str()
                .and_then(|name| evaluation.context.template.resources.get(name));
            let path = resource
                .and_then(|resource| resource.attribute("Properties"))
                .and_then(|properties| properties.value.get("Path")?.as_str());
            if let Some(path) = path.filter(|path| *path != "/") {
                sink.add(&rules::E3050, place, || {
                    let message = format!(
                        "the role stands at the path {}, and its name alone does not lead there",
                        quote(path)
                    );
                    (message, Some("take its `Arn` with `Fn::GetAtt`".to_owned()))
                });
            }
        },
    );
}
