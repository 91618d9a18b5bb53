//! Tellings gathered into the proposals that they are of: as the machine joins them, and as the analyst
//! says.

use std::{collections::HashMap, sync::Arc};

use super::{Index, Link, NearMiss, ProposalEntry, differences::differences, sheet::Told};
use crate::{
    gazetteer::PlaceId,
    project::{Decisions, Home, MentionId, Project, ProposalId, TellingId, cores},
    proposals::{
        Party, PlaceRole, Proposal, Status,
        merge::{Constraints, Merged, Profile, merge},
    },
};

/// Which tellings are of one proposal, with what that was worked out from.
#[derive(Clone, Debug, Default)]
pub(super) struct Joined {
    told: Vec<Arc<[Told]>>,
    words: Constraints,
    ids: Vec<TellingId>,
    merged: Merged,
}

impl Joined {
    /// Joins tellings, unless the ones before were the same ones under the same words.
    fn after(before: &Arc<Self>, told: Vec<Arc<[Told]>>, words: &Decisions) -> Arc<Self> {
        let ids: Vec<TellingId> = told.iter().flat_map(|told| told.iter().map(|told| told.id)).collect();
        let words = constraints(&ids, words);
        let same = told.len() == before.told.len()
            && told.iter().zip(&before.told).all(|(a, b)| Arc::ptr_eq(a, b))
            && words == before.words;
        if same {
            return Arc::clone(before);
        }
        let profiles: Vec<&Profile> =
            told.iter().flat_map(|told| told.iter().map(|told| &told.profile)).collect();
        let merged = merge(&profiles, &words);
        Arc::new(Self { words, ids, merged, told })
    }
}

impl Index {
    /// Gathers all proposals from the sheets. The places must be there.
    pub(super) fn gather_proposals(&mut self, project: &Project, before: &Arc<Joined>) {
        let told = self.sheets().iter().map(|(_, sheet)| &sheet.told);
        let told: Vec<Arc<[Told]>> = told.filter(|told| !told.is_empty()).cloned().collect();
        let joined = Joined::after(before, told, project.decisions());
        let Joined { ids, merged, .. } = &*joined;
        let link = |link: &crate::proposals::merge::Link| Link {
            to: ids[link.to],
            score: link.score,
            reasons: link.reasons.clone(),
        };
        let entries = cores::map(merged.groups.iter().collect(), |group| {
            let links = group.links.iter().map(|of| of.as_ref().map(link));
            let tellings = group.tellings.iter().map(|at| ids[*at]).zip(links);
            self.proposal_entry(project, tellings.collect())
        });
        let mut home = vec![ProposalId(TellingId::default()); ids.len()];
        for (group, entry) in merged.groups.iter().zip(&entries) {
            let Some(entry) = entry else { continue };
            group.tellings.iter().for_each(|at| home[*at] = entry.id);
        }
        let near = merged.near.iter().map(|near| {
            let (a, b) = near.pair;
            let (a, b) = if home[a] <= home[b] { (a, b) } else { (b, a) };
            NearMiss {
                proposals: (home[a], home[b]),
                tellings: (ids[a], ids[b]),
                score: near.score,
                reasons: near.reasons.clone(),
            }
        });
        self.put_near(near.collect());
        let mut proposals: Vec<Arc<ProposalEntry>> = entries.into_iter().flatten().map(Arc::new).collect();
        proposals.sort_by_key(|proposal| proposal.id);
        let places = Arc::make_mut(&mut self.places);
        for entry in &proposals {
            for (_, place) in &entry.places {
                if let Some(place) = self.place_at.get(place).and_then(|at| places.get_mut(*at)) {
                    let of_place = &mut Arc::make_mut(place).proposals;
                    if of_place.last() != Some(&entry.id) {
                        of_place.push(entry.id);
                    }
                }
            }
        }
        self.proposals = Arc::new(proposals);
        self.basis.joined = joined;
        self.tie_proposals();
    }

    /// Takes in proposals that may be the same, and notes for each which they are.
    pub(super) fn put_near(&mut self, near: Vec<NearMiss>) {
        let mut of: HashMap<ProposalId, Vec<usize>> = HashMap::new();
        for (at, near) in near.iter().enumerate() {
            of.entry(near.proposals.0).or_default().push(at);
            if near.proposals.1 != near.proposals.0 {
                of.entry(near.proposals.1).or_default().push(at);
            }
        }
        (self.near, self.near_of) = (Arc::new(near), Arc::new(of));
    }

