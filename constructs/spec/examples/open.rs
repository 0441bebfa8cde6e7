//! Opens the schema database and says what it holds; `cargo xtask bench database` measures it.

use ferrocdk_spec::{Database, Error};

fn main() -> Result<(), Error> {
    let database = Database::bundled()?;
    println!("{} resource types", database.names().len());
    Ok(())
}
