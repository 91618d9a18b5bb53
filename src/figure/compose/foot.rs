//! Caption, sources and attribution, at the bottom of the page.

use super::{Composer, MARGIN, look};
use crate::figure::{
    definition::Part,
    drawing::{Group, Role},
    text::{Style, wrap},
};

impl Composer<'_> {
    /// The foot of the page, and where it begins.
    pub(super) fn foot(&mut self) -> (Group, f32) {
        let room = self.size[0] - 2.0 * MARGIN;
        let mut foot = Group::new(Role::Ornament);
        let (ink, quiet) = (self.look.ink, self.look.quiet);
        let mut pieces: Vec<(Option<Part>, Role, String, _, usize)> = Vec::new();
        if self.definition.shows(&Part::Caption) {
            let text = self.edited(&Part::Caption).unwrap_or_else(|| self.caption());
            pieces.push((Some(Part::Caption), Role::Caption, text, ink, 4));
        }
        if self.definition.shows(&Part::Sources) {
            let text = self.edited(&Part::Sources).unwrap_or_else(|| self.facts.sources());
            pieces.push((Some(Part::Sources), Role::Paragraph, text, ink, 3));
        }
        pieces.push((None, Role::Paragraph, self.attribution(), quiet, 4));
        let step = look::SMALL * look::LEADING;
        let mut set = Vec::new();
        let mut height = 0.0;
        for (part, role, text, colour, most) in pieces {
            let (lines, more) = wrap(&text, Style::Regular, look::SMALL, room, most);
            if let (true, Some(part)) = (more, &part) {
                self.warnings.push(super::Warning::Shortened { part: part.name() });
            }
            #[allow(clippy::cast_precision_loss)] // a few lines
            let tall = lines.len() as f32 * step + 3.0;
            set.push((part, role, lines, colour, height));
            height += tall;
        }
        let top = self.size[1] - MARGIN + 8.0 - height;
        for (part, role, lines, colour, below) in set {
            let mut group = Group::new(role);
            let mut y = top + below;
            for line in lines {
                let x = if line.right_to_left { MARGIN + room - line.width } else { MARGIN };
                group.text([x, y + line.ascent()], line, colour);
                y += step;
            }
            // The attribution has no part: it cannot be moved, edited or switched off.
            let group = match part {
                Some(part) => self.place(part, group),
                None => group,
            };
            foot.group(group);
        }
        (foot, top - 10.0)
    }

    fn caption(&self) -> String {
        let about = self.material.about;
        format!("{} Names: {}. Shown: {}.", self.facts.counts(), about.names(), about.filter)
    }

    /// Where boundaries, names and map come from. Always on the page.
    fn attribution(&self) -> String {
        // The locator map always stands on the basemap inside the program.
        let own = (!std::ptr::eq(self.ground, self.material.archive)).then(|| self.ground.attribution());
        let own = own.filter(|text| !text.is_empty()).map_or_else(String::new, |text| format!("{text}. "));
        format!(
            "{}. {own}{}. Place data from GeoNames (CC BY 4.0), modified. Places and proposals found by Dateline.",
            self.definition.style.worldview.note(),
            self.material.archive.attribution(),
        )
    }
}
