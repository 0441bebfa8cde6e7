//! Logical ids against those that AWS CDK gave in real assemblies.

use ferrocdk::logical_id;

use crate::workspace;

#[test]
fn logical_ids_are_those_of_cdk() {
    let Some(folder) = workspace::conformance() else { return };
    let table = std::fs::read_to_string(folder.join("logical-ids.tsv")).unwrap();
    let mut rows = 0;
    for line in table.lines() {
        let (path, expected) = line.split_once('\t').unwrap();
        let components: Vec<&str> = path.split('/').collect();
        assert_eq!(logical_id(&components).as_deref(), Ok(expected), "{path}");
        rows += 1;
    }
    assert!(rows > 1_000, "only {rows} rows");
}
