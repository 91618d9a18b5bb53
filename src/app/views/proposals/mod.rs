//! The table of proposals: a filter on every column, sorted by any, drawn only where visible.

use std::{collections::HashSet, sync::Arc};

use egui::{ComboBox, RichText, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, vec2};

use super::coverage::{elided, fill};
use crate::{
    app::{command::Command, context::ViewContext, desk::matches, kept::Kept, selection::Subject, theme},
    cartography::palette,
    project::index::{Index, ProposalEntry},
    proposals::{ProposalKind, Status},
};

pub mod edit;

/// A column, with its share of the width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Column {
    Kind,
    Parties,
    Places,
    #[default]
    Date,
    Status,
    Told,
    Sure,
}

const COLUMNS: [(Column, &str, f32); 7] = [
    (Column::Kind, "Kind", 0.14),
    (Column::Parties, "Parties", 0.24),
    (Column::Places, "Places", 0.25),
    (Column::Date, "Date", 0.11),
    (Column::Status, "Status", 0.11),
    (Column::Told, "Told by", 0.07),
    (Column::Sure, "Sure", 0.07),
];

/// So many proposals are filtered and sorted within a frame.
const SHORT: usize = 2_000;

/// What the table shows, and how.
#[derive(Clone, Debug, Default, PartialEq)]
struct Filter {
    kind: Option<ProposalKind>,
    status: Option<Status>,
    parties: String,
    places: String,
    date: String,
    by: Column,
    down: bool,
}

/// What the table remembers.
#[derive(Debug, Default)]
pub struct ProposalsState {
    /// Whether it is shown.
    pub open: bool,
    /// The proposal being edited.
    pub editor: Option<edit::Editor>,
    filter: Filter,
    shown: Kept<(u64, bool, Filter), Arc<[usize]>>,
}

impl ProposalsState {
    /// Shows what a party has a part in.
    pub fn filter_party(&mut self, name: String) {
        self.open = true;
        self.filter = Filter { parties: name, ..Filter::default() };
    }

    /// Shows what concerns a place.
    pub fn filter_place(&mut self, name: String) {
        self.open = true;
        self.filter = Filter { places: name, ..Filter::default() };
    }

    /// The proposals that pass the filter, as indices into the index.
    fn rows(&mut self, ui: &Ui, view: &ViewContext<'_>) -> Arc<[usize]> {
        let short = view.index.proposals.len() <= SHORT;
        let (index, filter) = (Arc::clone(view.index), self.filter.clone());
        let key = (index.revision, index.is_partial(), filter.clone());
        Arc::clone(self.shown.of(key, short, ui.ctx(), move || filter.rows(&index)))
    }
}

impl Filter {
    /// The proposals that pass, in order.
    fn rows(&self, index: &Index) -> Arc<[usize]> {
        let all = &index.proposals;
        // "US" finds what the United States propose.
        let asked: HashSet<&str> = index
            .actors
            .iter()
            .filter(|actor| {
                actor.aliases.iter().any(|(alias, _)| alias.eq_ignore_ascii_case(self.parties.trim()))
            })
            .map(|actor| actor.name.as_str())
            .collect();
        let named = |entry: &ProposalEntry| {
            let parties = [&entry.proposer, &entry.addressee];
            parties.into_iter().flatten().any(|name| asked.contains(name.as_str()))
        };
        let passes = |entry: &ProposalEntry| {
            self.kind.is_none_or(|kind| kind == entry.kind)
                && self.status.is_none_or(|status| status == entry.status)
                && (matches(&parties(entry), &self.parties) || named(entry))
                && matches(&places(index, entry), &self.places)
                && entry.date.as_deref().unwrap_or("").starts_with(self.date.trim())
        };
        let mut rows: Vec<usize> = (0..all.len()).filter(|at| passes(&all[*at])).collect();
        let key_of = |at: &usize| match self.by {
            Column::Told => format!("{:06}", all[*at].tellings.len()),
            Column::Sure => format!("{:.4}", all[*at].confidence),
            by => cell(index, &all[*at], by),
        };
        rows.sort_by_cached_key(|at| (key_of(at), *at));
        if self.down {
            rows.reverse();
        }
        // Empty cells last, whichever way.
        rows.sort_by_cached_key(|at| key_of(at).is_empty());
        rows.into()
    }
}

fn parties(entry: &ProposalEntry) -> String {
    match (&entry.proposer, &entry.addressee) {
        (Some(a), Some(b)) => format!("{a} · to {b}"),
        (Some(a), None) => a.clone(),
        (None, Some(b)) => format!("to {b}"),
        (None, None) => String::new(),
    }
}

