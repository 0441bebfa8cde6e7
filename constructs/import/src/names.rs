//! Names of variables for logical ids.

use std::collections::BTreeSet;

use ferrocdk_spec::rust::snake;

/// Names that the generated function has itself.
const TAKEN: [&str; 3] = ["id", "scope", "stack"];

/// The names given so far.
#[derive(Debug)]
pub(crate) struct Names(BTreeSet<String>);

impl Default for Names {
    fn default() -> Self {
        Self(TAKEN.map(str::to_owned).into())
    }
}

impl Names {
    /// A name that no other element has. `role` tells apart elements of different sections with one logical id.
    pub(crate) fn variable(&mut self, logical_id: &str, role: &str) -> String {
        let whole = word(logical_id, role);
        let short = word(without_hash(logical_id), role);
        let candidates = [short, whole.clone(), format!("{}_{role}", whole.trim_end_matches('_'))];
        let numbered = (2..).map(|number| format!("{}_{number}", whole.trim_end_matches('_')));
        let mut free = candidates
            .into_iter()
            .chain(numbered)
            .filter(|name| !self.0.contains(name));
        let name = free.next().unwrap_or(whole);
        self.0.insert(name.clone());
        name
    }
}

fn word(logical_id: &str, role: &str) -> String {
    let word = snake(logical_id);
    if word.starts_with(|first: char| first.is_ascii_lowercase()) {
        word
    } else {
        format!("{role}_{word}").trim_end_matches('_').to_owned()
    }
}

/// AWS CDK ends logical ids with eight hexadecimal digits over the path, and those of API deployments with 32 more over their content. They tell a reader nothing.
fn without_hash(logical_id: &str) -> &str {
    let ends = |id: &str, length: usize, digits: &str| {
        id.len() > length
            && id.is_char_boundary(id.len() - length)
            && id[id.len() - length..].chars().all(|c| digits.contains(c))
    };
    let mut id = logical_id;
    if ends(id, 32, "0123456789abcdef") && ends(&id[..id.len() - 32], 8, "0123456789ABCDEF") {
        id = &id[..id.len() - 32];
    }
    if ends(id, 8, "0123456789ABCDEF") {
        id = &id[..id.len() - 8];
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_and_different() {
        let mut names = Names::default();
        for (id, expected) in [
            ("WebServerQueue", "web_server_queue"),
            ("Stack", "stack_resource"),
            ("Type", "type_"),
            ("ordertable80C56090", "ordertable"),
            ("ordertable80C56091", "ordertable80_c56091"),
            (
                "ApiDeploymentFAC726F35a5f302579207081dccaeca1e34daf59",
                "api_deployment",
            ),
            ("orderTable", "order_table"),
            ("OrderTable", "order_table_resource"),
            ("ORDERTable", "order_table_2"),
            ("3Tier", "resource_3tier"),
            ("VPC", "vpc"),
            ("FAC726F3", "fac726f3"),
        ] {
            assert_eq!(names.variable(id, "resource"), expected, "{id}");
        }
    }
}
