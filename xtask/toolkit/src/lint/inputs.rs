//! Files beside the templates: schemas of CloudFormation's registry, and assumed values.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use ferrocdk_lint::{InputError, RegistrySchema, Values};
use ferrocdk_spec::Database;

use super::{FileError, files};

/// The end of the names of schemas in a folder.
const END: &str = ".json";

/// Why schemas or values cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InputsError {
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A folder has no schema.
    #[error("no schema (`*{END}`) in `{name}`")]
    Nothing {
        /// The folder.
        name: String,
    },
    /// Files say what they may not, each mistake on a line of its own.
    #[error("{}", lines(.0))]
    Mistakes(Vec<Mistake>),
}

/// A mistake in a file.
#[derive(Debug)]
pub struct Mistake {
    /// The file.
    pub path: PathBuf,
    /// Mistake, and its place.
    pub error: InputError,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let InputError { at, message, help } = &self.error;
        write!(f, "{}:{}:{}: {message}", self.path.display(), at.line, at.column)?;
        match help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

fn lines(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A file beside the templates, with its text for findings about it.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Its name, as it was given.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Schemas of types.
#[derive(Debug, Default)]
pub struct Schemas {
    /// Those of types that the database does not have.
    pub used: Vec<RegistrySchema>,
    /// Types that the database has, with the files of their schemas: what the database knows of them stands, as it joins and corrects more than
    /// the registry says.
    pub left_out: BTreeMap<String, PathBuf>,
}

impl Schemas {
    /// Reads schemas: each name is a file, or a folder in which every `*.json` is one, also in folders below.
    ///
    /// # Errors
    /// When a file cannot be read or is no schema, or two are of one type; all mistakes at once.
    pub fn read(names: &[String]) -> Result<Self, InputsError> {
        let database = Database::bundled().ok();
        let mut schemas = Self::default();
        let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
        let mut mistakes = Vec::new();
        for name in names {
            for path in schema_files(name)? {
                let schema = match RegistrySchema::parse(&files::read(&path)?) {
                    Ok(schema) => schema,
                    Err(errors) => {
                        let of_file = errors.into_iter().map(|error| Mistake {
                            path: path.clone(),
                            error,
                        });
                        mistakes.extend(of_file);
                        continue;
                    }
                };
                let ty = schema.type_name().to_owned();
                match seen.get(&ty) {
                    Some(before) if *before == path => continue,
                    Some(before) => mistakes.push(twice(&ty, before, path)),
                    None => {
                        seen.insert(ty.clone(), path.clone());
                        if database.as_ref().is_some_and(|database| database.contains(&ty)) {
                            schemas.left_out.insert(ty, path);
                        } else {
                            schemas.used.push(schema);
                        }
                    }
                }
            }
        }
        if mistakes.is_empty() {
            Ok(schemas)
        } else {
            Err(InputsError::Mistakes(mistakes))
        }
    }
}

fn twice(ty: &str, before: &Path, path: PathBuf) -> Mistake {
    Mistake {
        error: InputError {
            at: ferrocdk_template::Position { line: 1, column: 1 },
            message: format!("`{ty}` has a schema in `{}` too", before.display()),
            help: Some("leave one of them out".to_owned()),
        },
        path,
    }
}

fn schema_files(name: &str) -> Result<Vec<PathBuf>, InputsError> {
    let path = Path::new(name);
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    files::walk(path, &|file| file.to_string_lossy().ends_with(END), &mut found)?;
    if found.is_empty() {
        return Err(InputsError::Nothing { name: name.to_owned() });
    }
    found.sort();
    Ok(found)
}

/// Reads a file of assumed values, and gives its text too, for findings about it.
///
/// # Errors
/// When it cannot be read, or is no file of values; all mistakes at once.
pub fn read_values(name: &str) -> Result<(Values, InputFile), InputsError> {
    let path = Path::new(name);
    let text = files::read(path)?;
    match Values::parse(&text) {
        Ok(values) => Ok((
            values,
            InputFile {
                name: name.to_owned(),
                text,
            },
        )),
        Err(errors) => Err(InputsError::Mistakes(
            errors
                .into_iter()
                .map(|error| Mistake {
                    path: path.to_owned(),
                    error,
                })
                .collect(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn read(folder: &tempfile::TempDir) -> Result<Schemas, String> {
        let name = folder.path().display().to_string();
        Schemas::read(std::slice::from_ref(&name)).map_err(|error| error.to_string().replace(&format!("{name}/"), ""))
    }

    #[test]
    fn a_folder_gives_its_schemas_and_those_of_aws_stand_back() {
        let folder = folder(&[
            ("zone.json", r#"{ "typeName": "Acme::Net::Zone", "properties": {} }"#),
            (
                "deep/queue.json",
                r#"{ "typeName": "AWS::SQS::Queue", "properties": {} }"#,
            ),
            (".git/broken.json", "{"),
            ("readme.md", "no schema"),
        ]);
        let schemas = read(&folder).unwrap();
        let used: Vec<&str> = schemas.used.iter().map(RegistrySchema::type_name).collect();
        assert_eq!(used, ["Acme::Net::Zone"]);
        assert_eq!(schemas.left_out.keys().collect::<Vec<_>>(), ["AWS::SQS::Queue"]);
    }

    #[test]
    fn all_mistakes_of_all_files_are_said_with_their_places() {
        let folder = folder(&[
            ("a.json", "{ \"typeName\": \"Acme::Net::Zone\",\n  \"properties\": [] }"),
            ("b.json", "{ \"typeName\": \"Acme::Net::Zone\", \"properties\": {} }"),
            ("c.json", "{ \"typeName\": \"Acme::Net::Zone\", \"properties\": {} }"),
            ("d.json", "{ \"typeName\": "),
            ("e.json", "{ \"name\": \"tool\" }"),
        ]);
        let message = read(&folder).unwrap_err();
        let lines: Vec<&str> = message.lines().collect();
        assert_eq!(
            lines[0],
            "a.json:2:17: `properties` is a map of schemas; this is a list"
        );
        assert!(
            lines[1].starts_with("c.json:1:1: `Acme::Net::Zone` has a schema in `") && lines[1].contains("b.json` too"),
            "{message}"
        );
        assert!(lines[2].starts_with("d.json:1:"), "{message}");
        assert!(lines[3].starts_with("e.json:1:1: `typeName` is missing"), "{message}");
        let empty = tempfile::tempdir().unwrap();
        assert!(read(&empty).unwrap_err().starts_with("no schema"));
    }

    #[test]
    fn values_that_cannot_be_read_say_why() {
        let folder = folder(&[
            ("v.yaml", "Stage: dev\nZones: { a: b }\n"),
            ("ok.json", r#"{ "A": 1 }"#),
        ]);
        let name = |file: &str| folder.path().join(file).display().to_string();
        let message = read_values(&name("v.yaml")).unwrap_err().to_string();
        assert!(
            message.ends_with("v.yaml:2:8: a value is text, a number, a boolean or a list of them; this is a map"),
            "{message}"
        );
        assert_eq!(read_values(&name("ok.json")).unwrap().0.parameters().count(), 1);
        assert!(
            read_values(&name("none"))
                .unwrap_err()
                .to_string()
                .starts_with("cannot read")
        );
    }
}