fn places(index: &Index, entry: &ProposalEntry) -> String {
    let name = |(role, id): &(crate::proposals::PlaceRole, crate::gazetteer::PlaceId)| {
        Some(format!("{} {}", role.label(), index.place(id)?.place.label(true)))
    };
    entry.places.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

fn cell(index: &Index, entry: &ProposalEntry, column: Column) -> String {
    match column {
        Column::Kind => entry.kind.label().to_owned(),
        Column::Parties => parties(entry),
        Column::Places => places(index, entry),
        Column::Date => entry.date.clone().unwrap_or_default(),
        Column::Status => entry.status.label().to_owned(),
        Column::Told => entry.tellings.len().to_string(),
        Column::Sure => format!("{:.0} %", entry.confidence * 100.0),
    }
}

/// Draws the table.
pub fn ui(ui: &mut Ui, context: &ViewContext<'_>, state: &mut ProposalsState) -> Vec<Command> {
    let mut commands = Vec::new();
    let rows = state.rows(ui, context);
    ui.horizontal(|ui| {
        let (shown, all) = (rows.len(), context.index.proposals.len());
        ui.label(RichText::new(format!("Proposals {shown} of {all}")).font(theme::bold(14.0)));
        if state.filter != Filter::default() && ui.small_button("Show all proposals").clicked() {
            state.filter = Filter::default();
        }
        if ui.small_button("Close the table").clicked() {
            state.open = false;
        }
    });
    let width = ui.available_width() - 16.0;
    filters(ui, state, width);
    if rows.is_empty() {
        ui.weak("No proposal passes the filters.");
        return commands;
    }
    ScrollArea::vertical().id_salt("proposals").auto_shrink(false).show_rows(
        ui,
        20.0,
        rows.len(),
        |ui, range| {
            // While others are on their way these may be of an index before.
            for entry in rows[range].iter().filter_map(|at| context.index.proposals.get(*at)) {
                commands.extend(row(ui, context, entry, width));
            }
        },
    );
    commands
}

fn filters(ui: &mut Ui, state: &mut ProposalsState, width: f32) {
    let filter = &mut state.filter;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (column, name, share) in COLUMNS {
            let arrow = match (filter.by == column, filter.down) {
                (true, false) => " a–z",
                (true, true) => " z–a",
                _ => "",
            };
            let button =
                egui::Button::new(RichText::new(format!("{name}{arrow}")).small().strong()).frame(false);
            let head = ui.add_sized([width * share, 18.0], button).on_hover_text("Sort by this column");
            if head.clicked() {
                (filter.by, filter.down) = (column, filter.by == column && !filter.down);
            }
        }
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let room = |share: f32| width * share - 6.0;
        let kinds = std::iter::once(None).chain(ProposalKind::ALL.map(Some));
        let shown = filter.kind.map_or("any", ProposalKind::label);
        let combo = ComboBox::from_id_salt("kind").selected_text(shown).width(room(0.14));
        let label = |kind: Option<ProposalKind>| kind.map_or("any kind", ProposalKind::label);
        choose(ui, combo, "Filter by kind", &mut filter.kind, kinds, label);
        for (text, name, share) in [
            (&mut filter.parties, "Filter by party", 0.24),
            (&mut filter.places, "Filter by place", 0.25),
            (&mut filter.date, "Filter by date", 0.11),
        ] {
            let edit = TextEdit::singleline(text).hint_text("any").desired_width(room(share));
            ui.add(edit).widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, name));
        }
        let all = std::iter::once(None).chain(Status::ALL.map(Some));
        let shown = filter.status.map_or("any", Status::label);
        let combo = ComboBox::from_id_salt("status").selected_text(shown).width(room(0.11));
        let label = |status: Option<Status>| status.map_or("any status", Status::label);
        choose(ui, combo, "Filter by status", &mut filter.status, all, label);
    });
}

/// A box to choose one of some values, with the name that it has for a screen reader.
fn choose<T: Copy + PartialEq>(
    ui: &mut Ui,
    combo: ComboBox,
    name: &str,
    value: &mut T,
    all: impl IntoIterator<Item = T>,
    label: impl Fn(T) -> &'static str,
) {
    let shown = combo.show_ui(ui, |ui| {
        for one in all {
            ui.selectable_value(value, one, label(one));
        }
    });
    shown.response.widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, name));
}

fn row(ui: &mut Ui, context: &ViewContext<'_>, entry: &ProposalEntry, width: f32) -> Vec<Command> {
    let mut commands = Vec::new();
    let subject = Subject::Proposal(entry.id);
    let (rect, response) =
        ui.allocate_exact_size(vec2(width, 20.0 - ui.spacing().item_spacing.y), Sense::click());
    let cells: Vec<String> = COLUMNS.iter().map(|(column, ..)| cell(context.index, entry, *column)).collect();
    let selected = context.selection.contains(&subject);
    response.widget_info(|| {
        WidgetInfo::selected(egui::Role::Row, true, selected, format!("Row: {}", cells.join(", ")))
    });
    let painter = ui.painter().with_clip_rect(rect.expand(2.0).intersect(ui.clip_rect()));
    if let Some(fill) = fill(ui, context.highlight(&subject)) {
        painter.rect_filled(rect.expand(2.0), 3.0, fill);
    }
    let status = theme::rgb(palette::status(entry.status, theme::map_theme(context.dark)).0);
    let mut left = rect.left();
    for ((column, _, share), text) in COLUMNS.iter().zip(&cells) {
        let ink = if *column == Column::Status { status } else { ui.visuals().text_color() };
        let font = egui::FontId::proportional(12.5);
        let galley = elided(&painter, text, font, ink, width * share - 8.0);
        painter.galley(egui::pos2(left + 4.0, rect.top()), galley, ink);
        left += width * share;
    }
    if response.double_clicked() {
        commands.push(Command::GoTo(subject.clone()));
    } else if response.clicked() {
        commands.push(Command::Select(subject.clone()));
    }
    if response.hovered() {
        commands.push(Command::Hover(subject));
    }
    commands
}
