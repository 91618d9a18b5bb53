//! What a filter leaves of a project.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Filter, holds};
use crate::{
    article::Article,
    gazetteer::Place,
    geoparse::MentionKind,
    project::{
        ArticleId, Entry, MentionId, Project, ProposalId,
        index::{Index, PlaceEntry, ProposalEntry},
    },
    text::ByteSpan,
};

/// The part of a project that a filter leaves.
#[derive(Clone, Debug, Default)]
pub struct Excerpt {
    /// Its articles.
    pub articles: BTreeSet<ArticleId>,
    /// Its places with the mentions left of them, and its proposals with the tellings left of them. The
    /// status of a proposal is that of the latest telling left.
    pub index: Index,
}

impl Filter {
    /// What it leaves of a project. The index must be the project's.
    #[must_use]
    pub fn excerpt(&self, project: &Project, index: &Index) -> Excerpt {
        if self.is_empty() {
            let articles = project.articles().map(|(id, _)| id).collect();
            return Excerpt { articles, index: index.clone() };
        }
        Sieve::new(self, project, index).sift()
    }
}

/// A filter at work on one project.
struct Sieve<'p> {
    filter: &'p Filter,
    project: &'p Project,
    index: &'p Index,
    words: Vec<String>,
    outlets: BTreeSet<String>,
    actors: BTreeSet<String>,
    /// Articles whose own conditions hold.
    open: HashSet<ArticleId>,
    /// Those of them that hold the words.
    worded: HashSet<ArticleId>,
    /// Articles that repeat another's text and stand for it, as that is not in view.
    standing: HashSet<ArticleId>,
}

fn lower(names: &BTreeSet<String>) -> BTreeSet<String> {
    names.iter().map(|name| name.to_lowercase()).collect()
}

impl<'p> Sieve<'p> {
    fn new(filter: &'p Filter, project: &'p Project, index: &'p Index) -> Self {
        let mut sieve = Self {
            filter,
            project,
            index,
            words: filter.words.to_lowercase().split_whitespace().map(str::to_owned).collect(),
            outlets: lower(&filter.outlets),
            actors: lower(&filter.actors),
            open: HashSet::new(),
            worded: HashSet::new(),
            standing: HashSet::new(),
        };
        let open = project.articles().filter(|(id, entry)| sieve.is_open(*id, entry));
        let open: HashSet<ArticleId> = open.map(|(id, _)| id).collect();
        let worded = project.articles().filter(|(id, _)| open.contains(id));
        let worded = worded.filter(|(_, entry)| holds(&article_line(&entry.article), &sieve.words));
        sieve.worded = worded.map(|(id, _)| id).collect();
        sieve.open = open;
        sieve.standing = sieve.open.iter().copied().filter(|id| sieve.stands(*id)).collect();
        sieve
    }

    fn is_open(&self, id: ArticleId, entry: &Entry) -> bool {
        let (filter, article) = (self.filter, &entry.article);
        let of_outlet =
            || article.outlet.as_ref().is_some_and(|outlet| self.outlets.contains(&outlet.to_lowercase()));
        let dated = |holds: &dyn Fn(jiff::civil::Date) -> bool| article.date.is_some_and(holds);
        (filter.articles.is_empty() || filter.articles.contains(&id))
            && (self.outlets.is_empty() || of_outlet())
            && filter.from.is_none_or(|from| dated(&|date| date >= from))
            && filter.until.is_none_or(|until| dated(&|date| date <= until))
    }

    /// Whether an article that repeats another's text counts here: the other is not in view, and no other
    /// repeat comes before it.
    fn stands(&self, id: ArticleId) -> bool {
        let stories = &self.index.stories;
        let lead = stories.lead(id);
        let asked = |id: ArticleId| {
            let selected = self.filter.selected.as_ref().map(|selected| &selected.articles);
            self.open.contains(&id)
                && selected.is_none_or(|articles| articles.is_empty() || articles.contains(&id))
        };
        lead != id && !asked(lead) && stories.repeats(lead).iter().copied().find(|id| asked(*id)) == Some(id)
    }

