//! Rules about the documents of policies.

rules! {
    E3510: "an identity policy of the wrong form" {
        body: "policies/mod.rs",
        why: "IAM refuses documents with unknown keys, without effect or action, or with a principal where the policy belongs to an identity.",
        fix: "Write each statement with `Effect`, `Action` and `Resource`.",
    }
    E3512: "a resource policy of the wrong form" {
        body: "policies/mod.rs",
        why: "A policy at a resource says who may do what, so every statement needs a principal.",
        fix: "Write each statement with `Effect`, `Principal` and `Action`.",
    }
    E3513: "a policy of a container repository of the wrong form" {
        body: "policies/mod.rs",
        why: "A repository's policy stands at the repository, so its statements name no resource.",
        fix: "Write each statement with `Effect`, `Principal` and `Action`, without `Resource`.",
    }
    E3514: "a resource policy speaks of a resource that is no ARN" {
        body: "policies/statement.rs",
        why: "The service compares the resource with ARNs, and what is none never matches or is refused.",
        fix: "Write the ARN, made with `Fn::GetAtt` or `Fn::Sub`, or `*`.",
    }
    E3530: "a trust policy of the wrong form" {
        body: "policies/mod.rs",
        why: "A trust policy says who may assume the role; the role itself is the resource.",
        fix: "Write each statement with `Effect`, `Principal` and an action of `sts`, without `Resource`.",
    }
    W2511: "a policy of the old version" {
        body: "policies/mod.rs",
        why: "In the version of 2008, policy variables such as `${aws:username}` are plain text.",
        fix: "Write `Version: \"2012-10-17\"`.",
    }
    W3037: "an action that IAM does not know" {
        body: "policies/statement.rs",
        why: "An action that IAM does not know allows nothing, and the call that was meant fails at run time.",
        fix: "Correct the action by the message's suggestion.",
    }
}
