//! Snapshots without asset hashes.

use ferrocdk_assertions::normalize;
use serde_json::json;

#[test]
fn hashes_are_hidden_wherever_they_stand_and_stay_told_apart() {
    let [one, two] = ["0123456789abcdef".repeat(4), "fedcba9876543210".repeat(4)];
    let before = json!({
        "files": { &one: { "path": format!("asset.{one}") }, &two: { "path": format!("asset.{two}.zip") } },
        "TemplateURL": { "Fn::Join": ["", ["https://s3.", { "Ref": "AWS::Region" }, format!(".example/assets/{two}.json")]] },
        "Parameter": format!("AssetParameters{one}S3Bucket"),
        "Both": format!("{one}/{two}"),
        "Same": one,
    });
    let after = json!({
        "files": { "<hash-1>": { "path": "asset.<hash-1>" }, "<hash-2>": { "path": "asset.<hash-2>.zip" } },
        "TemplateURL": { "Fn::Join": ["", ["https://s3.", { "Ref": "AWS::Region" }, ".example/assets/<hash-2>.json"]] },
        "Parameter": "AssetParameters<hash-1>S3Bucket",
        "Both": "<hash-1>/<hash-2>",
        "Same": "<hash-1>",
    });
    assert_eq!(normalize(&before), after);
}

#[test]
fn what_only_looks_like_a_hash_stays() {
    let hash = "0123456789abcdef".repeat(4);
    let same = json!({
        "short": &hash[1..],
        "long": format!("{hash}0"),
        "capitals": hash.to_uppercase(),
        "logical id": "Readings7A41B0C2",
        "number": 1,
    });
    assert_eq!(normalize(&same), same);
}
