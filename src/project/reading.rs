//! What is shown: the machine's annotation overlaid with the analyst's word.

use super::{ArticleId, Decision, MentionId, Project, TellingId, TellingWord};
use crate::{
    gazetteer::PlaceId,
    geodesy::Position,
    geoparse::{Mention, MentionForm, MentionKind},
    proposals::Proposal,
};

/// A mention as it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'p> {
    /// Where it stands.
    pub id: MentionId,
    /// The machine's reading; `None` where the analyst marked it.
    pub machine: Option<&'p Mention>,
    /// The analyst's word on what it stands for.
    pub decision: Option<&'p Decision>,
    /// Literal or associative, as the analyst or else the machine says.
    pub kind: MentionKind,
    /// Name or demonym.
    pub form: MentionForm,
}

/// What a mention stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Referent<'p> {
    /// A place of the gazetteer.
    Place(&'p PlaceId),
    /// A point the analyst set.
    Pin(Position),
    /// Nothing yet.
    Open,
    /// It names no place.
    NoPlace,
}

impl<'p> Reading<'p> {
    /// What it stands for, the analyst's word first.
    #[must_use]
    pub fn referent(&self) -> Referent<'p> {
        match self.decision {
            Some(Decision::Place(place)) => Referent::Place(place),
            Some(Decision::Pin(position)) => Referent::Pin(*position),
            Some(Decision::Unresolved) => Referent::Open,
            Some(Decision::NotAPlace) => Referent::NoPlace,
            None => match self.machine.and_then(|mention| mention.resolution.as_ref()) {
                Some(resolution) => Referent::Place(&resolution.place),
                None => Referent::Open,
            },
        }
    }

    /// How sure that is, 0…1; 1 where the analyst decided.
    #[must_use]
    pub fn confidence(&self) -> f32 {
        match (self.decision, self.machine.and_then(|mention| mention.resolution.as_ref())) {
            (Some(_), _) => 1.0,
            (None, Some(resolution)) => resolution.confidence,
            (None, None) => 0.0,
        }
    }
}

impl Project {
    /// One mention as it is shown, if there is one at that span.
    #[must_use]
    pub fn reading(&self, id: MentionId) -> Option<Reading<'_>> {
        let machine = self.mention(id);
        let decision = self.decision(id);
        if machine.is_none() && decision.is_none_or(|word| *word == Decision::NotAPlace) {
            return None;
        }
        Some(Reading {
            id,
            machine,
            decision,
            kind: self
                .decisions
                .kind(id)
                .or(machine.map(|mention| mention.kind))
                .unwrap_or(MentionKind::Literal),
            form: machine.map_or(MentionForm::Name, |mention| mention.form),
        })
    }

    /// The mentions of an article in text order, those that the analyst called no place among them. They
    /// do not overlap.
    #[must_use]
    pub fn readings(&self, article: ArticleId) -> Vec<Reading<'_>> {
        let Some(entry) = self.articles.get(&article) else { return Vec::new() };
        let mut marked: Vec<MentionId> = Vec::new();
        for (id, word) in self.decisions.mentions_in(article) {
            let is_mark = self.mention(id).is_none() && *word != Decision::NotAPlace;
            if is_mark && marked.last().is_none_or(|last| last.span.end() <= id.span.start()) {
                marked.push(id);
            }
        }
        let mut ids: Vec<MentionId> = marked.clone();
        let free = |mention: &&Mention| {
            let after = marked.partition_point(|mark| mark.span.end() <= mention.span.start());
            marked.get(after).is_none_or(|mark| !mark.span.overlaps(mention.span))
        };
        let machine = entry.annotation.mentions.iter().filter(free);
        ids.extend(machine.map(|mention| MentionId { article, span: mention.span }));
        ids.sort_unstable();
        ids.into_iter().filter_map(|id| self.reading(id)).collect()
    }

    /// One article's telling of a proposal, as the analyst or else the machine has it.
    #[must_use]
    pub fn telling(&self, id: TellingId) -> Option<&Proposal> {
        match self.decisions.telling(id) {
            Some(TellingWord::Deleted) => None,
            Some(TellingWord::As(proposal)) => Some(proposal),
            None => self.machine_telling(id),
        }
    }

    /// One article's telling of a proposal as the machine has it.
    #[must_use]
    pub fn machine_telling(&self, id: TellingId) -> Option<&Proposal> {
        let proposals = &self.articles.get(&id.article)?.annotation.proposals;
        let same = |proposal: &&Proposal| proposal.evidence.first() == Some(&id.evidence);
        proposals.iter().filter(same).nth(id.nth as usize)
    }

    /// The tellings of an article, in order: the machine's with the analyst's corrections, and those that
    /// the analyst added.
    #[must_use]
    pub fn tellings(&self, article: ArticleId) -> Vec<(TellingId, &Proposal)> {
        let Some(entry) = self.articles.get(&article) else { return Vec::new() };
        let mut ids: Vec<TellingId> = self.decisions.tellings_in(article).map(|(id, _)| id).collect();
        let mut seen = std::collections::BTreeMap::new();
        for evidence in entry.annotation.proposals.iter().filter_map(|proposal| proposal.evidence.first()) {
            let nth: &mut u32 = seen.entry(*evidence).or_default();
            ids.push(TellingId { article, evidence: *evidence, nth: *nth });
            *nth += 1;
        }
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().filter_map(|id| Some((id, self.telling(id)?))).collect()
    }
}
