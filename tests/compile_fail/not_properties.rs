//! A document where generated properties belong.

use ferrocdk::prelude::*;

fn queue(stack: &Stack) -> CfnResource {
    CfnResource::new(stack, "Queue", doc!({ "DelaySeconds": 5 }))
}

fn main() {}