    /// Places with their roles as the analyst sees them: a corrected mention moves its proposal along.
    fn places_told(
        &self,
        project: &Project,
        telling: TellingId,
        told: &Proposal,
    ) -> Vec<(PlaceRole, PlaceId)> {
        let mut places = Vec::new();
        for place in &told.places {
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
        places
    }

    /// The proposal of some tellings, in order of publication, with why each is here. `None` where none of
    /// them is told any more.
    pub(super) fn proposal_entry(
        &self,
        project: &Project,
        tellings: Vec<(TellingId, Option<Link>)>,
    ) -> Option<ProposalEntry> {
        let (mut members, mut told, mut links) = (Vec::new(), Vec::new(), Vec::new());
        for (id, link) in tellings {
            if let Some(telling) = project.telling(id) {
                members.push(id);
                told.push(telling);
                links.push(link);
            }
        }
        if told.is_empty() {
            return None;
        }
        let by_telling: Vec<Vec<(PlaceRole, PlaceId)>> =
            members.iter().zip(&told).map(|(id, told)| self.places_told(project, *id, told)).collect();
        let mut places: Vec<(PlaceRole, PlaceId)> = Vec::new();
        for place in by_telling.iter().flatten() {
            if !places.contains(place) {
                places.push(place.clone());
            }
        }
        places.sort_by_key(|(role, _)| along(*role));
        let party = |telling: TellingId, party: Option<&Party>| -> Option<String> {
            let party = party?;
            let found = self.actor_named(project, telling.article, &party.name, party.span);
            Some(found.map_or_else(|| party.name.clone(), |found| found.name))
        };
        let parties = |of: fn(&Proposal) -> Option<&Party>| -> Vec<Option<String>> {
            members.iter().zip(&told).map(|(id, told)| party(*id, of(told))).collect()
        };
        let proposers = parties(|told| told.proposer.as_ref());
        let addressees = parties(|told| told.addressee.as_ref());
        // The latest report that says anything of it.
        let latest = told.iter().rposition(|told| told.status != Status::Unknown).unwrap_or(told.len() - 1);
        let kind = told[0].kind;
        let date = told.iter().rev().find_map(|proposal| proposal.date.as_ref()?.iso.clone());
        let venues = by_telling.iter().map(|places| self.venue_names(places)).collect();
        Some(ProposalEntry {
            id: ProposalId(members.iter().copied().min().unwrap_or(members[0])),
            title: self.title(kind.label(), &places, date.as_deref()),
            kind,
            status: told[latest].status,
            reported_by: members[latest],
            proposer: proposers.iter().flatten().next().cloned(),
            addressee: addressees.iter().flatten().next().cloned(),
            places,
            date,
            confidence: told.iter().map(|proposal| proposal.confidence).fold(0.0, f32::max),
            links,
            differences: differences(project, &members, &told, [proposers, addressees, venues]),
            decided: members.iter().any(|telling| {
                let words = project.decisions();
                words.telling(*telling).is_some() || words.home(*telling).is_some()
            }),
            latest: members.last().and_then(|last| project.article(last.article)?.article.date),
            tellings: members,
        })
    }

    /// The venues among places, by name.
    fn venue_names(&self, places: &[(PlaceRole, PlaceId)]) -> Option<String> {
        let venues = places.iter().filter(|(role, _)| *role == PlaceRole::Venue);
        let names: Vec<&str> =
            venues.filter_map(|(_, id)| Some(self.place(id)?.place.name.as_str())).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// A line that names a proposal.
    fn title(&self, kind: &str, places: &[(PlaceRole, PlaceId)], date: Option<&str>) -> String {
        let mut title = kind.to_owned();
        let mut names: Vec<&str> = Vec::new();
        for (_, id) in places {
            if let Some(name) = self.place(id).map(|entry| entry.place.name.as_str())
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        if !names.is_empty() {
            title = format!("{title} · {}", names.join(" – "));
        }
        date.map_or(title.clone(), |date| format!("{title} · {date}"))
    }
}

/// The order in which routes run; other roles behind.
const fn along(role: PlaceRole) -> u8 {
    match role {
        PlaceRole::From => 0,
        PlaceRole::Via => 1,
        PlaceRole::To => 2,
        PlaceRole::Venue => 3,
        PlaceRole::Target => 4,
        PlaceRole::Area => 5,
    }
}

/// The analyst's word on which tellings belong together.
fn constraints(ids: &[TellingId], words: &Decisions) -> Constraints {
    let mut constraints = Constraints::default();
    let at_of = |id: TellingId| ids.binary_search(&id).ok();
    for (id, _) in words.homes() {
        if let (Some(at), Some(root)) = (at_of(id), root(id, words, &at_of)) {
            constraints.together.insert(at, root);
            constraints.together.insert(root, root);
            if words.home(ids[root]) == Some(Home::Alone) {
                constraints.alone.insert(root);
            }
        }
    }
    for (a, b) in words.apart() {
        if let (Some(a), Some(b)) = (at_of(a), at_of(b)) {
            constraints.apart.insert((a.min(b), a.max(b)));
        }
    }
    constraints
}

/// The telling that a telling was put to, through any number of links: one that the machine placed, or that
/// stands alone. A ring, or a link to what is gone, ends where it is met.
fn root(id: TellingId, words: &Decisions, at_of: &impl Fn(TellingId) -> Option<usize>) -> Option<usize> {
    let mut seen = vec![id];
    let mut at = id;
    while let Some(Home::With(next)) = words.home(at) {
        if seen.contains(&next) {
            // All of a ring agree on one of it.
            return seen.iter().min().and_then(|first| at_of(*first));
        }
        if at_of(next).is_none() {
            break;
        }
        seen.push(next);
        at = next;
    }
    at_of(at)
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
                mention: ByteSpan::default(),
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
        let index = Index::keeping_duplicates(project, &Anywhere);
        let articles = |entry: &Arc<ProposalEntry>| entry.tellings.iter().map(|id| id.article.0).collect();
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
        let added = Change::Telling(id, Some(TellingWord::As(Box::new(added))));
        project.apply(Edit::Decide(vec![deleted, added])).expect("decided");
        assert_eq!(groups(&project), [vec![1, 2], vec![2]]);
        let index = Index::keeping_duplicates(&project, &Anywhere);
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
        assert_eq!(Index::keeping_duplicates(&project, &Anywhere).places.len(), 2);
        let same = Change::Same(PlaceId::GeoNames(5), Some(PlaceId::GeoNames(1)));
        project.apply(Edit::Decide(vec![same])).expect("merged");
        let index = Index::keeping_duplicates(&project, &Anywhere);
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