    fn sift(&self) -> Excerpt {
        let proposals: Vec<ProposalEntry> =
            self.index.proposals.iter().filter_map(|entry| self.proposal(entry)).collect();
        let passages = self.passages(&proposals);
        let mut places: Vec<PlaceEntry> =
            self.index.places.iter().filter_map(|entry| self.place(entry, &passages, &proposals)).collect();
        places.sort_by(|a, b| b.mentions.len().cmp(&a.mentions.len()).then(a.place.id.cmp(&b.place.id)));
        let unresolved: Vec<MentionId> =
            self.index.unresolved().iter().copied().filter(|id| self.mention(*id, None, &passages)).collect();
        let mut articles: BTreeSet<ArticleId> = self.open.iter().copied().collect();
        if !self.filter.asks_articles_alone() {
            let mentions = places.iter().flat_map(|entry| &entry.mentions).chain(&unresolved);
            let told = proposals.iter().flat_map(|entry| &entry.tellings).map(|telling| telling.article);
            let mut touched: HashSet<ArticleId> = mentions.map(|id| id.article).chain(told).collect();
            // Words may be in an article's headline alone.
            if self.filter.words_alone() {
                touched.extend(&self.worded);
            }
            articles.retain(|id| touched.contains(id));
        }
        Excerpt { articles, index: self.index.narrowed(places, proposals, unresolved) }
    }

    /// A proposal with the tellings left of it, if it is kept.
    fn proposal(&self, entry: &ProposalEntry) -> Option<ProposalEntry> {
        let filter = self.filter;
        let acts = |name: &Option<String>| {
            name.as_ref().is_some_and(|name| self.actors.contains(&name.to_lowercase()))
        };
        // Where only some of its articles hold the words, only they tell of it.
        let told_in = if self.proposal_worded(entry) { &self.open } else { &self.worded };
        let tellings = entry.tellings.iter().copied().filter(|id| told_in.contains(&id.article)).collect();
        let mut left = ProposalEntry { tellings, ..entry.clone() };
        left.status = self.project.telling(*left.tellings.last()?)?.status;
        let kept = (filter.kinds.is_empty() || filter.kinds.contains(&left.kind))
            && (filter.statuses.is_empty() || filter.statuses.contains(&left.status))
            && (self.actors.is_empty() || acts(&left.proposer) || acts(&left.addressee))
            && (!filter.asks_places() || self.concerns(entry, |place| self.place_meets(place)))
            && filter.reviewed.is_none_or(|reviewed| reviewed == left.decided)
            && filter.least_confidence.is_none_or(|least| left.decided || left.confidence >= least)
            && self.proposal_selected(&left);
        kept.then_some(left)
    }

    /// Whether a proposal has a place that meets something.
    fn concerns(&self, entry: &ProposalEntry, meets: impl Fn(&Place) -> bool) -> bool {
        entry.places.iter().filter_map(|(_, id)| self.index.place(id)).any(|entry| meets(&entry.place))
    }

    /// Whether a proposal holds the words itself, or one of its places does.
    fn proposal_worded(&self, entry: &ProposalEntry) -> bool {
        let line = format!(
            "{} {} {} {} {}",
            entry.title,
            entry.kind.label(),
            entry.status.label(),
            entry.proposer.as_deref().unwrap_or(""),
            entry.addressee.as_deref().unwrap_or("")
        );
        holds(&line, &self.words) || self.concerns(entry, |place| holds(&place_line(place), &self.words))
    }

    fn proposal_selected(&self, entry: &ProposalEntry) -> bool {
        let Some(selected) = &self.filter.selected else { return true };
        selected.proposals.contains(&entry.id)
            || entry.tellings.iter().any(|telling| selected.articles.contains(&telling.article))
            || entry.places.iter().any(|(_, place)| selected.places.contains(place))
    }

    /// The passages of proposals by article, where mentions are judged by them.
    fn passages(&self, proposals: &[ProposalEntry]) -> Passages {
        let chosen = self.filter.selected.as_ref().map(|selected| &selected.proposals);
        let mut passages = Passages { asked: self.filter.asks_proposals(), ..Passages::default() };
        for entry in proposals {
            let is_chosen = chosen.is_some_and(|chosen| chosen.contains(&entry.id));
            for telling in &entry.tellings {
                let Some(told) = self.project.telling(*telling) else { continue };
                let spans = told.evidence.iter().chain(&told.status_evidence).copied();
                let spans: Vec<ByteSpan> = spans.collect();
                if is_chosen {
                    passages.chosen.entry(telling.article).or_default().extend(&spans);
                }
                passages.all.entry(telling.article).or_default().extend(spans);
            }
        }
        passages
    }

