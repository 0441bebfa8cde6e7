//! Text in styles, broken into lines between words.

use anstyle::{AnsiColor, Style};

pub(super) const PLAIN: Style = Style::new();
pub(super) const TITLE: Style = Style::new().bold();
pub(super) const NAME: Style = AnsiColor::Cyan.on_default();
pub(super) const REQUIRED: Style = AnsiColor::Green.on_default().bold();
pub(super) const REPLACES: Style = AnsiColor::Yellow.on_default();
pub(super) const DIM: Style = Style::new().dimmed();

/// A run of words.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(Vec<(String, Style)>);

impl Words {
    /// The words of a text, in a style.
    pub(super) fn of(text: &str, style: Style) -> Self {
        let mut words = Self::default();
        words.add(text, style);
        words
    }

    pub(super) fn add(&mut self, text: &str, style: Style) {
        self.0.extend(text.split(' ').map(|word| (word.to_owned(), style)));
    }

    /// Adds more words, behind a dot when there are some already.
    pub(super) fn and(&mut self, more: Self) {
        if !self.0.is_empty() && !more.0.is_empty() {
            self.add("·", DIM);
        }
        self.0.extend(more.0);
    }

    /// Appends lines to `page`: the first goes on where `used` columns are taken already, all others begin at `indent`.
    pub(super) fn wrap(&self, page: &mut String, used: usize, indent: usize, width: usize) {
        let mut column = used;
        let mut first = true;
        for (word, style) in &self.0 {
            let length = word.chars().count();
            if column > indent && column + usize::from(!first) + length > width {
                page.truncate(page.trim_end_matches(' ').len());
                page.push('\n');
                page.push_str(&" ".repeat(indent));
                column = indent;
                first = true;
            }
            if !first {
                page.push(' ');
                column += 1;
            }
            page.push_str(&styled(*style, word));
            column += length;
            first = false;
        }
        page.push('\n');
    }
}

/// A text in a style; plain text stays as it is.
pub(super) fn styled(style: Style, text: &str) -> String {
    match style.is_plain() {
        true => text.to_owned(),
        false => format!("{style}{text}{style:#}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_begin_at_the_indent() {
        let mut page = "ab  ".to_owned();
        Words::of("one two three extraordinarily", PLAIN).wrap(&mut page, 4, 4, 12);
        assert_eq!(page, "ab  one two\n    three\n    extraordinarily\n");
    }

    #[test]
    fn parts_are_divided_by_a_dot() {
        let mut words = Words::default();
        words.and(Words::of("a", PLAIN));
        words.and(Words::of("b", TITLE));
        let mut page = String::new();
        words.wrap(&mut page, 0, 0, 80);
        assert_eq!(page, format!("a {DIM}·{DIM:#} {TITLE}b{TITLE:#}\n"));
    }
}
