//! `Generate`: how the value of a secret is made up.

use ferrocdk_cfn::secretsmanager::secret::GenerateSecretString;
use ferrocdk_core::{Diagnostic, Scope};

use crate::diagnostic_ids;

/// How the value of a secret is made up: 32 characters of all kinds unless something else is said.
///
/// Source: "AWS::SecretsManager::Secret GenerateSecretString".
///
/// ```
/// use ferrocdk_aws::secretsmanager::Generate;
///
/// let database = Generate::new().template("{\"username\": \"historian\"}").field("password").exclude_punctuation();
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "it takes effect in a secret"]
pub struct Generate {
    length: Option<u32>,
    field: Option<String>,
    template: Option<String>,
    exclude_characters: Option<String>,
    excludes_lowercase: bool,
    excludes_uppercase: bool,
    excludes_numbers: bool,
    excludes_punctuation: bool,
    includes_space: bool,
}

impl Generate {
    /// 32 characters: small and large letters, digits, punctuation, at least one of each.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number of characters, 1 to 4,096.
    pub fn length(mut self, characters: u32) -> Self {
        self.length = Some(characters);
        self
    }

    /// Puts the value into a field of [`template`](Self::template).
    pub fn field(mut self, name: &str) -> Self {
        self.field = Some(name.to_owned());
        self
    }

    /// A JSON object with the fields that are known, such as a name of a user.
    pub fn template(mut self, json: &str) -> Self {
        self.template = Some(json.to_owned());
        self
    }

    /// Leaves characters out, such as those that a database does not take in passwords.
    pub fn exclude_characters(mut self, characters: &str) -> Self {
        self.exclude_characters = Some(characters.to_owned());
        self
    }

    /// Leaves out small letters.
    pub fn exclude_lowercase(mut self) -> Self {
        self.excludes_lowercase = true;
        self
    }

    /// Leaves out large letters.
    pub fn exclude_uppercase(mut self) -> Self {
        self.excludes_uppercase = true;
        self
    }

    /// Leaves out digits.
    pub fn exclude_numbers(mut self) -> Self {
        self.excludes_numbers = true;
        self
    }

    /// Leaves out punctuation.
    pub fn exclude_punctuation(mut self) -> Self {
        self.excludes_punctuation = true;
        self
    }

    /// Takes blanks as well.
    pub fn include_space(mut self) -> Self {
        self.includes_space = true;
        self
    }

    pub(super) fn check(&self, scope: &Scope) {
        let report = |message: &str, found: String, allowed: &str| {
            let diagnostic = Diagnostic::error(diagnostic_ids::SECRET, message)
                .at("", Some("GenerateSecretString"))
                .found(found)
                .allowed(allowed);
            scope.report(diagnostic);
        };
        if let Some(length) = self.length.filter(|length| !(1..=4_096).contains(length)) {
            report(
                "not a length of a secret",
                format!("{length} characters"),
                "1 to 4096 characters",
            );
        }
        if self.field.is_some() != self.template.is_some() {
            let (there, lacks) = if self.field.is_some() {
                ("a field", "a template")
            } else {
                ("a template", "a field")
            };
            report(
                "a field and a template belong together",
                format!("{there} without {lacks}"),
                "both, or none of them",
            );
        }
        if self.excludes_lowercase && self.excludes_uppercase && self.excludes_numbers && self.excludes_punctuation {
            report(
                "a secret of no character",
                "all kinds left out".to_owned(),
                "at least one kind",
            );
        }
    }

    pub(super) fn into_cfn(self) -> GenerateSecretString {
        let on = |set: bool| set.then(|| true.into());
        let mut generated = GenerateSecretString::new();
        generated.password_length = self.length.map(|length| i64::from(length).into());
        generated.generate_string_key = self.field.map(Into::into);
        generated.secret_string_template = self.template.map(Into::into);
        generated.exclude_characters = self.exclude_characters.map(Into::into);
        generated.exclude_lowercase = on(self.excludes_lowercase);
        generated.exclude_uppercase = on(self.excludes_uppercase);
        generated.exclude_numbers = on(self.excludes_numbers);
        generated.exclude_punctuation = on(self.excludes_punctuation);
        generated.include_space = on(self.includes_space);
        generated
    }
}
