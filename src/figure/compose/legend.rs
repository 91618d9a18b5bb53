//! The legend: what is really drawn, and nothing else.

use super::{
    Composer, look,
    symbols::{Kind, Mark, outline_of},
};
use crate::{
    basemap::style::Colour,
    cartography::{
        legend::{Form, Legend, Sign},
        palette::StatusGroup,
        symbol::Symbol,
    },
    figure::{
        drawing::{Group, Pen, Role, shapes},
        text::{Style, shape, wrap},
    },
};

/// The height of a line.
const LINE: f32 = 15.5;
/// Where a row's words begin.
const INDENT: f32 = 28.0;

/// The legend while it grows.
struct Rows {
    group: Group,
    y: f32,
    room: f32,
}

impl Rows {
    fn heading(&mut self, words: &str, ink: Colour) {
        let mut heading = Group::new(Role::Heading);
        heading.text([0.0, self.y], shape(words, Style::Bold, look::BODY), ink);
        self.group.group(heading);
        self.y += LINE + 1.5;
    }

    fn say(&mut self, symbol: Option<Group>, words: &str, ink: Colour) {
        let mut row = Group::new(Role::Paragraph);
        let indent = if symbol.is_some() { INDENT } else { 0.0 };
        if let Some(symbol) = symbol {
            row.group(symbol.moved([11.0, self.y - 4.0]));
        }
        let (lines, _) = wrap(words, Style::Regular, look::SMALL + 0.5, self.room - indent, 3);
        for line in lines {
            row.text([indent, self.y], line, ink);
            self.y += LINE;
        }
        self.y += 1.0;
        self.group.group(row);
    }
}

impl Composer<'_> {
    /// The legend at the page's corner, at most so wide; `None` where nothing needs one.
    pub(super) fn legend(&self, symbols: &[Mark], room: f32) -> Option<Group> {
        let signs = Legend::of(self.material.layers, |point| self.on_map(self.at(point), 8.0));
        if signs.is_empty() {
            return None;
        }
        let mut rows = Rows { group: Group::new(Role::Furniture).labelled("Legend"), y: 12.0, room };
        rows.heading("Legend", self.look.ink);
        for sign in signs.signs().filter(|sign| !matches!(sign, Sign::Proposal(..))) {
            rows.say(Some(self.sign(sign)), &sign.label(), self.look.ink);
        }
        // One row a status, with every form in which it is drawn.
        for status in StatusGroup::ALL {
            let forms: Vec<Sign> = signs
                .signs()
                .filter(|sign| matches!(sign, Sign::Proposal(_, group) if *group == status))
                .collect();
            if !forms.is_empty() {
                let words = format!("Proposal, {}", status.label());
                rows.say(Some(self.forms(&forms)), &words, self.look.ink);
            }
        }
        if symbols.iter().any(|symbol| matches!(symbol.kind, Kind::Dot(_)) && !symbol.joined.is_empty()) {
            rows.say(None, "“+1”: one more that is too close to show apart.", self.look.quiet);
        }
        if let Some(note) = signs.note_on_size() {
            rows.say(None, note, self.look.quiet);
        }
        Some(rows.group)
    }

    /// The forms of a status side by side: a pin, a line, a wash.
    fn forms(&self, forms: &[Sign]) -> Group {
        if let [one] = forms {
            return self.sign(*one);
        }
        let mut all = Group::new(Role::Ornament);
        for sign in forms {
            let Sign::Proposal(form, status) = *sign else { continue };
            let colour = status.colour(self.look.theme);
            match form {
                Form::Venue => all.group(self.sign(*sign).moved([-5.0, 0.0])),
                Form::Route => {
                    let dash = status.dash().iter().map(|part| part * 0.4).collect();
                    let pen = Pen { colour, width: 3.0, dash, round: false };
                    all.stroke(shapes::line(&[[2.0, 0.0], [12.0, 0.0]]), pen);
                }
                Form::Area => {
                    super::map::wash(&mut all, shapes::rectangle([-11.0, -7.0, 12.0, 7.0]), colour);
                }
            }
        }
        all
    }

    fn sign(&self, sign: Sign) -> Group {
        let (theme, halo) = (self.look.theme, self.look.halo);
        let mut group = Group::new(Role::Ornament);
        let area = Symbol::Area.colour(theme);
        let wide = [[-10.0, 0.0], [10.0, 0.0]];
        match sign {
            Sign::Place(symbol) => {
                group.fill(outline_of(symbol, [0.0, 0.0], 5.2), symbol.colour(theme));
                if symbol == Symbol::Capital {
                    group.fill(shapes::disc([0.0, 0.0], 1.6), halo);
                }
            }
            Sign::Unsure(symbol) => {
                group.fill(outline_of(symbol, [0.0, 0.0], 5.2), symbol.colour(theme));
                group.fill(outline_of(symbol, [0.0, 0.0], 3.2), halo);
            }
            Sign::Outline => group.stroke(shapes::line(&wide), Pen::solid(area, 1.8)),
            Sign::UnsureOutline => {
                let pen = Pen { dash: vec![5.0, 3.0], round: false, ..Pen::solid(area, 1.8) };
                group.stroke(shapes::line(&wide), pen);
            }
            Sign::Proposal(Form::Route, status) => {
                let dash = status.dash().iter().map(|part| part * 0.6).collect();
                let pen = Pen { colour: status.colour(theme), width: 3.0, dash, round: false };
                group.stroke(shapes::line(&wide), pen);
            }
            Sign::Proposal(Form::Venue, status) => self.pin_sign(status, &mut group),
            Sign::Proposal(Form::Area, status) => {
                let colour = status.colour(theme);
                let patch = shapes::rounded([-10.0, -5.5, 10.0, 5.5], 1.5);
                group.shape(patch, None, Some(Pen::solid(colour, 1.4)));
                let wash = shapes::rectangle([-9.0, -4.5, 9.0, 4.5]);
                super::map::wash(&mut group, wash, colour);
            }
            // A figure draws each place by itself, and neither arcs nor heat.
            Sign::Cluster | Sign::Arc | Sign::Heat => {}
        }
        group
    }

    fn pin_sign(&self, status: StatusGroup, group: &mut Group) {
        let colour = status.colour(self.look.theme);
        group.fill(shapes::disc([0.0, 0.0], 5.5), colour);
        if !status.dash().is_empty() {
            group.fill(shapes::disc([0.0, 0.0], 3.6), self.look.halo);
        }
        if status == StatusGroup::TurnedDown {
            for (a, b) in [([-2.2, -2.2], [2.2, 2.2]), ([-2.2, 2.2], [2.2, -2.2])] {
                group.stroke(shapes::line(&[a, b]), Pen::solid(colour, 1.4));
            }
        }
    }
}
