//! A sheet of the handout: the map around one place or proposal, and below it every passage about it.

use super::{
    Composer, Figure, MARGIN, Material, Target,
    callouts::{Columns, source_of},
    facts, look,
};
use crate::{
    figure::{
        definition::{Extent, FigureDefinition},
        drawing::{Group, Page, Pen, Role, shapes},
        text::{Line, Style, cut, wrap},
    },
    geodesy::{Bounds, Position},
    project::{ArticleId, MentionId},
    text::{ByteSpan, counted},
};

/// The map's share of the first sheet's free height.
const MAP_SHARE: f32 = 0.45;
/// The most lines of one passage.
const LINES: usize = 400;
/// Free space between passages.
const GAP: f32 = 9.0;
/// How far around a place its map reaches, in degrees.
const AROUND: f64 = 1.6;

/// A passage, set: its lines, and the line that says where it is from.
struct Passage {
    lines: Vec<Line>,
    source: Line,
}

/// The sheets of one place or proposal.
pub(crate) fn sheets(material: &Material<'_>, wanted: &FigureDefinition, target: &Target) -> Vec<Figure> {
    let Some((title, subtitle)) = heading(material, target) else { return Vec::new() };
    let definition = FigureDefinition { title, subtitle, extent: extent(material, target), ..wanted.clone() };
    let mut composer = Composer::new(material, &definition);
    let mut left = composer.passages(target);
    left.reverse();
    let mut made = vec![composer.first_sheet(target, &mut left)];
    while !left.is_empty() {
        let title = format!("{} (continued)", definition.title);
        let next = FigureDefinition { title, subtitle: String::new(), ..definition.clone() };
        made.push(Composer::new(material, &next).further_sheet(&mut left));
    }
    made
}

fn heading(material: &Material<'_>, target: &Target) -> Option<(String, String)> {
    match target {
        Target::Place(id) => {
            let entry = material.index.place(id)?;
            let title = entry.place.label(true);
            let mut parts = vec![entry.place.class.label().to_owned()];
            parts.extend(entry.place.region.clone());
            parts.extend(entry.place.country.clone());
            let counts =
                [counted(entry.mentions.len(), "mention"), counted(entry.articles, "article")].join(" in ");
            Some((title, format!("{} · {counts}", parts.join(", "))))
        }
        Target::Proposal(id) => {
            let entry = material.index.proposal(*id)?;
            let mut parts = vec![entry.status.label().to_owned()];
            parts.extend(entry.proposer.as_ref().map(|name| format!("by {name}")));
            parts.extend(entry.addressee.as_ref().map(|name| format!("to {name}")));
            parts.extend(entry.date.as_ref().map(|date| format!("for {date}")));
            Some((entry.title.clone(), format!("Proposal: {}", parts.join(", "))))
        }
    }
}

/// A map around what the sheet is about.
fn extent(material: &Material<'_>, target: &Target) -> Extent {
    let ids: Vec<&crate::gazetteer::PlaceId> = match target {
        Target::Place(id) => vec![id],
        Target::Proposal(id) => material
            .index
            .proposal(*id)
            .map(|entry| entry.places.iter().map(|(_, id)| id).collect())
            .unwrap_or_default(),
    };
    let mut corners = Vec::new();
    for id in ids {
        match (material.outlines.get(id), material.index.place(id)) {
            (Some(outline), _) => {
                let [west, north, east, south] = outline.main_bounds();
                corners.extend([[west, north], [east, south]].map(Position::from_mercator));
            }
            (None, Some(entry)) => {
                let (lon, lat) = (entry.place.position.lon(), entry.place.position.lat());
                let corner = |dx: f64, dy: f64| Position::wrapped(lon + dx, (lat + dy).clamp(-84.0, 84.0));
                corners.extend([corner(-AROUND, -AROUND * 0.7), corner(AROUND, AROUND * 0.7)]);
            }
            (None, None) => {}
        }
    }
    Bounds::around(corners).map_or(Extent::Coverage, Extent::Bounds)
}

