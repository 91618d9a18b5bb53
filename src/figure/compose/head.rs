//! Title, subtitle and the line of dates.

use super::{Composer, MARGIN, look};
use crate::figure::{
    definition::Part,
    drawing::{Group, Role},
    text::{Style, wrap},
};

/// The most lines that a title takes.
const TITLE_LINES: usize = 2;

impl Composer<'_> {
    /// The head of the page, and where it ends.
    pub(super) fn head(&mut self) -> (Group, f32) {
        let room = self.size[0] - 2.0 * MARGIN;
        let mut head = Group::new(Role::Ornament);
        let mut y = MARGIN - 4.0;
        // Narrow pages have smaller titles.
        let size = look::TITLE.min(room / 22.0).max(15.0);
        let title = self.title();
        let ink = self.look.ink;
        y = self.block(
            &mut head,
            Part::Title,
            Role::Title,
            (&title, Style::Bold, size),
            ink,
            room,
            y,
            TITLE_LINES,
        );
        let subtitle = self.definition.subtitle.trim().to_owned();
        if !subtitle.is_empty() {
            let words = (subtitle.as_str(), Style::Regular, look::SUBTITLE);
            y = self.block(&mut head, Part::Subtitle, Role::Paragraph, words, ink, room, y + 2.0, 2);
        }
        if self.definition.shows(&Part::DateRange) {
            let line = self.edited(&Part::DateRange).unwrap_or_else(|| self.facts.headline());
            let words = (line.as_str(), Style::Regular, look::BODY);
            let quiet = self.look.quiet;
            y = self.block(&mut head, Part::DateRange, Role::Paragraph, words, quiet, room, y + 2.0, 2);
        }
        (head, y + 10.0)
    }

    /// Words that the analyst put in place of a part's own.
    pub(super) fn edited(&self, part: &Part) -> Option<String> {
        self.definition
            .edited
            .get(part)
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    /// Sets lines of text one under the other; where the next may begin.
    #[allow(clippy::too_many_arguments)] // what to set, and where
    pub(super) fn block(
        &mut self,
        into: &mut Group,
        part: Part,
        role: Role,
        (words, style, size): (&str, Style, f32),
        colour: crate::basemap::style::Colour,
        room: f32,
        top: f32,
        most: usize,
    ) -> f32 {
        let (lines, more) = wrap(words, style, size, room, most);
        if more {
            self.warnings.push(super::Warning::Shortened { part: part.name() });
        }
        let mut group = Group::new(role);
        let mut y = top;
        for line in lines {
            let x = if line.right_to_left { MARGIN + room - line.width } else { MARGIN };
            group.text([x, y + line.ascent()], line, colour);
            y += size * look::LEADING;
        }
        let group = self.place(part, group);
        into.group(group);
        y
    }
}
