//! Blocks that rustfmt must not see: documents and long strings, which would keep it from formatting what is around them.
//!
//! Each is a name of a fixed length while rustfmt works, and is put in afterwards, indented as the line that it is on.

use crate::layout::Layout;

/// Long enough that rustfmt breaks the chain or the call around it, as for something of several lines, and no longer.
const LENGTH: usize = 45;
/// Beginning of the names; no literal has it.
pub(crate) const PREFIX: &str = "block_of_code_";

/// The pieces of a program that are put in at the end.
#[derive(Debug, Default)]
pub(crate) struct Blocks(Vec<Layout>);

impl Blocks {
    /// Code that stands for a piece: itself where it is short, or a name.
    pub(crate) fn put(&mut self, piece: Layout) -> String {
        let flat = piece.flat();
        // What is within a document must be known to be there.
        if piece.is_short() && !(piece.has_document() && flat.contains(PREFIX)) {
            return flat;
        }
        let name = format!("{PREFIX}{}_", self.0.len());
        self.0.push(piece);
        format!("{name:_<LENGTH$}")
    }

    /// The code with all pieces put in.
    pub(crate) fn fill(&self, code: &str) -> String {
        let mut done = String::with_capacity(code.len() * 2);
        self.fill_into(&mut done, code, false);
        done
    }

    /// A piece may hold others, which were made before it.
    fn fill_into(&self, done: &mut String, mut code: &str, in_document: bool) {
        while let Some(at) = code.find(PREFIX) {
            let behind = &code[at + PREFIX.len()..];
            let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
            let number: Option<usize> = behind[..digits].parse().ok();
            let piece = number.and_then(|number| self.0.get(number));
            let (Some(piece), Some(rest)) = (piece, code.get(at + LENGTH..)) else {
                *done += &code[..at + PREFIX.len()];
                code = behind;
                continue;
            };
            *done += &code[..at];
            let line = &done[done.rfind('\n').map_or(0, |end| end + 1)..];
            let indent = line.len() - line.trim_start_matches(' ').len();
            let rendered = piece.render(indent, line.len(), in_document);
            self.fill_into(done, &rendered, in_document || piece.has_document());
            code = rest;
        }
        *done += code;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_put_in_with_the_indentation_of_their_line() {
        let mut blocks = Blocks::default();
        let inner = blocks.put(Layout::Code(format!("\"{}\"", "x".repeat(70))));
        let map = Layout::Map(vec![
            ("a".to_owned(), Layout::Code(inner)),
            ("b".to_owned(), Layout::Code(format!("\"{}\"", "y".repeat(70)))),
        ]);
        let outer = blocks.put(map.document());
        assert_eq!(outer.len(), LENGTH);
        assert_eq!(
            blocks.fill(&format!("    f({outer});\n")),
            format!(
                "    f(doc!({{\n        \"a\": \"{}\",\n        \"b\": \"{}\",\n    }}));\n",
                "x".repeat(70),
                "y".repeat(70)
            )
        );
        assert_eq!(blocks.put(Layout::Code("short".to_owned())), "short");
        assert_eq!(blocks.fill("\"block_of_code_ is text\""), "\"block_of_code_ is text\"");
    }
}