    fn place(
        &self,
        entry: &PlaceEntry,
        passages: &Passages,
        proposals: &[ProposalEntry],
    ) -> Option<PlaceEntry> {
        let of_kept = |id: &ProposalId| proposals.binary_search_by_key(id, |entry| entry.id).is_ok();
        let mut left = entry.clone();
        left.proposals.retain(of_kept);
        let standing = |id: &MentionId| self.standing.contains(&id.article);
        left.mentions.extend(entry.repeats.iter().copied().filter(standing));
        left.mentions.sort_unstable();
        left.repeats.retain(|id| self.open.contains(&id.article) && !standing(id));
        left.mentions.retain(|id| self.mention(*id, Some(&entry.place), passages));
        // A place of a proposal in view is in view too, for its line to run through.
        if left.mentions.is_empty() && left.proposals.is_empty() {
            return None;
        }
        if left.mentions == entry.mentions {
            return Some(left);
        }
        let readings: Vec<_> = left.mentions.iter().filter_map(|id| self.project.reading(*id)).collect();
        left.literal = readings.iter().filter(|reading| reading.kind == MentionKind::Literal).count();
        left.decided = readings.iter().filter(|reading| reading.decision.is_some()).count();
        left.articles = left.mentions.iter().map(|id| id.article).collect::<BTreeSet<_>>().len();
        if !readings.is_empty() {
            let sum: f32 = readings.iter().map(crate::project::Reading::confidence).sum();
            #[allow(clippy::cast_precision_loss)] // a mean
            let mean = sum / readings.len() as f32;
            left.confidence = mean;
        }
        Some(left)
    }

    fn mention(&self, id: MentionId, place: Option<&Place>, passages: &Passages) -> bool {
        let filter = self.filter;
        if !self.open.contains(&id.article) {
            return false;
        }
        let Some(reading) = self.project.reading(id) else { return false };
        let worded = || {
            self.words.is_empty()
                || self.worded.contains(&id.article)
                || place.is_some_and(|place| holds(&place_line(place), &self.words))
        };
        (!filter.asks_places() || place.is_some_and(|place| self.place_meets(place)))
            && filter.reviewed.is_none_or(|reviewed| reviewed == reading.decision.is_some())
            && filter.least_confidence.is_none_or(|least| reading.confidence() >= least)
            && (!passages.asked || Passages::hold(&passages.all, id))
            && worded()
            && self.mention_selected(id, place, passages)
    }

    fn mention_selected(&self, id: MentionId, place: Option<&Place>, passages: &Passages) -> bool {
        let Some(selected) = &self.filter.selected else { return true };
        selected.mentions.contains(&id)
            || selected.articles.contains(&id.article)
            || place.is_some_and(|place| selected.places.contains(&place.id))
            || Passages::hold(&passages.chosen, id)
    }

    fn place_meets(&self, place: &Place) -> bool {
        let filter = self.filter;
        let of_country = || place.country.as_ref().is_some_and(|country| filter.countries.contains(country));
        (filter.places.is_empty() || filter.places.contains(&place.id))
            && (filter.classes.is_empty() || filter.classes.contains(&place.class))
            && (filter.countries.is_empty() || of_country())
    }
}

/// Passages of proposals by article.
#[derive(Default)]
struct Passages {
    asked: bool,
    all: BTreeMap<ArticleId, Vec<ByteSpan>>,
    chosen: BTreeMap<ArticleId, Vec<ByteSpan>>,
}

impl Passages {
    fn hold(of: &BTreeMap<ArticleId, Vec<ByteSpan>>, id: MentionId) -> bool {
        of.get(&id.article).is_some_and(|spans| spans.iter().any(|span| span.covers(id.span)))
    }
}

impl Filter {
    /// Whether besides articles words are asked for and nothing else.
    fn words_alone(&self) -> bool {
        Self { words: String::new(), ..self.clone() }.asks_articles_alone()
    }
}

/// What the lists show of an article.
fn article_line(article: &Article) -> String {
    let date = article.date.map(|date| date.to_string()).unwrap_or_default();
    format!("{} {} {date}", article.heading(), article.outlet.as_deref().unwrap_or(""))
}

/// What the lists show of a place.
fn place_line(place: &Place) -> String {
    format!("{} {} {}", place.label(true), place.class.label(), place.country.as_deref().unwrap_or(""))
}
