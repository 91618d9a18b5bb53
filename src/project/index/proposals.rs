//! Tellings gathered into the proposals that they are of: as the machine joins them, and as the analyst
//! says.

use std::collections::BTreeMap;

use super::{Index, ProposalEntry};
use crate::{
    gazetteer::PlaceId,
    project::{Decisions, Home, MentionId, Project, ProposalId, TellingId},
    proposals::{
        Party, PlaceRole, Proposal,
        merge::{Group, Telling, merge},
    },
};

impl Index {
    pub(super) fn gather_proposals(&mut self, project: &Project) {
        let mut ids = Vec::new();
        let mut tellings = Vec::new();
        for (article, entry) in project.articles() {
            for (id, proposal) in project.tellings(article) {
                ids.push(id);
                tellings.push(Telling { article: article.0, date: entry.article.date, proposal });
            }
        }
        for group in put_home(merge(&tellings), &ids, &tellings, project.decisions()) {
            let members: Vec<TellingId> = group.tellings.iter().map(|at| ids[*at]).collect();
            let told: Vec<&Proposal> = group.tellings.iter().map(|at| tellings[*at].proposal).collect();
            let entry = self.proposal_entry(project, &members, &told, group.reasons);
            for (_, place) in &entry.places {
                if let Some(at) = self.place_at.get(place)
                    && !self.places[*at].proposals.contains(&entry.id)
                {
                    self.places[*at].proposals.push(entry.id);
                }
            }
            self.proposals.push(entry);
        }
        self.proposals.sort_by_key(|proposal| proposal.id);
        self.tie_proposals();
    }

    /// Notes where each proposal stands, and which tellings and articles are its.
    pub(super) fn tie_proposals(&mut self) {
        for (at, proposal) in self.proposals.iter().enumerate() {
            self.proposal_at.insert(proposal.id, at);
            self.proposal_of.extend(proposal.tellings.iter().map(|telling| (*telling, proposal.id)));
            for telling in &proposal.tellings {
                let told = self.told_in.entry(telling.article).or_default();
                if told.last() != Some(&at) {
                    told.push(at);
                }
            }
        }
    }

    fn proposal_entry(
        &self,
        project: &Project,
        members: &[TellingId],
        told: &[&Proposal],
        reasons: Vec<String>,
    ) -> ProposalEntry {
        // Places as the analyst sees them: a corrected mention moves its proposal along.
        let mut places: Vec<(PlaceRole, PlaceId)> = Vec::new();
        for (telling, proposal) in members.iter().zip(told) {
            for place in &proposal.places {
                let mention = MentionId { article: telling.article, span: place.mention };
                // A description such as "the Azerbaijani capital" is no mention of its own.
                let described = || {
                    let place = project.decisions().canonical(place.place.as_ref()?);
                    self.place_at.contains_key(place).then(|| place.clone())
                };
                let resolved = self.place_of(mention).map(|entry| entry.place.id.clone()).or_else(described);
                if let Some(id) = resolved.filter(|id| !places.contains(&(place.role, id.clone()))) {
                    places.push((place.role, id));
                }
            }
        }
        let order = |role: PlaceRole| match role {
            PlaceRole::From => 0,
            PlaceRole::Via => 1,
            PlaceRole::To => 2,
            PlaceRole::Venue => 3,
            PlaceRole::Target => 4,
            PlaceRole::Area => 5,
        };
        places.sort_by_key(|(role, _)| order(*role));
        let kind = told[0].kind;
        let date = told.iter().find_map(|proposal| proposal.date.as_ref()?.iso.clone());
        let mut title = kind.label().to_owned();
        let names: Vec<&str> = places
            .iter()
            .filter_map(|(_, id)| self.place(id).map(|entry| entry.place.name.as_str()))
            .fold(Vec::new(), |mut names, name| {
                if !names.contains(&name) {
                    names.push(name);
                }
                names
            });
        if !names.is_empty() {
            title = format!("{title} · {}", names.join(" – "));
        }
        if let Some(date) = &date {
            title = format!("{title} · {date}");
        }
        let party = |of: fn(&Proposal) -> Option<&Party>| {
            told.iter().find_map(|p| of(p).map(|party| party.name.clone()))
        };
        ProposalEntry {
            id: ProposalId(members.iter().copied().min().unwrap_or(members[0])),
            tellings: members.to_vec(),
            title,
            kind,
            status: told[told.len() - 1].status,
            proposer: party(|proposal| proposal.proposer.as_ref()),
            addressee: party(|proposal| proposal.addressee.as_ref()),
            places,
            date,
            confidence: told.iter().map(|proposal| proposal.confidence).fold(0.0, f32::max),
            reasons,
            decided: members.iter().any(|telling| {
                let words = project.decisions();
                words.telling(*telling).is_some() || words.home(*telling).is_some()
            }),
        }
    }
}

