//! Running text put together from the pieces of a document: paragraphs with a blank line between, one space
//! where there was any white space, and none of the marks that only lay text out.

/// Text under construction.
#[derive(Debug, Default)]
pub(super) struct Prose {
    text: String,
    /// A space is due before the next letter of the paragraph.
    space: bool,
    /// A paragraph has ended since the last letter.
    ended: bool,
    /// A line has ended since the last letter.
    broken: bool,
}

impl Prose {
    /// Adds a piece of a paragraph; any white space in it counts as one space.
    pub(super) fn push(&mut self, piece: &str) {
        for c in piece.chars() {
            match c {
                // Soft hyphens, zero-width marks and byte order marks only lay text out.
                '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
                '\u{fb00}'..='\u{fb06}' => {
                    let letters = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
                    letters[c as usize - 0xfb00].chars().for_each(|c| self.letter(c));
                }
                _ if c.is_whitespace() => self.space = true,
                _ if c.is_control() => {}
                _ => self.letter(c),
            }
        }
    }

    fn letter(&mut self, c: char) {
        if self.text.is_empty() {
            self.broken = false;
        } else if self.ended {
            self.text.push_str("\n\n");
        } else if self.broken {
            self.text.push('\n');
        } else if self.space {
            self.text.push(' ');
        }
        (self.space, self.ended, self.broken) = (false, false, false);
        self.text.push(c);
    }

    /// Ends the paragraph.
    pub(super) const fn paragraph(&mut self) {
        self.ended = true;
    }

    /// Ends the line, but not the paragraph.
    pub(super) const fn line(&mut self) {
        self.broken = true;
    }

    /// Sets two pieces apart by a space.
    pub(super) const fn gap(&mut self) {
        self.space = true;
    }

    /// How long it is, in bytes.
    pub(super) const fn len(&self) -> usize {
        self.text.len()
    }

    /// What stands from a byte on.
    pub(super) fn since(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default().trim()
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_keep_apart_and_layout_goes() {
        let mut prose = Prose::default();
        prose.paragraph();
        prose.push("  of\u{fb01}cials \n in Ba\u{ad}ku");
        prose.line();
        prose.push("met.");
        prose.paragraph();
        prose.paragraph();
        prose.push(" Two ");
        prose.gap();
        assert_eq!(prose.finish(), "officials in Baku\nmet.\n\nTwo");
    }
}
