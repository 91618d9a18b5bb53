//! Marks on the strip: a dot an article and a diamond a proposal while there are few; where there are many,
//! one for all that are too close to be told apart.

use std::ops::Range;

use egui::{Color32, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};
use jiff::civil::Date;

use super::{Track, days::Marked};
use crate::{
    app::{
        command::Command,
        context::ViewContext,
        selection::{Highlight, Subject},
        theme,
        views::card,
    },
    project::{ArticleId, ProposalId},
};

/// So many marks of a sort are drawn each by itself.
const FEW: usize = 120;
/// Marks nearer than this, in points, are one where there are many.
const CLOSE: f32 = 8.0;

/// What stands at one spot of the strip.
struct Group<T> {
    from: Date,
    to: Date,
    x: f32,
    first: T,
    count: usize,
    /// The days that it is of, where there are several things.
    days: Range<usize>,
    strength: Highlight,
}

impl<T: Copy> Group<T> {
    /// The marks of days; each by itself, side by side, where there are few.
    fn all(days: &[(Date, Vec<T>)], marks: &[Highlight], track: &Track) -> Vec<Self> {
        let few = days.iter().map(|(_, ids)| ids.len()).sum::<usize>() <= FEW;
        let mut groups: Vec<Self> = Vec::new();
        for (at, ((day, ids), strength)) in days.iter().zip(marks).enumerate() {
            let x = track.x(*day);
            let group = |x: f32, first: T, count: usize| Self {
                from: *day,
                to: *day,
                x,
                first,
                count,
                days: at..at + 1,
                strength: *strength,
            };
            if few {
                let mut x = x;
                for id in ids {
                    groups.push(group(x, *id, 1));
                    x += 9.0;
                }
            } else if let Some(last) = groups.last_mut().filter(|last| x - last.x < CLOSE) {
                (last.to, last.days.end) = (*day, at + 1);
                last.count += ids.len();
                last.strength = last.strength.max(*strength);
            } else {
                groups.extend(ids.first().map(|first| group(x, *first, ids.len())));
            }
        }
        groups
    }

    fn told(&self) -> String {
        if self.from == self.to { self.from.to_string() } else { format!("{} to {}", self.from, self.to) }
    }

    /// How much larger a mark is than that of one.
    fn larger(&self) -> f32 {
        #[allow(clippy::cast_precision_loss)] // a size
        let count = self.count as f32;
        (1.0 + 0.12 * count.ln()).min(1.8)
    }
}

/// How strongly a mark of one thing is drawn: others of its day may be marked.
fn strength_of(context: &ViewContext<'_>, subject: &Subject, day: Highlight) -> Highlight {
    if day == Highlight::None && context.hover != Some(subject) { day } else { context.highlight(subject) }
}

/// A dot an article.
pub(super) fn articles(
    ui: &Ui,
    context: &ViewContext<'_>,
    marked: &Marked,
    track: &Track,
    middle: f32,
) -> Vec<Command> {
    let mut commands = Vec::new();
    for group in Group::all(&marked.dated, &marked.dated_marks, track) {
        let (subject, told, strength) = article(context, &group);
        let centre = pos2(group.x, middle);
        let area = egui::Rect::from_center_size(centre, vec2(11.0, 16.0));
        let response = ui.interact(area, ui.scope_id().with(("timeline", group.first.0)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, told.replacen('\n', ": ", 1)));
        let radius = if strength == Highlight::None { 4.0 } else { 5.5 };
        ui.painter().circle_filled(centre, radius * group.larger(), ink(context, strength));
        if response.clicked() {
            commands.push(Command::Select(subject.clone()));
        }
        if response.on_hover_text(told).hovered() {
            commands.push(Command::Hover(subject));
        }
    }
    commands
}

/// What a dot stands for, in words too, and how strongly it is marked.
fn article(context: &ViewContext<'_>, group: &Group<ArticleId>) -> (Subject, String, Highlight) {
    if group.count > 1 {
        let told = format!("{}\n{} articles", group.told(), group.count);
        return (Subject::TimeRange(group.from, group.to), told, group.strength);
    }
    let subject = Subject::Article(group.first);
    let heading =
        context.project.article(group.first).map(|entry| entry.article.heading()).unwrap_or_default();
    let strength = strength_of(context, &subject, group.strength);
    (subject, format!("{}\n{heading}", group.from), strength)
}

fn ink(context: &ViewContext<'_>, strength: Highlight) -> Color32 {
    match strength {
        Highlight::Selected => theme::accent(context.dark),
        Highlight::Hovered | Highlight::Related => theme::accent(context.dark).gamma_multiply(0.7),
        Highlight::None => theme::quiet(context.dark),
    }
}

/// The days that proposals are for, as diamonds in the colour of their status.
pub(super) fn events(
    ui: &Ui,
    context: &ViewContext<'_>,
    marked: &Marked,
    track: &Track,
    y: f32,
) -> Vec<Command> {
    let mut commands = Vec::new();
    for group in Group::all(&marked.events, &marked.event_marks, track) {
        commands.extend(event(ui, context, marked, &group, pos2(group.x, y)));
    }
    commands
}

fn event(
    ui: &Ui,
    context: &ViewContext<'_>,
    marked: &Marked,
    group: &Group<ProposalId>,
    at: egui::Pos2,
) -> Vec<Command> {
    let mut commands = Vec::new();
    // While other days are on their way it may be gone.
    let Some(entry) = context.index.proposal(group.first) else { return commands };
    let subject = Subject::Proposal(entry.id);
    let one = group.count == 1;
    let told = match one {
        true => format!("For {}\n{} · {}", group.from, entry.title, entry.status.label()),
        false => format!("For {}\n{} proposals", group.told(), group.count),
    };
    let name = match one {
        true => format!("For {}: {}", group.from, entry.title),
        false => told.replacen('\n', ": ", 1),
    };
    let area = egui::Rect::from_center_size(at, vec2(11.0, 11.0));
    let response = ui.interact(area, ui.scope_id().with(("event", entry.id)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let colour = match one {
        true => card::proposal::status_colour(context, entry.status),
        false => theme::quiet(context.dark),
    };
    let strength = if one { strength_of(context, &subject, group.strength) } else { group.strength };
    let (colour, reach) = match strength {
        Highlight::None => (colour, 4.0),
        _ if one => (colour, 5.5),
        _ => (ink(context, strength), 5.5),
    };
    let reach = reach * group.larger();
    let corners = [vec2(0.0, -reach), vec2(reach, 0.0), vec2(0.0, reach), vec2(-reach, 0.0)];
    let points = corners.into_iter().map(|corner| at + corner).collect();
    ui.painter().add(Shape::convex_polygon(points, colour, Stroke::NONE));
    if response.double_clicked() && one {
        commands.push(Command::GoTo(subject.clone()));
    } else if response.clicked() {
        let days = marked.events.get(group.days.clone()).unwrap_or_default();
        let all = || days.iter().flat_map(|(_, ids)| ids).copied().map(Subject::Proposal).collect();
        commands.push(if one { Command::Select(subject.clone()) } else { Command::SelectMany(all(), false) });
    }
    if response.on_hover_text(told).hovered() && one {
        commands.push(Command::Hover(subject));
    }
    commands
}
