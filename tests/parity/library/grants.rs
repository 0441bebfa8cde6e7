//! Grants: every one that AWS CDK's classes have on the services of the library is called by an app, so that its statements stand side by side.

use std::collections::BTreeMap;

use crate::folder;

fn lines(file: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder().join(file)).unwrap();
    let lines = text.lines().skip(1);
    lines
        .map(|line| {
            let (name, rest) = line
                .split_once('\t')
                .unwrap_or_else(|| panic!("{file}: `{line}` has one column"));
            (name.to_owned(), rest.to_owned())
        })
        .collect()
}

#[test]
fn every_grant_of_aws_cdk_is_compared_or_left_out_with_a_reason() {
    let left_out: BTreeMap<String, String> = lines("grants-left-out.tsv").into_iter().collect();
    let mut wrong = Vec::new();
    let grants = lines("grants.tsv");
    for (grant, apps) in &grants {
        match (apps.as_str(), left_out.get(grant).map(String::as_str)) {
            ("-", None) => wrong.push(format!(
                "{grant}: no app calls it, and grants-left-out.tsv does not say why"
            )),
            ("-", Some("")) => wrong.push(format!("{grant}: left out without a reason")),
            ("-", Some(_)) | (_, None) => {}
            (_, Some(_)) => wrong.push(format!("{grant}: an app calls it: remove it from grants-left-out.tsv")),
        }
    }
    let unknown = left_out
        .keys()
        .filter(|name| grants.iter().all(|(grant, _)| grant != *name));
    wrong.extend(unknown.map(|grant| format!("{grant}: AWS CDK has no such grant")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
