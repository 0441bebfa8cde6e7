//! Values at a path, through lists and `Fn::If`.

use ferrocdk_template::Node;

use super::scenarios;
use crate::context::Context;
use crate::place::Place;

/// Calls for every value at the path, or with `None` where there is none; the place says what is assumed of conditions there. `*` is every item of
/// a list.
pub(crate) fn visit<'n>(
    context: Context<'_>,
    node: &'n Node,
    path: &[&str],
    place: &Place<'_>,
    act: &mut dyn FnMut(Option<&'n Node>, &Place<'_>),
) {
    if scenarios::is_no_value(node) {
        act(None, place);
        return;
    }
    if let Some((condition, then, otherwise)) = scenarios::branches(node) {
        let function = place.under("Fn::If", node.at);
        for (index, (value, node)) in [(true, then), (false, otherwise)].into_iter().enumerate() {
            let place = function.item(index + 1, node).assuming(condition, value);
            if scenarios::is_possible(context, &place) {
                visit(context, node, path, &place, act);
            }
        }
        return;
    }
    let Some((step, rest)) = path.split_first() else {
        act(Some(node), place);
        return;
    };
    if *step == "*" {
        for (index, item) in node.as_list().unwrap_or_default().iter().enumerate() {
            visit(context, item, rest, &place.item(index, item), act);
        }
    } else {
        match node.as_map().and_then(|map| map.entry(step)) {
            Some(entry) => visit(context, &entry.value, rest, &place.key(entry), act),
            None => act(None, place),
        }
    }
}
