//! A property of another type.

use ferrocdk::cfn::kinesis::StreamProps;

fn main() {
    let _ = StreamProps::new().shard_count("four");
}
