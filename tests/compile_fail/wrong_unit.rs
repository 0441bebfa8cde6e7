//! A length of time in a unit that does not convert.

use ferrocdk::aws::kinesis::StreamProps;
use ferrocdk::aws::units::Mebibytes;

fn main() {
    let _ = StreamProps::new().retention_period(Mebibytes(168));
}
