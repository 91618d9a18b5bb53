//! The boxes of the callouts in their columns, and the lines that lead to them. Boxes stand as near to their
//! places as they can; lines do not cross (boundary labelling with straight leaders: crossing neighbours
//! change places, which shortens the lines, until none cross).

use super::{
    Composer, Numbers, Warning,
    callouts::{Columns, Words},
    facts::{Callout, some_of},
    look,
    symbols::Mark,
};
use crate::{
    cartography::labels::Box4,
    figure::{
        check::cross,
        definition::{Part, Target},
        drawing::{Group, Pen, Role, shapes},
        text::{Line, Style, cut, shape, wrap},
    },
};

/// Free space between boxes, and within them along their edges.
const GAP: f32 = 7.0;
const PAD: f32 = 8.0;
/// The most lines of a passage.
const MOST_LINES: usize = 7;

/// What is drawn of the callouts.
pub(super) struct Notes {
    pub(super) callouts: Vec<Callout>,
    pub(super) numbers: Numbers,
    pub(super) boxes: Group,
    pub(super) leaders: Group,
}

impl Notes {
    /// No callouts.
    pub(super) fn empty() -> Self {
        let boxes = Group::new(Role::List);
        Self { callouts: Vec::new(), numbers: Numbers::new(), boxes, leaders: Group::new(Role::Ornament) }
    }
}

/// A callout on its way to its place.
struct Note {
    target: Target,
    words: Words,
    /// Middle and radius of its symbol.
    anchor: [f32; 2],
    radius: f32,
    /// How important it is: the lower the more.
    rank: usize,
    lines: Vec<Line>,
    height: f32,
    top: f32,
    leads: bool,
}

/// One side's column.
struct Column {
    left: f32,
    width: f32,
    top: f32,
    bottom: f32,
    /// Its boxes are reached from the left.
    on_right: bool,
    notes: Vec<Note>,
}

