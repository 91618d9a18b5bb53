//! Editing one telling of a proposal: fields, and places and passages by pointing at map and text.

use egui::{ComboBox, RichText, ScrollArea, TextEdit, Ui, Window};

use super::choose;
use crate::{
    app::{command::Command, context::ViewContext, selection::Subject, theme},
    gazetteer::Places as _,
    project::{Change, MentionId, Project, TellingId, TellingWord},
    proposals::{Party, PlaceRole, Proposal, ProposalDate, ProposalKind, ProposalPlace, Status},
    text::ByteSpan,
};

/// A telling while it is edited.
#[derive(Clone, Debug)]
pub struct Editor {
    id: TellingId,
    proposal: Proposal,
    proposer: String,
    addressee: String,
    date: String,
}

fn name_of(party: Option<&Party>) -> String {
    party.map(|party| party.name.clone()).unwrap_or_default()
}

impl Editor {
    /// An editor of a telling; `None` where there is no such.
    #[must_use]
    pub fn new(id: TellingId, project: &Project) -> Option<Self> {
        let proposal = project.telling(id)?.clone();
        Some(Self {
            id,
            proposer: name_of(proposal.proposer.as_ref()),
            addressee: name_of(proposal.addressee.as_ref()),
            date: proposal.date.as_ref().and_then(|date| date.iso.clone()).unwrap_or_default(),
            proposal,
        })
    }

    /// The telling as edited; `None` while a field cannot be used.
    fn done(&self) -> Option<Proposal> {
        let mut proposal = self.proposal.clone();
        let party = |name: &str, before: Option<&Party>| {
            let name = name.trim();
            let span = before.filter(|party| party.name == name).and_then(|party| party.span);
            (!name.is_empty()).then(|| Party { span, name: name.to_owned() })
        };
        proposal.proposer = party(&self.proposer, self.proposal.proposer.as_ref());
        proposal.addressee = party(&self.addressee, self.proposal.addressee.as_ref());
        let date = self.date.trim();
        let span = self.proposal.date.as_ref().map_or(*proposal.evidence.first()?, |date| date.span);
        proposal.date = match date {
            "" => self.proposal.date.clone().filter(|date| date.iso.is_none()),
            date if is_date(date) => Some(ProposalDate { span, iso: Some(date.to_owned()) }),
            _ => return None,
        };
        proposal.confidence = 1.0;
        Some(proposal)
    }
}

/// Whether a text is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let full = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    full.len() == 10 && full.parse::<jiff::civil::Date>().is_ok()
}

/// Draws the editor, if one is open. `marked` is the text marked in the reader.
pub fn ui(
    context: &egui::Context,
    view: &ViewContext<'_>,
    editor: &mut Option<Editor>,
    marked: Option<(crate::project::ArticleId, ByteSpan)>,
) -> Vec<Command> {
    let mut commands = Vec::new();
    let (mut open, mut close) = (true, false);
    let Some(edited) = editor.as_mut() else { return commands };
    // Over the map: the lists and the text beside it are pointed at.
    let screen = context.content_rect();
    let beside = screen.min + egui::vec2((screen.width() * 0.26).clamp(260.0, 400.0), 70.0);
    let window = Window::new("Edit proposal").open(&mut open).default_pos(beside).default_width(420.0);
    window.collapsible(false).show(context, |ui| {
        fields(ui, edited);
        places(ui, view, edited);
        passages(ui, view, edited, marked);
        ui.separator();
        let done = edited.done();
        if done.is_none() {
            ui.label("The date reads YYYY, YYYY-MM or YYYY-MM-DD.");
        }
        ui.horizontal(|ui| {
            let save = ui.add_enabled(done.is_some(), egui::Button::new("Save proposal"));
            if let Some(proposal) = done.filter(|_| save.clicked()) {
                let label = format!("edited: {}", proposal.kind.label().to_lowercase());
                let change = Change::Telling(edited.id, Some(TellingWord::As(Box::new(proposal))));
                commands.push(Command::Say(label, vec![change]));
                close = true;
            }
            close |= ui.button("Discard").clicked();
        });
    });
    if close || !open {
        *editor = None;
    }
    commands
}

