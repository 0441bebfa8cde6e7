//! Whether the environment sends calls that are meant for AWS somewhere else.
//!
//! The AWS CLI follows `AWS_ENDPOINT_URL` and its relatives per service without a word, and `local env` sets it: a deployment that seems to reach
//! AWS, or a destruction, would reach the emulator.

use std::env;

use anyhow::Result;

use crate::{failure::Failure, program::PROGRAM, ui};

/// Refuses to go on where calls would end on this machine, and tells where they end elsewhere.
pub(crate) fn refuse_local() -> Result<()> {
    // The CLI's own switch for all of them.
    let ignored = env::var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_ok_and(|value| value.eq_ignore_ascii_case("true"));
    let mut found: Vec<(String, String)> = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .filter(|(name, value)| name.starts_with("AWS_ENDPOINT_URL") && !value.is_empty() && !ignored)
        .collect();
    found.sort();
    if let Some((name, url)) = found.iter().find(|(_, url)| is_local(url)) {
        return Err(Failure::new(format!(
            "{name} sends the calls to {url} on this machine, but without --local this command is about AWS"
        ))
        .hint(format!(
            "add --local; or take back what `{PROGRAM} local env` has set: unset {name} AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY"
        ))
        .into());
    }
    for (name, url) in found {
        ui::warning(format!("the calls go to {url}, because {name} says so"));
    }
    Ok(())
}

/// Whether an endpoint is on this machine.
fn is_local(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(sixth) => sixth.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    match host.parse::<std::net::IpAddr>() {
        Ok(address) => address.is_loopback() || address.is_unspecified(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn endpoints_on_this_machine() {
        for url in [
            "http://127.0.0.1:4566",
            "http://127.1.2.3",
            "https://LOCALHOST:4566/",
            "http://s3.localhost:4566",
            "http://[::1]:4566/x",
            "http://0.0.0.0:4566",
            "localhost:4566",
            "http://user@localhost",
        ] {
            assert!(is_local(url), "{url}");
        }
        for url in [
            "https://vpce-0a1b.cloudformation.sa-east-1.vpce.amazonaws.com",
            "http://10.0.0.1:4566",
            "https://localhost.example.com",
            "",
        ] {
            assert!(!is_local(url), "{url}");
        }
    }
}