impl Composer<'_> {
    /// Lays the callouts out.
    pub(super) fn notes(
        &mut self,
        targets: &[Target],
        symbols: &[Mark],
        columns: &Columns,
        legend_height: f32,
    ) -> Notes {
        let mut missing: Vec<String> = Vec::new();
        let mut found = Vec::new();
        for (rank, target) in targets.iter().enumerate() {
            let symbol = symbols.iter().find(|symbol| symbol.target == *target);
            match (symbol, self.words(target), columns.sides) {
                (Some(symbol), Some(words), 1..) => found.push(Note {
                    target: target.clone(),
                    words,
                    anchor: symbol.at,
                    radius: symbol.radius,
                    rank,
                    lines: Vec::new(),
                    height: 0.0,
                    top: 0.0,
                    leads: true,
                }),
                (_, words, _) => missing.extend(words.map(|words| words.title)),
            }
        }
        let mut sides = self.sides(found, columns, legend_height);
        for side in &mut sides {
            side.fit(&mut missing);
            side.stack();
            side.uncross();
        }
        if !missing.is_empty() {
            let names: Vec<&str> = missing.iter().map(String::as_str).collect();
            self.warnings.push(Warning::NoCallout(some_of(&names)));
        }
        self.draw_notes(sides)
    }

    fn sides(&self, mut notes: Vec<Note>, columns: &Columns, legend_height: f32) -> Vec<Column> {
        let [left, top, right, bottom] = self.map;
        let below = if legend_height > 0.0 { legend_height + 12.0 } else { 0.0 };
        let on_right = Column {
            left: right + super::GUTTER,
            width: columns.width,
            top,
            bottom: bottom - below,
            on_right: true,
            notes: Vec::new(),
        };
        if columns.sides < 2 {
            return vec![Column { notes, ..on_right }];
        }
        // The legend takes a part of the right column: the left one takes more.
        notes.sort_by(|a, b| a.anchor[0].total_cmp(&b.anchor[0]).then(a.rank.cmp(&b.rank)));
        let share = (bottom - top) / ((bottom - top) * 2.0 - below);
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let cut = (notes.len() as f32 * share).ceil() as usize;
        let rest = notes.split_off(cut.min(notes.len()));
        let on_left =
            Column { left: left - super::GUTTER - columns.width, bottom, on_right: false, notes, ..on_right };
        vec![on_left, Column { notes: rest, ..on_right }]
    }

    fn draw_notes(&mut self, sides: Vec<Column>) -> Notes {
        let mut drawn = Notes {
            callouts: Vec::new(),
            numbers: Numbers::new(),
            boxes: Group::new(Role::List).labelled("Notes"),
            leaders: Group::new(Role::Ornament),
        };
        for side in sides {
            for note in &side.notes {
                let number = drawn.callouts.len() + 1;
                let area = [side.left, note.top, side.left + side.width, note.top + note.height];
                let part = Part::Callout(note.target.clone());
                let offset = self.definition.offset(&part);
                let group = self.note(note, number, area);
                let group = self.place(part, group);
                drawn.boxes.group(group);
                if note.leads || offset != [0.0, 0.0] {
                    let moved =
                        [area[0] + offset[0], area[1] + offset[1], area[2] + offset[0], area[3] + offset[1]];
                    self.keep_clear(note.anchor, port(moved, note.anchor));
                    drawn.leaders.group(self.leader(note, moved));
                }
                drawn.numbers.insert(note.target.clone(), number);
                drawn.callouts.push(Callout {
                    number,
                    target: note.target.clone(),
                    title: note.words.title.clone(),
                    passage: note.words.passage.clone(),
                    evidence: note.words.evidence,
                    source: note.words.source.clone(),
                });
            }
        }
        drawn
    }

    fn note(&self, note: &Note, number: usize, area: Box4) -> Group {
        let mut group = Group::new(Role::Item);
        let mut boxed = Group::new(Role::Callout);
        boxed.shape(
            shapes::rounded(area, 4.0),
            Some(self.look.paper),
            Some(Pen::solid(self.look.faint, 1.0)),
        );
        let badge = [area[0] + PAD + look::BADGE, area[1] + PAD + look::BADGE - 1.0];
        boxed.fill(shapes::disc(badge, look::BADGE), self.look.accent);
        let size = if number < 10 { 12.5 } else { 11.0 };
        let digits = shape(&number.to_string(), Style::Bold, size);
        boxed.text([badge[0] - digits.width / 2.0, badge[1] + size * 0.36], digits, self.look.paper);
        group.group(boxed);
        let indent = 2.0 * look::BADGE + 7.0;
        let room = area[2] - area[0] - 2.0 * PAD;
        let mut heading = Group::new(Role::Heading);
        let title = cut(&note.words.title, Style::Bold, look::BODY + 0.5, room - indent);
        heading.text([area[0] + PAD + indent, area[1] + PAD + look::BODY], title, self.look.ink);
        group.group(heading);
        let mut y = area[1] + PAD + 2.0 * look::BADGE + 2.0;
        let mut quote = Group::new(Role::Quote);
        for line in &note.lines {
            let x = if line.right_to_left { area[2] - PAD - line.width } else { area[0] + PAD };
            quote.text([x, y + line.ascent()], line.clone(), self.look.ink);
            y += look::BODY * look::LEADING;
        }
        group.group(quote);
        let mut source = Group::new(Role::Paragraph);
        let line = cut(&note.words.source, Style::Italic, look::SMALL, room);
        source.text([area[0] + PAD, y + line.ascent() + 1.0], line, self.look.quiet);
        group.group(source);
        group
    }

    /// Lets labels keep clear of a leader where they can.
    fn keep_clear(&mut self, from: [f32; 2], to: [f32; 2]) {
        const STEP: f32 = 7.0;
        let length = (to[0] - from[0]).hypot(to[1] - from[1]);
        let mut far = 0.0;
        while far < length {
            let share = far / length;
            let [x, y] = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
            if self.on_map([x, y], 0.0) {
                let obstacle = self.obstacle([x - 2.5, y - 2.5, x + 2.5, y + 2.5]);
                self.along_leaders.push(obstacle);
            }
            far += STEP;
        }
    }

    /// The line from a symbol to the nearest side of its box.
    fn leader(&self, note: &Note, area: Box4) -> Group {
        let mut group = Group::new(Role::Leader);
        let end = port(area, note.anchor);
        let (dx, dy) = (end[0] - note.anchor[0], end[1] - note.anchor[1]);
        let length = dx.hypot(dy);
        if length > note.radius + 2.0 {
            let start =
                [note.anchor[0] + dx / length * note.radius, note.anchor[1] + dy / length * note.radius];
            group.stroke(shapes::line(&[start, end]), Pen::solid(self.look.halo, 3.2));
            group.stroke(shapes::line(&[start, end]), Pen::solid(self.look.accent, 1.1));
        }
        group
    }
}

