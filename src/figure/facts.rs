//! What a figure says of the coverage: numbers, dates, sources, warnings, and the whole of it in words.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    compose::Material,
    definition::{Part, Target},
};
use crate::{
    project::{ArticleId, MentionId},
    text::{ByteSpan, counted},
};

/// A numbered note on the figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Callout {
    /// Its number.
    pub number: usize,
    /// What it is about.
    pub target: Target,
    /// The place's name or the proposal's title.
    pub title: String,
    /// The words that stand in it.
    pub passage: String,
    /// The article that it quotes, and where in its text; none where the analyst wrote it.
    pub evidence: Option<(ArticleId, ByteSpan)>,
    /// Outlet and date of that article.
    pub source: String,
}

/// What the reader of a figure may miss or should not trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Mentions that nobody has reviewed.
    Unreviewed(usize),
    /// Mentions that are tied to no place, and are not on the map.
    NotPlaced(usize),
    /// Places outside of what the map shows.
    OffMap(Vec<String>),
    /// Places drawn without a name, for want of room.
    Unlabelled(Vec<String>),
    /// Places too close to another to be shown apart.
    Joined(Vec<String>),
    /// Places whose resolution is not sure.
    Unsure(Vec<String>),
    /// Chosen callouts for which there is no room or no passage.
    NoCallout(Vec<String>),
    /// Proposals without a place on the map.
    NoProposal(Vec<String>),
    /// Text that is cut.
    Shortened {
        /// Where.
        part: &'static str,
    },
    /// A part that would cover symbols wherever it stood, and is left out.
    NoRoom {
        /// Which.
        part: &'static str,
    },
    /// A part that was moved over symbols.
    Covered {
        /// Which.
        part: Part,
        /// The places under it.
        places: Vec<String>,
    },
    /// The window's map stands on another basemap than the figure.
    OtherBasemap(String),
    /// Characters that no face inside the program can draw.
    CannotDraw(String),
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |names: &[String]| names.join(", ");
        match self {
            Self::Unreviewed(1) => write!(f, "1 mention has not been reviewed"),
            Self::Unreviewed(count) => write!(f, "{count} mentions have not been reviewed"),
            Self::NotPlaced(1) => write!(f, "1 mention is tied to no place and not on the map"),
            Self::NotPlaced(count) => write!(f, "{count} mentions are tied to no place and not on the map"),
            Self::OffMap(names) => write!(f, "Outside of the map: {}", list(names)),
            Self::Unlabelled(names) => write!(f, "No room for the names of: {}", list(names)),
            Self::Joined(names) => write!(f, "Too close to another place to be shown apart: {}", list(names)),
            Self::Unsure(names) => write!(f, "Not certain where these are: {}", list(names)),
            Self::NoCallout(names) => {
                write!(f, "No callout, for want of room or of a passage: {}", list(names))
            }
            Self::NoProposal(names) => write!(f, "Proposals without a place on the map: {}", list(names)),
            Self::Shortened { part } => write!(f, "{part}: the text is cut for want of room"),
            Self::NoRoom { part } => {
                write!(f, "{part}: left out, since every corner of the map has places in it")
            }
            Self::Covered { part, places } => write!(f, "{} covers {}", part.name(), list(places)),
            Self::OtherBasemap(name) => write!(
                f,
                "The figure stands on Natural Earth, not on the window’s basemap ({name}): only an archive of \
                 vectors that covers all of the figure can be drawn"
            ),
            Self::CannotDraw(characters) => {
                write!(f, "No letters for these characters in the fonts that come along: {characters}")
            }
        }
    }
}

/// The first names of a list, and how many more there are.
#[must_use]
pub(super) fn some_of(names: &[&str]) -> Vec<String> {
    let mut some: Vec<String> = names.iter().take(6).map(|name| (*name).to_owned()).collect();
    if names.len() > 6 {
        some.push(format!("{} more", names.len() - 6));
    }
    some
}

/// Numbers and names that title, caption and alternative text speak of.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Articles in view.
    pub articles: usize,
    /// First and last day of publication.
    pub dates: Option<(Date, Date)>,
    /// Outlets with the number of their articles, by name; articles without one under an empty name.
    pub outlets: BTreeMap<String, usize>,
    /// Places named.
    pub places: usize,
    /// Mentions shown as places or open.
    pub mentions: usize,
    /// Those of them that the analyst has not decided.
    pub unreviewed: usize,
    /// Those of them that are tied to no place.
    pub not_placed: usize,
}

