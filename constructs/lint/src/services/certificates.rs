//! AWS Certificate Manager.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink, visit};
use crate::words::quote;

pub(super) const CERTIFICATE: &[(&str, Code)] = &[("DomainValidationOptions/*", validation)];

/// The domain that gets the mail is the certificate's or one above it (E3503).
fn validation(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let context = evaluation.context;
    visit(context, node, &["DomainName"], frame.place, &mut |name, place| {
        let Some(name) = name.and_then(Node::as_str) else {
            return;
        };
        visit(
            context,
            node,
            &["ValidationDomain"],
            &frame.place.beside(place),
            &mut |above, place| {
                let Some(above) = above.and_then(Node::as_str) else {
                    return;
                };
                if name != above && !name.ends_with(&format!(".{above}")) {
                    sink.add(&rules::E3503, place, || {
                        (
                            format!("{} is not above the domain {}", quote(above), quote(name)),
                            None,
                        )
                    });
                }
            },
        );
    });
}
