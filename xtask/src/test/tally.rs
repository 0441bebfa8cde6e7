//! Results of a test program, as Rust's test harness writes it.

/// How many tests passed and failed, and which were skipped.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
    /// The name of each skipped test, with the reason where it gives one.
    pub(super) skipped: Vec<String>,
}

impl Tally {
    /// Reads it from what the harness printed; a program may hold several harnesses, one after the other.
    pub(super) fn of(output: &str) -> Self {
        let mut tally = Self::default();
        let mut unnamed = 0;
        for line in output.lines() {
            if let Some(test) = line.strip_prefix("test ")
                && let Some((name, reason)) = test.split_once(" ... ignored")
            {
                let reason = reason.trim_start_matches(',').trim();
                tally.skipped.push(if reason.is_empty() {
                    name.to_owned()
                } else {
                    format!("{name}: {reason}")
                });
            }
            if let Some(sums) = line.strip_prefix("test result: ") {
                let of = |word: &str| {
                    sums.split([';', '.'])
                        .find_map(|part| part.trim().strip_suffix(word)?.trim().parse::<u64>().ok())
                        .unwrap_or(0)
                };
                tally.passed += of("passed");
                tally.failed += of("failed");
                unnamed += of("ignored");
            }
        }
        // The short form of the harness counts them and names none.
        for number in (tally.skipped.len() as u64)..unnamed {
            tally.skipped.push(format!("a test without a name ({})", number + 1));
        }
        tally
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend_from_slice(&other.skipped);
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn sums_of_several_harnesses_are_added_up() {
        let output = "\nrunning 3 tests\ntest a ... ok\ntest b::c ... ignored, no golden data\ntest d ... FAILED\n\n\
            test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n\
            running 2 tests\n.i\ntest result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n";
        let expected = Tally {
            passed: 2,
            failed: 1,
            skipped: vec![
                "b::c: no golden data".to_owned(),
                "a test without a name (2)".to_owned(),
            ],
        };
        assert_eq!(Tally::of(output), expected);
    }

    #[test]
    fn other_output_counts_nothing() {
        let output = "test result of mine\nwhat is ... ignored, stays so\nerror: test failed";
        assert_eq!(Tally::of(output), Tally::default());
    }
}