fn fields(ui: &mut Ui, edited: &mut Editor) {
    egui::Grid::new("fields").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
        let proposal = &mut edited.proposal;
        ui.label("Kind");
        let combo = ComboBox::from_id_salt("edit kind").selected_text(proposal.kind.label());
        choose(ui, combo, "Kind of act", &mut proposal.kind, ProposalKind::ALL, ProposalKind::label);
        ui.end_row();
        ui.label("Status");
        let combo = ComboBox::from_id_salt("edit status").selected_text(proposal.status.label());
        choose(ui, combo, "What became of it", &mut proposal.status, Status::ALL, Status::label);
        ui.end_row();
        for (name, text, hint) in [
            ("Proposed by", &mut edited.proposer, "nobody is named"),
            ("To", &mut edited.addressee, "nobody is named"),
            ("Date", &mut edited.date, "YYYY-MM-DD"),
        ] {
            let label = ui.label(name);
            ui.add(TextEdit::singleline(text).hint_text(hint).desired_width(240.0)).labelled_by(label.id);
            ui.end_row();
        }
    });
}

fn places(ui: &mut Ui, view: &ViewContext<'_>, edited: &mut Editor) {
    ui.label(RichText::new("Places").strong());
    let mut gone = None;
    for (at, place) in edited.proposal.places.iter_mut().enumerate() {
        let name = place_name(view, edited.id, place);
        ui.horizontal(|ui| {
            let combo = ComboBox::from_id_salt(("role", at)).selected_text(place.role.label()).width(80.0);
            let label = format!("Role of {name}");
            choose(ui, combo, &label, &mut place.role, PlaceRole::ALL, PlaceRole::label);
            ui.label(&name);
            if ui.small_button(format!("Remove {name}")).clicked() {
                gone = Some(at);
            }
        });
    }
    if let Some(at) = gone {
        edited.proposal.places.remove(at);
    }
    match pointed_at(view, edited.id) {
        Some((name, place)) => {
            if ui.button(format!("Add {name}")).on_hover_text("The place that is selected").clicked() {
                edited.proposal.places.push(place);
            }
        }
        None => {
            ui.label(
                RichText::new("Select a place on the map, in the list or in the text to add it.").small(),
            );
        }
    }
}

fn place_name(view: &ViewContext<'_>, telling: TellingId, place: &ProposalPlace) -> String {
    let mention = MentionId { article: telling.article, span: place.mention };
    if let Some(entry) = view.index.place_of(mention) {
        return entry.place.name.clone();
    }
    let known = place.place.as_ref().and_then(|id| {
        let listed = view.index.place(id).map(|entry| entry.place.name.clone());
        listed.or_else(|| Some(view.engine?.gazetteer().place(id)?.name))
    });
    known.unwrap_or_else(|| "a place not resolved".to_owned())
}

/// The place that is selected, as a place of the telling.
fn pointed_at(view: &ViewContext<'_>, telling: TellingId) -> Option<(String, ProposalPlace)> {
    let (entry, mention) = match view.selection.lead()? {
        Subject::Place(id) => (view.index.place(id)?, ByteSpan::default()),
        Subject::Mention(id) if id.article == telling.article => (view.index.place_of(*id)?, id.span),
        Subject::Mention(id) => (view.index.place_of(*id)?, ByteSpan::default()),
        _ => return None,
    };
    let place = ProposalPlace { mention, role: PlaceRole::Venue, place: Some(entry.place.id.clone()) };
    Some((entry.place.name.clone(), place))
}

fn passages(
    ui: &mut Ui,
    view: &ViewContext<'_>,
    edited: &mut Editor,
    marked: Option<(crate::project::ArticleId, ByteSpan)>,
) {
    ui.label(RichText::new("Evidence").strong());
    let Some(entry) = view.project.article(edited.id.article) else { return };
    let text = &entry.article.text;
    let mut gone = None;
    let several = edited.proposal.evidence.len() > 1;
    ScrollArea::vertical().max_height(150.0).show(ui, |ui| {
        for (at, span) in edited.proposal.evidence.iter().enumerate() {
            ui.add(egui::Label::new(span.of(text)).wrap());
            if several && ui.small_button(format!("Remove passage {}", at + 1)).clicked() {
                gone = Some(at);
            }
        }
    });
    if let Some(at) = gone {
        edited.proposal.evidence.remove(at);
    }
    match marked.filter(|(article, _)| *article == edited.id.article) {
        Some((_, span)) if !edited.proposal.evidence.contains(&span) => {
            if ui.button("Add the marked text").clicked() {
                edited.proposal.evidence.push(span);
            }
        }
        _ => {
            let hint = "Mark text of the article to add it as evidence.";
            ui.label(RichText::new(hint).small().color(theme::quiet(view.dark)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_are_years_months_or_days() {
        for good in ["2023", "2023-08", "2023-08-01"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["", "23", "2023-13", "2023-02-30", "August 1"] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
