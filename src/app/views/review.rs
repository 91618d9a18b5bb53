//! The review queue: one key an answer, a button beside each, progress, and what the answers say of the rest.

use egui::{Key, RichText, Ui};

use super::card::{self, CardState, Word};
use crate::{
    app::{command::Command, context::ViewContext, desk::Scope, selection::Subject, theme},
    project::{Decision, Referent, Review},
};

/// An answer of the analyst's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Accept,
    Candidate(usize),
    NotAPlace,
    Unresolved,
    Search,
    ApplyToAll,
    Skip,
}

const BUTTONS: [(Answer, &str, &str); 6] = [
    (Answer::Accept, "Accept (Enter)", "The place shown is right."),
    (Answer::NotAPlace, "No place (N)", "The words name no place."),
    (Answer::Unresolved, "Open (U)", "A place, but which one is open."),
    (Answer::Search, "Search (S)", "Search the gazetteer."),
    (Answer::ApplyToAll, "All (A)", "What is shown holds for every same name; the lines are shown first."),
    (Answer::Skip, "Skip (K)", "Go on without an answer."),
];

/// Draws the bar over the card, if a review is under way.
pub fn ui(ui: &mut Ui, context: &ViewContext<'_>, state: &mut CardState) -> Vec<Command> {
    let mut commands = Vec::new();
    let Some(review) = context.review else { return commands };
    ui.add_space(4.0);
    let frame = egui::Frame::new().fill(ui.visuals().selection.bg_fill.gamma_multiply(0.5));
    frame.corner_radius(7.0).inner_margin(8.0).show(ui, |ui| {
        progress(ui, context, review, &mut commands);
        let Some(current) = review.current() else {
            ui.label("Every mention of the queue has been seen.");
            return;
        };
        // Keys answer for the mention in question alone, never for another that was looked at meanwhile.
        if context.desk.is_none_or(|desk| desk.mention != current) {
            if ui.button("Back to the mention in question").clicked() {
                commands.push(Command::Select(Subject::Mention(current)));
            }
            return;
        }
        let mut answer = key(ui);
        ui.horizontal_wrapped(|ui| {
            for (does, name, help) in BUTTONS {
                if ui.button(name).on_hover_text(help).clicked() {
                    answer = Some(does);
                }
            }
        });
        let count = context.desk.map_or(0, |desk| desk.candidates.len());
        ui.horizontal_wrapped(|ui| {
            for number in 1..=count {
                let name = context.desk.map(|desk| desk.candidates[number - 1].name()).unwrap_or_default();
                let button = ui.small_button(format!("Candidate {number}"));
                if button.on_hover_text(name).clicked() {
                    answer = Some(Answer::Candidate(number));
                }
            }
        });
        if let Some(answer) = answer {
            commands.extend(give(context, state, answer));
        }
    });
    commands
}

fn progress(ui: &mut Ui, context: &ViewContext<'_>, review: &Review, commands: &mut Vec<Command>) {
    let (at, all) = review.progress();
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("Review {at} of {all}")).font(theme::bold(13.5)));
        if ui.small_button("End review").clicked() {
            commands.push(Command::Review(false));
        }
    });
    let told = match context.estimate {
        Some(estimate) => format!(
            "By your answers {:.0} % ± {:.0} of the other {} are right",
            estimate.share * 100.0,
            estimate.margin * 100.0,
            estimate.rest
        ),
        None => "After five answers: how many of the rest are likely right".to_owned(),
    };
    ui.label(RichText::new(told).small());
}

/// The answer of a key, when no text field wants it.
fn key(ui: &Ui) -> Option<Answer> {
    if ui.ctx().egui_wants_keyboard_input() {
        return None;
    }
    // Enter belongs to a button that has the focus.
    let focused = ui.ctx().memory(|memory| memory.focused().is_some());
    const NUMBERS: [Key; 9] =
        [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];
    ui.input(|input| {
        if input.modifiers.any() {
            return None;
        }
        let number = (1..).zip(NUMBERS).find(|(_, key)| input.key_pressed(*key));
        let keys = [
            (Key::Enter, Answer::Accept),
            (Key::Y, Answer::Accept),
            (Key::N, Answer::NotAPlace),
            (Key::U, Answer::Unresolved),
            (Key::S, Answer::Search),
            (Key::A, Answer::ApplyToAll),
            (Key::K, Answer::Skip),
        ];
        let letter =
            keys.into_iter().find(|(key, _)| input.key_pressed(*key) && !(focused && *key == Key::Enter));
        number.map(|(number, _)| Answer::Candidate(number)).or(letter.map(|(_, answer)| answer))
    })
}

fn give(context: &ViewContext<'_>, state: &mut CardState, answer: Answer) -> Option<Command> {
    let desk = context.desk?;
    if state.pending.is_some() {
        return match answer {
            Answer::Accept | Answer::ApplyToAll => card::confirm(context, state),
            Answer::Skip => {
                state.pending = None;
                Some(Command::LeaveOthers)
            }
            _ => None,
        };
    }
    let name = &desk.surface;
    let stands = context.project.reading(desk.mention).and_then(|reading| match reading.referent() {
        Referent::Place(place) => Some(Decision::Place(place.clone())),
        Referent::Pin(position) => Some(Decision::Pin(position)),
        Referent::Open => Some(Decision::Unresolved),
        Referent::NoPlace => None,
    });
    let (decision, label) = match answer {
        Answer::Search => {
            state.focus_search();
            return None;
        }
        Answer::Skip => return Some(Command::LeaveOthers),
        Answer::Accept => (stands?, format!("“{name}” confirmed")),
        Answer::NotAPlace => (Decision::NotAPlace, format!("“{name}” is not a place")),
        Answer::Unresolved => (Decision::Unresolved, format!("“{name}” is left open")),
        Answer::Candidate(number) => {
            let choice = desk.candidates.get(number - 1)?;
            (Decision::Place(choice.place.id.clone()), format!("“{name}” is {}", choice.name()))
        }
        Answer::ApplyToAll => {
            state.scope = Scope::Everywhere;
            (stands?, format!("“{name}” confirmed everywhere"))
        }
    };
    card::choose(context, state, Word::Means(Some(decision)), label)
}