/// Where a line from a point meets a box: beside the number, on the side that faces the point.
fn port(area: Box4, from: [f32; 2]) -> [f32; 2] {
    let y = area[1] + PAD + look::BADGE - 1.0;
    if from[0] < area[0] {
        [area[0], y]
    } else if from[0] > area[2] {
        [area[2], y]
    } else {
        let middle = f32::midpoint(area[0], area[2]);
        [middle, if from[1] < area[1] { area[1] } else { area[3] }]
    }
}

impl Column {
    /// Gives passages as many lines as there is room for; leaves the least important out where even one is
    /// too many.
    fn fit(&mut self, missing: &mut Vec<String>) {
        let room = self.bottom - self.top;
        loop {
            for most in (1..=MOST_LINES).rev() {
                for note in &mut self.notes {
                    note.set(most, self.width);
                }
                if self.tall() <= room {
                    return;
                }
            }
            let Some(least) = (0..self.notes.len()).max_by_key(|at| self.notes[*at].rank) else { return };
            missing.push(self.notes.remove(least).words.title);
        }
    }

    fn tall(&self) -> f32 {
        self.notes.iter().map(|note| note.height + GAP).sum::<f32>() - GAP
    }

    /// Puts the boxes as near to their places as they can stand in their order.
    fn stack(&mut self) {
        if self.notes.iter().all(|note| note.top == 0.0) {
            self.notes.sort_by(|a, b| a.anchor[1].total_cmp(&b.anchor[1]).then(a.rank.cmp(&b.rank)));
        }
        let mut free = self.top;
        for note in &mut self.notes {
            note.top = (note.anchor[1] - PAD - look::BADGE).max(free);
            free = note.top + note.height + GAP;
        }
        let mut limit = self.bottom;
        for note in self.notes.iter_mut().rev() {
            note.top = note.top.min(limit - note.height);
            limit = note.top - GAP;
        }
    }

    fn end(&self, note: &Note) -> [f32; 2] {
        let x = if self.on_right { self.left } else { self.left + self.width };
        [x, note.top + PAD + look::BADGE - 1.0]
    }

    fn crossing(&self) -> Option<(usize, usize)> {
        for (a, first) in self.notes.iter().enumerate() {
            for (b, second) in self.notes.iter().enumerate().skip(a + 1) {
                let both = first.leads && second.leads;
                if both && cross((first.anchor, self.end(first)), (second.anchor, self.end(second))) {
                    return Some((a, b));
                }
            }
        }
        None
    }

    /// Lets crossing notes change places until no lines cross. Boxes of unequal height could go on for ever:
    /// then the less important of two goes without its line, and its number alone ties it to its place.
    fn uncross(&mut self) {
        for _ in 0..self.notes.len() * self.notes.len() * 2 {
            let Some((a, b)) = self.crossing() else { return };
            self.notes.swap(a, b);
            self.stack();
        }
        while let Some((a, b)) = self.crossing() {
            let less = if self.notes[a].rank > self.notes[b].rank { a } else { b };
            self.notes[less].leads = false;
        }
    }
}

impl Note {
    fn set(&mut self, most: usize, width: f32) {
        let (lines, _) = wrap(&self.words.passage, Style::Regular, look::BODY, width - 2.0 * PAD, most);
        #[allow(clippy::cast_precision_loss)] // a few lines
        let text = lines.len() as f32 * look::BODY * look::LEADING;
        self.height = PAD + 2.0 * look::BADGE + 2.0 + text + look::SMALL * look::LEADING + PAD;
        self.lines = lines;
    }
}
