//! A construct where a value of it belongs.

use ferrocdk::prelude::*;

fn main() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let _ = doc!({ "Stack": &stack });
}
