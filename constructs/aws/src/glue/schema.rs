//! Columns and their types.

use ferrocdk_cfn::glue::table::Column as CfnColumn;

/// A type of a column, as Hive and Athena write it.
///
/// Source: "Data types in Amazon Athena".
///
/// ```
/// use ferrocdk_aws::glue::{Column, ColumnType};
///
/// let readings = ColumnType::array(ColumnType::structure([Column::new("at", ColumnType::TIMESTAMP), Column::new("value", ColumnType::DOUBLE)]));
/// assert_eq!(readings.word(), "array<struct<at:timestamp,value:double>>");
/// assert_eq!(ColumnType::decimal(12, 2).word(), "decimal(12,2)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnType(std::borrow::Cow<'static, str>);

impl ColumnType {
    /// `true` or `false`.
    pub const BOOLEAN: Self = Self::plain("boolean");
    /// Eight bits.
    pub const TINY_INT: Self = Self::plain("tinyint");
    /// Sixteen bits.
    pub const SMALL_INT: Self = Self::plain("smallint");
    /// 32 bits.
    pub const INTEGER: Self = Self::plain("int");
    /// 64 bits.
    pub const BIG_INT: Self = Self::plain("bigint");
    /// A decimal number of 32 bits.
    pub const FLOAT: Self = Self::plain("float");
    /// A decimal number of 64 bits.
    pub const DOUBLE: Self = Self::plain("double");
    /// A text.
    pub const STRING: Self = Self::plain("string");
    /// Bytes.
    pub const BINARY: Self = Self::plain("binary");
    /// A day.
    pub const DATE: Self = Self::plain("date");
    /// A day and a time.
    pub const TIMESTAMP: Self = Self::plain("timestamp");

    const fn plain(word: &'static str) -> Self {
        Self(std::borrow::Cow::Borrowed(word))
    }

    /// A number of so many digits, so many of them behind the point.
    pub fn decimal(precision: u8, scale: u8) -> Self {
        Self::other(format!("decimal({precision},{scale})"))
    }

    /// A text of so many characters.
    pub fn char(length: u8) -> Self {
        Self::other(format!("char({length})"))
    }

    /// A text of at most so many characters.
    pub fn varchar(length: u16) -> Self {
        Self::other(format!("varchar({length})"))
    }

    /// A list.
    pub fn array(items: Self) -> Self {
        Self::other(format!("array<{}>", items.0))
    }

    /// A map; its keys are of a simple type.
    pub fn map(keys: Self, values: Self) -> Self {
        Self::other(format!("map<{},{}>", keys.0, values.0))
    }

    /// Named fields.
    pub fn structure(fields: impl IntoIterator<Item = Column>) -> Self {
        let fields: Vec<String> = fields
            .into_iter()
            .map(|field| format!("{}:{}", field.name, field.kind.0))
            .collect();
        Self::other(format!("struct<{}>", fields.join(",")))
    }

    /// Any other, as Hive writes it.
    pub fn other(word: impl Into<String>) -> Self {
        Self(std::borrow::Cow::Owned(word.into()))
    }

    /// As Hive writes it.
    pub fn word(&self) -> &str {
        &self.0
    }
}

/// A column of a table.
///
/// ```
/// use ferrocdk_aws::glue::{Column, ColumnType};
///
/// let temperature = Column::new("temperature", ColumnType::DOUBLE).comment("In degrees Celsius");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it takes effect in a table"]
pub struct Column {
    /// Its name, in small letters: Athena knows no others.
    pub name: String,
    /// Its type.
    pub kind: ColumnType,
    /// For people.
    pub comment: Option<String>,
}

impl Column {
    /// A column by its name and type.
    pub fn new(name: impl Into<String>, kind: ColumnType) -> Self {
        Self {
            name: name.into(),
            kind,
            comment: None,
        }
    }

    /// Says what it means.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    pub(super) fn into_cfn(self) -> CfnColumn {
        let column = CfnColumn::new().name(self.name).type_(self.kind.0.into_owned());
        match self.comment {
            Some(comment) => column.comment(comment),
            None => column,
        }
    }
}
