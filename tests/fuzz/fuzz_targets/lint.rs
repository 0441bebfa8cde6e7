//! Parser and linter: whatever can be read can be judged, and each finding names a rule, a place and a reason.

#![no_main]

use ferrocdk_lint::{Linter, Options};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static LINTER: Linter = Linter::new(Options::default());
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for finding in LINTER.with(|linter| linter.lint_text(&text)) {
        assert!(!finding.rule.is_empty() && !finding.message.is_empty(), "{finding:?}");
    }
});
