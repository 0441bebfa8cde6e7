//! Import: a template becomes a program or is refused with a reason, and no text of it ends the literal that it stands in.

#![no_main]

use ferrocdk_import::{Options, import};
use ferrocdk_spec::Database;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let Ok(document) = ferrocdk_template::parse(&text) else {
        return;
    };
    let database = Database::bundled().expect("the database can be read");
    let options = Options::new("template.yaml", "../constructs");
    match import(&document.root, &options, &database, &|code| Ok(code.to_owned())) {
        Ok(imported) => {
            for (path, code) in imported.files {
                if path.ends_with(".rs") {
                    syn::parse_file(&code).unwrap_or_else(|error| panic!("{path}: {error}\n{code}"));
                }
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
