//! A number where text belongs, and no list of every enum.

use ferrocdk::cfn::kinesis::StreamProps;

fn main() {
    let _ = StreamProps::new().name(5);
}
