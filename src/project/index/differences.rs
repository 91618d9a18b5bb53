//! What outlets tell differently of one proposal: kept side by side, never averaged away.

use crate::{
    project::{Project, TellingId},
    proposals::{Proposal, Status},
};

/// What is told differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// What became of it, in reports of the same days.
    Status,
    /// When the act is to happen.
    Date,
    /// Where.
    Venue,
    /// Who puts it forward.
    Proposer,
    /// Whose assent is asked.
    Addressee,
}

impl Aspect {
    /// What it is called in English.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Date => "date",
            Self::Venue => "venue",
            Self::Proposer => "proposer",
            Self::Addressee => "addressee",
        }
    }
}

/// The sides of a contradiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What is told differently.
    pub aspect: Aspect,
    /// Each value with the tellings that give it, in order of the first report.
    pub sides: Vec<(String, Vec<TellingId>)>,
}

/// Reports this many days apart speak of the same state of things.
const SAME_DAYS: i32 = 2;

/// What tellings of one proposal differ on. The values are those of proposer, addressee and venue.
pub(super) fn differences(
    project: &Project,
    members: &[TellingId],
    told: &[&Proposal],
    [proposers, addressees, venues]: [Vec<Option<String>>; 3],
) -> Vec<Difference> {
    if members.len() < 2 {
        return Vec::new();
    }
    let dates = told.iter().map(|told| told.date.as_ref()?.iso.clone()).collect();
    let status = statuses(project, members, told);
    [
        (Aspect::Status, status),
        (Aspect::Date, dates),
        (Aspect::Venue, venues),
        (Aspect::Proposer, proposers),
        (Aspect::Addressee, addressees),
    ]
    .into_iter()
    .filter_map(|(aspect, values)| sides(aspect, members, &values))
    .collect()
}

/// The statuses of reports that another report of the same days contradicts. One that comes days later tells
/// what happened since.
fn statuses(project: &Project, members: &[TellingId], told: &[&Proposal]) -> Vec<Option<String>> {
    let date = |at: usize| project.article(members[at].article)?.article.date;
    let known = |at: usize| told[at].status != Status::Unknown;
    let contradicts = |a: usize, b: usize| {
        let near = date(a).zip(date(b)).is_some_and(|(a, b)| (a - b).get_days().abs() <= SAME_DAYS);
        near && known(a) && known(b) && told[a].status != told[b].status
    };
    (0..told.len())
        .map(|at| {
            let contradicted = (0..told.len()).any(|other| other != at && contradicts(at, other));
            contradicted.then(|| told[at].status.label().to_owned())
        })
        .collect()
}

fn sides(aspect: Aspect, members: &[TellingId], values: &[Option<String>]) -> Option<Difference> {
    let mut sides: Vec<(String, Vec<TellingId>)> = Vec::new();
    for (telling, value) in members.iter().zip(values) {
        let Some(value) = value else { continue };
        // "2023-08" does not contradict "2023-08-01".
        let agrees = |(known, _): &&mut (String, Vec<TellingId>)| {
            known == value
                || (aspect == Aspect::Date && (known.starts_with(value) || value.starts_with(known.as_str())))
        };
        match sides.iter_mut().find(agrees) {
            Some((known, tellings)) => {
                tellings.push(*telling);
                if value.len() > known.len() {
                    known.clone_from(value);
                }
            }
            None => sides.push((value.clone(), vec![*telling])),
        }
    }
    (sides.len() > 1).then_some(Difference { aspect, sides })
}