/// Why the analyst's own links hold.
const BY_ANALYST: &str = "you said so";

/// The machine's groups with the analyst's word on which proposal a telling belongs to.
fn put_home(
    groups: Vec<Group>,
    ids: &[TellingId],
    tellings: &[Telling<'_>],
    words: &Decisions,
) -> Vec<Group> {
    if words.homes().next().is_none() {
        return groups;
    }
    let at_of: BTreeMap<TellingId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut group_of = vec![0; ids.len()];
    let mut members: Vec<Vec<(usize, String)>> = Vec::new();
    for group in groups {
        let mut kept = Vec::new();
        for (nth, at) in group.tellings.iter().enumerate() {
            let reason = nth.checked_sub(1).and_then(|nth| group.reasons.get(nth)).cloned();
            if words.home(ids[*at]).is_none() {
                kept.push((*at, reason.unwrap_or_default()));
            }
        }
        for (at, _) in &kept {
            group_of[*at] = members.len();
        }
        members.push(kept);
    }
    // First those that stand alone, so that others can be put to them.
    let homed: Vec<(usize, usize)> =
        words.homes().filter_map(|(id, _)| Some((*at_of.get(&id)?, root(id, words, &at_of)?))).collect();
    for (at, _) in homed.iter().filter(|(at, root)| at == root) {
        group_of[*at] = members.len();
        members.push(vec![(*at, String::new())]);
    }
    for (at, root) in homed.into_iter().filter(|(at, root)| at != root) {
        members[group_of[root]].push((at, BY_ANALYST.to_owned()));
    }
    for group in &mut members {
        group.sort_by_key(|(at, _)| (tellings[*at].date, tellings[*at].article, *at));
    }
    members
        .into_iter()
        .filter(|group| !group.is_empty())
        .map(|group| Group {
            tellings: group.iter().map(|(at, _)| *at).collect(),
            reasons: group.into_iter().skip(1).map(|(_, reason)| reason).collect(),
        })
        .collect()
}

/// The telling that a telling was put to, through any number of links: one that the machine placed, or that
/// stands alone. A ring, or a link to what is gone, ends where it is met.
fn root(id: TellingId, words: &Decisions, at_of: &BTreeMap<TellingId, usize>) -> Option<usize> {
    let mut seen = vec![id];
    let mut at = id;
    while let Some(Home::With(next)) = words.home(at) {
        if seen.contains(&next) {
            // All of a ring agree on one of it.
            return seen.iter().min().and_then(|first| at_of.get(first)).copied();
        }
        if !at_of.contains_key(&next) {
            break;
        }
        seen.push(next);
        at = next;
    }
    at_of.get(&at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::Article,
        engine::Annotation,
        gazetteer::{Place, PlaceClass, Places},
        geodesy::Position,
        geoparse::{Mention, MentionForm, MentionKind, Resolution},
        project::{ArticleId, Change, Decision, Edit, Entry, TellingWord},
        proposals::{ProposalKind, ProposalPlace, Status},
        text::ByteSpan,
    };

    struct Anywhere;

    impl Places for Anywhere {
        fn place(&self, id: &PlaceId) -> Option<Place> {
            Some(Place {
                id: id.clone(),
                name: id.to_string(),
                contested_names: Vec::new(),
                class: PlaceClass::Settlement,
                position: Position::new(1.0, 2.0).ok()?,
                country: None,
                region: None,
                population: 0,
            })
        }
    }

    fn mention(start: usize, place: u32) -> Mention {
        Mention {
            span: ByteSpan::new(start, start + 4),
            kind: MentionKind::Literal,
            form: MentionForm::Name,
            recognition: 0.9,
            resolution: Some(Resolution { place: PlaceId::GeoNames(place), confidence: 0.8 }),
            candidates: Vec::new(),
        }
    }

    fn proposal(start: usize) -> Proposal {
        Proposal {
            id: "p1".to_owned(),
            kind: ProposalKind::Meeting,
            evidence: vec![ByteSpan::new(start, start + 9)],
            proposer: None,
            addressee: None,
            source: None,
            places: vec![ProposalPlace {
                mention: ByteSpan::new(start, start + 4),
                role: PlaceRole::Venue,
                place: Some(PlaceId::GeoNames(1)),
            }],
            date: None,
            status: Status::Offered,
            status_evidence: None,
            conditions: None,
            confidence: 0.7,
        }
    }

    /// Three articles that tell of one meeting in the same place.
    fn project() -> Project {
        let mut project = Project::default();
        let entry = |_| {
            let article = Article::from_text("a", "Baku and Baku and more");
            let annotation = Annotation {
                mentions: vec![mention(0, 1), mention(9, 1)],
                quotes: Vec::new(),
                proposals: vec![proposal(0)],
            };
            Entry::new(article, annotation, Vec::new())
        };
        let ids = project.next_ids(3);
        project.apply(Edit::Add(ids.into_iter().map(|id| (id, entry(id))).collect())).expect("added");
        project
    }

    fn telling(article: u32) -> TellingId {
        TellingId { article: ArticleId(article), evidence: ByteSpan::new(0, 9), nth: 0 }
    }

    fn groups(project: &Project) -> Vec<Vec<u32>> {
        let index = Index::new(project, &Anywhere);
        let articles = |entry: &ProposalEntry| entry.tellings.iter().map(|id| id.article.0).collect();
        index.proposals.iter().map(articles).collect()
    }

    #[test]
    fn the_analyst_splits_and_joins() {
        let mut project = project();
        assert_eq!(groups(&project), [[0, 1, 2]]);
        let split = Edit::Decide(vec![Change::Home(telling(1), Some(Home::Alone))]);
        let undo = project.apply(split).expect("split");
        assert_eq!(groups(&project), [vec![0, 2], vec![1]]);
        let join = Change::Home(telling(2), Some(Home::With(telling(1))));
        project.apply(Edit::Decide(vec![join])).expect("joined");
        assert_eq!(groups(&project), [vec![0], vec![1, 2]]);
        project.apply(Edit::Decide(vec![Change::Home(telling(2), None)])).expect("taken back");
        project.apply(undo).expect("undone");
        assert_eq!(groups(&project), [[0, 1, 2]]);
    }

    #[test]
    fn a_ring_of_links_is_one_proposal() {
        let mut project = project();
        let with = |a, b| Change::Home(telling(a), Some(Home::With(telling(b))));
        project.apply(Edit::Decide(vec![with(0, 1), with(1, 2), with(2, 0)])).expect("a ring");
        assert_eq!(groups(&project), [[0, 1, 2]]);
    }

    #[test]
    fn a_deleted_telling_is_gone_and_an_added_one_is_there() {
        let mut project = project();
        let deleted = Change::Telling(telling(0), Some(TellingWord::Deleted));
        let id = TellingId { evidence: ByteSpan::new(9, 18), ..telling(2) };
        let mut added = proposal(9);
        added.kind = ProposalKind::Aid;
        added.places[0].place = Some(PlaceId::GeoNames(77));
        added.places[0].mention = ByteSpan::default();
        let added = Change::Telling(id, Some(TellingWord::As(Box::new(added))));
        project.apply(Edit::Decide(vec![deleted, added])).expect("decided");
        assert_eq!(groups(&project), [vec![1, 2], vec![2]]);
        let index = Index::new(&project, &Anywhere);
        let aid = index.proposals_in(ArticleId(2)).find(|entry| entry.kind == ProposalKind::Aid);
        let aid = aid.expect("the added one");
        assert_eq!(aid.places, [(PlaceRole::Venue, PlaceId::GeoNames(77))]);
        assert!(aid.decided && index.place(&PlaceId::GeoNames(77)).is_some());
    }

    #[test]
    fn merged_places_are_shown_as_one() {
        let mut project = project();
        let first = MentionId { article: ArticleId(0), span: ByteSpan::new(0, 4) };
        let other = Change::Mention(first, Some(Decision::Place(PlaceId::GeoNames(5))));
        project.apply(Edit::Decide(vec![other])).expect("decided");
        assert_eq!(Index::new(&project, &Anywhere).places.len(), 2);
        let same = Change::Same(PlaceId::GeoNames(5), Some(PlaceId::GeoNames(1)));
        project.apply(Edit::Decide(vec![same])).expect("merged");
        let index = Index::new(&project, &Anywhere);
        assert_eq!(index.places.len(), 1);
        assert_eq!((index.places[0].mentions.len(), index.places[0].decided), (6, 1));
    }

    #[test]
    fn a_marked_mention_takes_the_place_of_those_it_overlaps() {
        let mut project = project();
        let marked = MentionId { article: ArticleId(0), span: ByteSpan::new(2, 11) };
        let word = Change::Mention(marked, Some(Decision::Place(PlaceId::GeoNames(9))));
        project.apply(Edit::Decide(vec![word])).expect("marked");
        let spans: Vec<_> = project.readings(ArticleId(0)).iter().map(|reading| reading.id).collect();
        assert_eq!(spans, [marked]);
    }
}