impl Composer<'_> {
    fn first_sheet(&mut self, target: &Target, passages: &mut Vec<Passage>) -> Figure {
        let (head, below_head) = self.head();
        let (foot, above_foot) = self.foot();
        let tall = (above_foot - below_head) * MAP_SHARE;
        self.map = [MARGIN, below_head.round(), (self.size[0] - MARGIN).round(), (below_head + tall).round()];
        self.view = self.view_of(self.map);
        let targets = [target.clone()];
        let mut symbols = self.dots(&targets);
        let furniture = self.furniture(&symbols, &Columns { width: 0.0, sides: 0 }, 0);
        self.pins(&targets, &mut symbols);
        let mut map = self.draw_map(&symbols, &super::notes::Notes::empty());
        for symbol in symbols.iter().filter(|symbol| symbol.target == *target) {
            let ring = shapes::disc(symbol.at, symbol.radius + 5.0);
            map.stroke(ring, Pen::solid(self.look.accent, 2.4));
        }
        let list = self.list(passages, self.map[3] + 16.0, above_foot);
        let mut nodes = Group::new(Role::Ornament);
        for group in [head, map, furniture.group, list, foot] {
            nodes.group(group);
        }
        self.finished(nodes)
    }

    fn further_sheet(&mut self, passages: &mut Vec<Passage>) -> Figure {
        let (head, below_head) = self.head();
        let (foot, above_foot) = self.foot();
        let list = self.list(passages, below_head + 4.0, above_foot);
        let mut nodes = Group::new(Role::Ornament);
        for group in [head, list, foot] {
            nodes.group(group);
        }
        self.finished(nodes)
    }

    fn finished(&mut self, nodes: Group) -> Figure {
        let title = self.title();
        Figure {
            description: facts::describe(&title, &self.facts, &[], self.material),
            page: Page { size: self.size, paper: self.look.paper, nodes },
            parts: std::mem::take(&mut self.parts),
            view: self.view,
            map: self.map,
            title,
            callouts: Vec::new(),
            warnings: std::mem::take(&mut self.warnings),
        }
    }

    /// Sets as many passages as there is room for. At least a line a sheet, so that it comes to an end.
    fn list(&self, left: &mut Vec<Passage>, top: f32, bottom: f32) -> Group {
        let mut list = Group::new(Role::List).labelled("Passages");
        let (step, small) = (look::BODY * look::LEADING, look::SMALL * look::LEADING);
        let (mut y, mut first) = (top, true);
        while let Some(mut passage) = left.pop() {
            let room = ((bottom - y - small) / step).floor();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // lines of a page
            let fits = (room.max(0.0) as usize).max(usize::from(first));
            if fits == 0 {
                left.push(passage);
                break;
            }
            let rest = passage.lines.split_off(fits.min(passage.lines.len()));
            let mut item = Group::new(Role::Item);
            let mut quote = Group::new(Role::Quote);
            #[allow(clippy::cast_precision_loss)] // lines of a page
            let tall = step * passage.lines.len() as f32;
            quote.fill(shapes::rectangle([MARGIN, y + 2.0, MARGIN + 2.5, y + tall]), self.look.faint);
            for line in &passage.lines {
                let x = if line.right_to_left { self.size[0] - MARGIN - line.width } else { MARGIN + 11.0 };
                quote.text([x, y + line.ascent()], line.clone(), self.look.ink);
                y += step;
            }
            item.group(quote);
            if rest.is_empty() {
                let mut source = Group::new(Role::Paragraph);
                let line = passage.source;
                source.text([MARGIN + 11.0, y + line.ascent()], line, self.look.quiet);
                item.group(source);
                y += small + GAP;
            } else {
                left.push(Passage { lines: rest, source: passage.source });
            }
            list.group(item);
            first = false;
            if left.last().is_some_and(|next| next.lines.is_empty()) || y + step + small > bottom {
                break;
            }
        }
        list
    }

    /// Every passage about a place or proposal, each once, in order of articles.
    fn passages(&self, target: &Target) -> Vec<Passage> {
        let (index, project) = (self.material.index, self.material.project);
        let spans: Vec<(ArticleId, ByteSpan, String)> = match target {
            Target::Place(id) => {
                let sentence = |mention: &MentionId| {
                    let passage = project.article(mention.article)?.passage_at(mention.span.start())?;
                    Some((mention.article, passage.sentence, String::new()))
                };
                index
                    .place(id)
                    .map(|entry| entry.mentions.iter().filter_map(sentence).collect())
                    .unwrap_or_default()
            }
            Target::Proposal(id) => {
                let mut found = Vec::new();
                for telling in index.proposal(*id).map(|entry| entry.tellings.as_slice()).unwrap_or_default()
                {
                    let Some(told) = project.telling(*telling) else { continue };
                    for span in &told.evidence {
                        found.push((telling.article, *span, format!("{} · ", told.status.label())));
                    }
                }
                found
            }
        };
        let room = self.size[0] - 2.0 * MARGIN - 14.0;
        let mut seen = std::collections::BTreeSet::new();
        let mut passages = Vec::new();
        for (article, span, before) in spans {
            let Some(entry) = project.article(article) else { continue };
            if seen.insert((article, span)) {
                let (lines, _) = wrap(span.of(&entry.article.text), Style::Regular, look::BODY, room, LINES);
                let source = cut(&format!("{before}{}", source_of(entry)), Style::Italic, look::SMALL, room);
                passages.push(Passage { lines, source });
            }
        }
        passages.retain(|passage| !passage.lines.is_empty());
        passages
    }
}
