//! A reference to a text where a number belongs.

use ferrocdk::cfn::kinesis::StreamProps;
use ferrocdk::pseudo;

fn main() {
    let _ = StreamProps::new().shard_count(pseudo::region());
}
