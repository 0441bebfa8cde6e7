//! An app that gives something besides its tree.

use ferrocdk::prelude::*;

fn main() {
    ferrocdk::run(|app| Stack::new(app, "plant", StackProps::default()));
}
