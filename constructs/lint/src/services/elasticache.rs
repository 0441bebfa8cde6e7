//! Amazon ElastiCache.

use ferrocdk_template::Node;

use crate::compare::{as_bool, as_number};
use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink};

pub(super) const REPLICATION_GROUP: &[(&str, Code)] = &[("", cluster)];

/// A group with cluster mode fails over by itself and has more than one node (E3026).
fn cluster(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let parameters = node
        .get("CacheParameterGroupName")
        .and_then(Node::function)
        .filter(|(function, _)| *function == "Ref")
        .and_then(|(_, name)| evaluation.context.template.resources.get(name.as_str()?))
        .and_then(|resource| resource.attribute("Properties"))
        .and_then(|properties| properties.value.get("Properties"));
    let is_cluster = parameters
        .and_then(|parameters| parameters.get("cluster-enabled"))
        .is_some_and(|value| value.as_str() == Some("yes"));
    if !is_cluster {
        return;
    }
    if node.get("AutomaticFailoverEnabled").and_then(as_bool) == Some(false) {
        sink.add(&rules::E3026, frame.place, || {
            (
                "`AutomaticFailoverEnabled` cannot be false with cluster mode".to_owned(),
                None,
            )
        });
    }
    let clusters = node.get("NumCacheClusters");
    let too_few = clusters.is_none_or(|count| as_number(count).is_some_and(|count| count <= 1.0));
    if node.get("NumNodeGroups").is_none() && too_few {
        sink.add(&rules::E3026, frame.place, || {
            ("`NumCacheClusters` must be above 1 with cluster mode".to_owned(), None)
        });
    }
}
