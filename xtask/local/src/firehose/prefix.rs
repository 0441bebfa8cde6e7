//! Names of the objects that Firehose writes.
//!
//! Source: <https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html>

use std::time::{Duration, SystemTime};

/// A moment in UTC, by its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    /// `2026-11-29T16:30:05.123Z`.
    text: String,
}

impl Moment {
    pub(super) fn at(seconds: f64) -> Self {
        let since = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        let text = humantime::format_rfc3339_millis(SystemTime::UNIX_EPOCH + since).to_string();
        Self { text }
    }

    fn part(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Formats as Java does, as far as numbers go; quoted text stays.
    fn format(&self, pattern: &str) -> Result<String, String> {
        let (mut out, mut chars) = (String::new(), pattern.chars().peekable());
        while let Some(letter) = chars.next() {
            if letter == '\'' {
                let quoted: String = chars.by_ref().take_while(|c| *c != '\'').collect();
                out.push_str(if quoted.is_empty() { "'" } else { &quoted });
                continue;
            }
            let mut count = 1;
            while letter.is_ascii_alphabetic() && chars.next_if_eq(&letter).is_some() {
                count += 1;
            }
            let part = match letter {
                'y' | 'u' if count == 2 => self.part(2, 4),
                'y' | 'u' => self.part(0, 4),
                'M' if count <= 2 => self.part(5, 7),
                'd' => self.part(8, 10),
                'H' => self.part(11, 13),
                'm' => self.part(14, 16),
                's' => self.part(17, 19),
                'S' => self.part(20, 23),
                letter if letter.is_ascii_alphabetic() => {
                    return Err(format!("`{letter}` in the pattern `{pattern}` is not understood here"));
                }
                other => {
                    out.push(other);
                    continue;
                }
            };
            // One letter is a number without zeros before it.
            out.push_str(if count == 1 { part.trim_start_matches('0') } else { part });
            if count == 1 && part.bytes().all(|digit| digit == b'0') {
                out.push('0');
            }
        }
        Ok(out)
    }
}

/// The prefix of an object whose oldest record came in at `moment`. One without an expression gets the hour behind it.
pub(super) fn evaluate(prefix: &str, moment: &Moment, error: Option<&str>, random: &str) -> Result<String, String> {
    if !prefix.contains("!{") {
        let kind = error.map(|error| format!("{error}/")).unwrap_or_default();
        return Ok(format!("{prefix}{kind}{}/", moment.format("yyyy/MM/dd/HH")?));
    }
    let (mut out, mut rest) = (String::new(), prefix);
    while let Some((before, after)) = rest.split_once("!{") {
        let (inside, after) = after
            .split_once('}')
            .ok_or_else(|| format!("`{prefix}` has no end of `!{{`"))?;
        out.push_str(before);
        match inside.split_once(':') {
            Some(("timestamp", pattern)) => out.push_str(&moment.format(pattern)?),
            Some(("firehose", "random-string")) => out.push_str(random),
            Some(("firehose", "error-output-type")) => out.push_str(error.unwrap_or_default()),
            _ => {
                return Err(format!(
                    "`!{{{inside}}}` is not understood here; use timestamp:, firehose:random-string or firehose:error-output-type"
                ));
            }
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// The object's name behind its prefix.
pub(super) fn name(stream: &str, version: &str, moment: &Moment, id: &str, extension: &str) -> String {
    let time = moment.format("yyyy-MM-dd-HH-mm-ss").unwrap_or_default();
    format!("{stream}-{version}-{time}-{id}{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_evaluated_as_on_aws() {
        // 2026-03-04T05:06:07Z
        let moment = Moment::at(1_772_600_767.25);
        let of = |prefix: &str| evaluate(prefix, &moment, Some("processing-failed"), "Ab3");
        for (prefix, expected) in [
            ("", "processing-failed/2026/03/04/05/"),
            ("raw/!{timestamp:yyyy/MM/dd/HH}/", "raw/2026/03/04/05/"),
            (
                "raw/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/",
                "raw/year=2026/month=03/day=04/hour=05/",
            ),
            (
                "!{firehose:random-string}/!{timestamp:yy-M-d'T'H:mm:ss.SSS}",
                "Ab3/26-3-4T5:06:07.250",
            ),
            ("e/!{firehose:error-output-type}/", "e/processing-failed/"),
        ] {
            assert_eq!(of(prefix).as_deref(), Ok(expected), "{prefix}");
        }
        assert!(
            of("!{partitionKeyFromQuery:x}")
                .unwrap_err()
                .contains("is not understood here")
        );
        assert!(of("!{timestamp:EEE}").is_err() && of("!{x").is_err());
        assert_eq!(evaluate("raw/", &moment, None, "").as_deref(), Ok("raw/2026/03/04/05/"));
        assert_eq!(name("s", "1", &moment, "id", ".gz"), "s-1-2026-03-04-05-06-07-id.gz");
    }
}