impl Facts {
    /// Counts what is there.
    #[must_use]
    pub fn of(material: &Material<'_>) -> Self {
        let mut facts = Self {
            places: material.index.places.len(),
            not_placed: material.index.unresolved().len(),
            mentions: material.index.places.iter().map(|entry| entry.mentions.len()).sum(),
            ..Self::default()
        };
        let mut dates = BTreeSet::new();
        for (_, entry) in material.articles() {
            facts.articles += 1;
            dates.extend(entry.article.date);
            *facts.outlets.entry(entry.article.outlet.clone().unwrap_or_default()).or_default() += 1;
        }
        let placed = material.index.places.iter().flat_map(|entry| &entry.mentions);
        let open = |mention: &&MentionId| material.project.decision(**mention).is_none();
        facts.unreviewed = placed.chain(material.index.unresolved()).filter(open).count();
        facts.mentions += facts.not_placed;
        facts.dates = dates.first().copied().zip(dates.last().copied());
        facts
    }

    /// "12 articles · 9 outlets · 2023-07-02 to 2023-08-04".
    #[must_use]
    pub fn headline(&self) -> String {
        let mut parts = vec![counted(self.articles, "article")];
        let outlets = self.outlets.keys().filter(|name| !name.is_empty()).count();
        if outlets > 0 {
            parts.push(counted(outlets, "outlet"));
        }
        match self.dates {
            Some((first, last)) if first == last => parts.push(day(first)),
            Some((first, last)) => parts.push(format!("{} to {}", day(first), day(last))),
            None => {}
        }
        parts.join(" · ")
    }

    /// Articles, mentions and how far they were reviewed, as a sentence.
    #[must_use]
    pub fn counts(&self) -> String {
        format!(
            "{} of {} in {}; {} not reviewed, {} tied to no place.",
            counted(self.mentions, "mention"),
            counted(self.places, "place"),
            counted(self.articles, "article"),
            self.unreviewed,
            self.not_placed,
        )
    }

    /// The outlets with the number of their articles.
    #[must_use]
    pub fn sources(&self) -> String {
        let named: Vec<String> = self
            .outlets
            .iter()
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, count)| if *count == 1 { name.clone() } else { format!("{name} ({count})") })
            .collect();
        let unnamed = self.outlets.get("").copied().unwrap_or(0);
        match (named.is_empty(), unnamed) {
            (true, count) => format!("Sources: {} without a named outlet.", counted(count, "article")),
            (false, 0) => format!("Sources: {}.", named.join(", ")),
            (false, count) => {
                format!(
                    "Sources: {}; {} without a named outlet.",
                    named.join(", "),
                    counted(count, "article")
                )
            }
        }
    }
}

/// A day as reports write it: "31 July 2023".
#[must_use]
pub(super) fn day(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month =
        usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default();
    format!("{} {month} {}", date.day(), date.year())
}

/// A title where none was given.
#[must_use]
pub(super) fn plain_title(material: &Material<'_>) -> String {
    let names: Vec<&str> =
        material.index.places.iter().take(3).map(|entry| entry.place.name.as_str()).collect();
    match names[..] {
        [] => "Places named in the coverage".to_owned(),
        [one] => format!("Coverage of {one}"),
        [one, two] => format!("Coverage of {one} and {two}"),
        [one, two, three, ..] => format!("Coverage of {one}, {two} and {three}"),
    }
}

/// The map in words.
#[must_use]
pub(super) fn describe_map(facts: &Facts, material: &Material<'_>) -> String {
    let most: Vec<String> = material
        .index
        .places
        .iter()
        .take(8)
        .map(|entry| format!("{} ({})", entry.place.name, entry.mentions.len()))
        .collect();
    let mut text =
        format!("Map with {} from {}.", counted(facts.places, "place"), counted(facts.articles, "article"));
    if !most.is_empty() {
        text += &format!(" Most often named: {}.", most.join(", "));
    }
    let mut by_status: BTreeMap<&str, usize> = BTreeMap::new();
    for feature in &material.layers.proposals {
        *by_status.entry(feature.status.label()).or_default() += 1;
    }
    if !by_status.is_empty() {
        let list: Vec<String> = by_status.iter().map(|(status, count)| format!("{count} {status}")).collect();
        text += &format!(" Proposals on the map: {}.", list.join(", "));
    }
    text
}

/// The whole figure in words: its alternative text.
#[must_use]
pub(super) fn describe(title: &str, facts: &Facts, callouts: &[Callout], material: &Material<'_>) -> String {
    let mut text = format!("{title}. {}. {}", facts.headline(), describe_map(facts, material));
    for callout in callouts {
        text += &format!(" Note {}, {}: {}", callout.number, callout.title, callout.passage);
    }
    text
}
