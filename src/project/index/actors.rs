//! Who acts: states, organisations and people under all the names that texts give them.
//!
//! "Baku", "Azerbaijani officials" and "Azerbaijan" are one actor, and so are "the State Department" and
//! "American mediators". The rules know no single person or place: a body of a state stands for the state, a
//! surname for the one full name that carries it, capitals for the name they abbreviate. What no rule can
//! know stands in `assets/lexicons/actors.tsv`, and the analyst's word over all of it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Arc, LazyLock},
};

use super::{Index, ProposalEntry};
use crate::{
    gazetteer::{PlaceClass, Places, normalise},
    project::{ArticleId, Decisions, Entry, MentionId, Project, ProposalId, cores},
    quotes::lexicon::rows,
    text::ByteSpan,
};

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActorKind {
    /// A state, with its government, bodies and officials.
    State,
    /// An organisation, or a group of people.
    Organisation,
    /// A named person.
    Person,
}

impl ActorKind {
    /// What it is called in English.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::State => "State",
            Self::Organisation => "Organisation or group",
            Self::Person => "Person",
        }
    }
}

/// Somebody with a part in proposals, or who is quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorEntry {
    /// The name that leads.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// The words that name it, with how often, most used first.
    pub aliases: Vec<(String, usize)>,
    /// What it puts forward.
    pub proposes: Vec<ProposalId>,
    /// Where its assent is asked.
    pub asked: Vec<ProposalId>,
    /// What it reports.
    pub reports: Vec<ProposalId>,
    /// Its quotes: the article and the quoted words.
    pub quotes: Vec<(ArticleId, ByteSpan)>,
    /// Whether the analyst gave it a name.
    pub decided: bool,
}

impl ActorEntry {
    /// In how many proposals it has a part.
    #[must_use]
    pub fn proposals(&self) -> usize {
        let all: BTreeSet<ProposalId> =
            self.proposes.iter().chain(&self.asked).chain(&self.reports).copied().collect();
        all.len()
    }
}

/// What an actor did in one place of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Proposes(ProposalId),
    Asked(ProposalId),
    Reports(ProposalId),
    Says(ByteSpan),
}

/// Known names: to a state's code, or to an organisation's name.
static KNOWN: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/lexicons/actors.tsv"))
        .filter_map(|row| Some((normalise(row.first()?), *row.get(1)?)))
        .collect()
});

/// Nouns for people and bodies, with whether they are persons.
static TITLES: LazyLock<HashMap<String, bool>> = LazyLock::new(|| {
    let table = include_str!("../../../assets/lexicons/titles.tsv");
    let forms = |row: Vec<&'static str>| {
        let (word, class) =
            (row.first().copied().unwrap_or_default(), row.get(1).copied().unwrap_or_default());
        let person = class.starts_with("person");
        [(word.to_owned(), person), (format!("{word}s"), person)]
    };
    rows(table).flat_map(forms).collect()
});

/// Words of a party's name that add nothing to who it is.
const EMPTY: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "in",
    "for",
    "and",
    "to",
    "former",
    "senior",
    "official",
    "another",
    "one",
    "some",
    "several",
    "two",
    "three",
    "foreign",
    "defence",
    "defense",
    "interior",
    "prime",
    "vice",
    "deputy",
    "acting",
    "side",
    "sides",
    "leadership",
    "leaders",
    "officials",
    "affairs",
    "secretary",
    "state",
    "security",
    "mediation",
    "diplomacy",
    "delegation",
    "representatives",
    "representative",
    "forces",
    "troops",
    "capital",
    "negotiators",
    "envoys",
    "diplomats",
    "her",
    "his",
    "its",
    "their",
    "mr",
    "mrs",
    "ms",
    "dr",
    "president",
];

/// What the names of a project say of each other.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    /// Names of states by their codes: of those on the map, and of those that known names stand for.
    states: HashMap<String, String>,
    /// The normalised names of the states on the map.
    state_names: HashSet<String>,
    /// Full names by surname; `None` where several carry it.
    surnames: HashMap<String, Option<String>>,
    /// Full names by their initials; `None` where several have them.
    initials: HashMap<String, Option<String>>,
}

/// An actor as it was found in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) kind: ActorKind,
    alias: Option<String>,
    decided: bool,
}

impl People {
    /// Learns the names of a project. The places must be there.
    pub(super) fn of(project: &Project, index: &Index, places: &dyn Places) -> Self {
        let mut people = Self::default();
        for place in index.places.iter().map(|entry| &entry.place) {
            let Some(code) = &place.country else { continue };
            if !people.states.contains_key(code) {
                let own = (place.class == PlaceClass::Country).then(|| place.name.clone());
                if let Some(state) = places.country_name(code).or(own) {
                    people.state_names.insert(normalise(&state));
                    people.states.insert(code.clone(), state);
                }
            }
        }
        for code in KNOWN.values().filter(|known| is_code(known)) {
            if let (false, Some(state)) = (people.states.contains_key(*code), places.country_name(code)) {
                people.states.insert((*code).to_owned(), state);
            }
        }
        let mut full: BTreeSet<&str> = BTreeSet::new();
        for (article, entry) in project.articles() {
            full.extend(entry.annotation.quotes.iter().filter_map(|quote| quote.speaker_name.as_deref()));
            for (_, proposal) in project.tellings(article) {
                let parties = [&proposal.proposer, &proposal.addressee, &proposal.source];
                full.extend(parties.into_iter().flatten().map(|party| party.name.as_str()));
            }
        }
        for name in full {
            people.learn(name);
        }
        people
    }

    fn learn(&mut self, name: &str) {
        let person = person_in(name);
        let words: Vec<&str> = person.split_whitespace().collect();
        if let [_, .., last] = words.as_slice()
            && words.iter().all(|word| is_capitalised(word))
        {
            let known = self.surnames.entry(normalise(last)).or_insert_with(|| Some(person.clone()));
            if known.as_ref().is_some_and(|known| normalise(known) != normalise(&person)) {
                *known = None;
            }
        }
        let clean = cleaned(name);
        let main: Vec<char> = clean
            .split_whitespace()
            .filter(|word| is_capitalised(word))
            .filter_map(|word| word.chars().next())
            .collect();
        if main.len() >= 2 {
            let initials = main.into_iter().collect::<String>();
            let known = self.initials.entry(initials).or_insert_with(|| Some(clean.clone()));
            if known.as_ref().is_some_and(|known| *known != clean) {
                *known = None;
            }
        }
    }

    /// An actor that the analyst named, through any number of names.
    fn given(&self, words: &Decisions, name: &str, alias: Option<String>) -> Found {
        let mut seen = vec![name];
        while let Some(next) = seen.last().and_then(|at| words.alias(at)).filter(|next| !seen.contains(next))
        {
            seen.push(next);
        }
        let name = seen.last().map_or(name, |last| *last).to_owned();
        let kind = if self.state_names.contains(&normalise(&name)) {
            ActorKind::State
        } else if name.split_whitespace().any(|word| TITLES.contains_key(&normalise(word)))
            || KNOWN.contains_key(&normalise(&name))
        {
            ActorKind::Organisation
        } else {
            ActorKind::Person
        };
        Found { name, kind, alias, decided: true }
    }

    fn known(&self, known: &str) -> (String, ActorKind) {
        if is_code(known) {
            let name = self.states.get(known).cloned();
            return (name.unwrap_or_else(|| known.to_owned()), ActorKind::State);
        }
        (known.to_owned(), ActorKind::Organisation)
    }
}

impl Index {
    /// The actor that words of an article name. `None` for a role without a name: "an official".
    pub(super) fn actor_named(
        &self,
        project: &Project,
        article: ArticleId,
        name: &str,
        span: Option<ByteSpan>,
    ) -> Option<Found> {
        let text = project.article(article).map(|entry| &entry.article.text);
        let written = span.and_then(|span| text?.get(span.start()..span.end())).map(cleaned);
        let clean = cleaned(name);
        let alias = written.filter(|words| words.chars().count() <= 48).or_else(|| Some(clean.clone()));
        let words = project.decisions();
        let given = alias.as_deref().and_then(|alias| words.alias(alias)).or_else(|| words.alias(&clean));
        if let Some(given) = given {
            return Some(self.basis.people.given(words, given, alias));
        }
        let (name, kind) = self.by_rules(project, article, &clean, span)?;
        match words.alias(&name) {
            Some(given) => Some(self.basis.people.given(words, given, alias)),
            None => Some(Found { name, kind, alias, decided: false }),
        }
    }

    fn by_rules(
        &self,
        project: &Project,
        article: ArticleId,
        clean: &str,
        span: Option<ByteSpan>,
    ) -> Option<(String, ActorKind)> {
        let people = &self.basis.people;
        let normal = normalise(clean);
        if let Some(known) = KNOWN.get(&normal) {
            return Some(people.known(known));
        }
        if people.state_names.contains(&normal) {
            return Some((clean.to_owned(), ActorKind::State));
        }
        if let Some(found) = self.by_place(project, article, clean, span) {
            return Some(found);
        }
        let person = person_in(clean);
        let count = person.split_whitespace().count();
        let no_name = !clean.chars().any(char::is_uppercase);
        if no_name || TITLES.contains_key(&normal) {
            return None;
        }
        if clean.chars().all(|c| c.is_uppercase() || c == '.')
            && let Some(Some(full)) = people.initials.get(&clean.replace('.', ""))
        {
            return Some((full.clone(), ActorKind::Organisation));
        }
        let body = clean.split_whitespace().any(|word| TITLES.get(&normalise(word)) == Some(&false));
        if !body && count >= 2 {
            return Some((person, ActorKind::Person));
        }
        if !body && count == 1 {
            return match people.surnames.get(&normalise(&person)) {
                Some(Some(full)) => Some((full.clone(), ActorKind::Person)),
                Some(None) => Some((person, ActorKind::Person)),
                None => Some((clean.to_owned(), ActorKind::Organisation)),
            };
        }
        Some((clean.to_owned(), ActorKind::Organisation))
    }

    /// The state, or the town, whose name the words hold, where nothing else in them is a name.
    fn by_place(
        &self,
        project: &Project,
        article: ArticleId,
        clean: &str,
        span: Option<ByteSpan>,
    ) -> Option<(String, ActorKind)> {
        let span = span?;
        let entry = project.article(article)?;
        let mentions = &entry.annotation.mentions;
        let first = mentions.partition_point(|mention| mention.span.end() <= span.start());
        let mention = mentions[first..].iter().find(|mention| mention.span.overlaps(span))?;
        let place = &self.place_of(MentionId { article, span: mention.span })?.place;
        let named = normalise(mention.span.of(&entry.article.text));
        let rest: Vec<String> = normalise(span.of(&entry.article.text))
            .split_whitespace()
            .filter(|word| !named.split_whitespace().any(|part| part == *word))
            .map(str::to_owned)
            .collect();
        let empty =
            |word: &String| EMPTY.contains(&word.as_str()) || TITLES.contains_key(word) || word == "s";
        if !rest.iter().all(empty) {
            return None;
        }
        // A name that was made into another by the extraction, such as a people, stays what it was made into.
        let own = normalise(clean);
        match place.class {
            PlaceClass::Country | PlaceClass::Capital => {
                let state = self.basis.people.states.get(place.country.as_deref()?)?;
                Some((state.clone(), ActorKind::State))
            }
            _ if own == named || own.ends_with(&named) || !rest.is_empty() => {
                Some((place.name.clone(), ActorKind::Organisation))
            }
            _ => None,
        }
    }
}

/// Whether a known name stands for a state, by its code.
fn is_code(known: &str) -> bool {
    known.len() == 2 && known.chars().all(char::is_uppercase)
}

fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// A name without its article and possessive.
fn cleaned(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(|c: char| c.is_ascii_punctuation() && c != '.').trim();
    let lower = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("the "));
    let name = if lower { &name[4..] } else { name };
    ["'s", "’s"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
}

/// The personal name at the end of a phrase: "Political historian Arif Yunusov" → "Arif Yunusov".
fn person_in(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_title = |word: &&str| {
        let normal = normalise(word);
        TITLES.contains_key(&normal) || EMPTY.contains(&normal.as_str())
    };
    let after = words.iter().rposition(|word| is_title(word) || !is_capitalised(word)).map_or(0, |at| at + 1);
    if after == 0 || after >= words.len() { words.join(" ") } else { words[after..].join(" ") }
}

/// Actors while they are gathered.
#[derive(Default)]
pub(super) struct Gathering {
    actors: BTreeMap<String, (ActorEntry, BTreeMap<String, usize>)>,
}

impl Gathering {
    pub(super) fn add(&mut self, found: Found, article: ArticleId, part: Part) {
        let empty = || ActorEntry {
            name: found.name.clone(),
            kind: found.kind,
            aliases: Vec::new(),
            proposes: Vec::new(),
            asked: Vec::new(),
            reports: Vec::new(),
            quotes: Vec::new(),
            decided: false,
        };
        let (entry, aliases) =
            self.actors.entry(found.name.clone()).or_insert_with(|| (empty(), BTreeMap::new()));
        entry.decided |= found.decided;
        if let Some(alias) = found.alias {
            *aliases.entry(alias).or_default() += 1;
        }
        let list = match part {
            Part::Proposes(id) => Some((&mut entry.proposes, id)),
            Part::Asked(id) => Some((&mut entry.asked, id)),
            Part::Reports(id) => Some((&mut entry.reports, id)),
            Part::Says(span) => {
                entry.quotes.push((article, span));
                None
            }
        };
        if let Some((list, id)) = list
            && list.last() != Some(&id)
        {
            list.push(id);
        }
    }

    /// All of them, those with most to say first.
    pub(super) fn finish(self) -> Vec<ActorEntry> {
        let mut actors: Vec<ActorEntry> = self
            .actors
            .into_values()
            .map(|(mut entry, aliases)| {
                entry.aliases = aliases.into_iter().collect();
                entry.aliases.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                entry
            })
            .collect();
        let weight = |actor: &ActorEntry| {
            (actor.proposes.len() + actor.asked.len(), actor.reports.len(), actor.quotes.len())
        };
        actors.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.name.cmp(&b.name)));
        actors
    }
}

impl Index {
    /// Gathers who has a part in proposals and who is quoted. Every proposal must be in the index.
    pub(super) fn gather_actors(&mut self, project: &Project) {
        let parts = cores::map(self.proposals.iter().collect(), |entry| self.parts_in(project, entry));
        let said = cores::map(project.articles().collect(), |(article, entry): (ArticleId, &Entry)| {
            let quotes = entry.annotation.quotes.iter().filter_map(|quote| {
                let name = quote.speaker_name.as_ref()?;
                let found = self.actor_named(project, article, name, quote.speaker)?;
                Some((found, article, Part::Says(quote.span)))
            });
            quotes.collect::<Vec<_>>()
        });
        let mut gathering = Gathering::default();
        for (found, article, part) in parts.into_iter().chain(said).flatten() {
            gathering.add(found, article, part);
        }
        let actors = gathering.finish();
        let at = actors.iter().enumerate().map(|(at, actor)| (actor.name.clone(), at));
        self.actor_at = Arc::new(at.collect());
        self.actors = Arc::new(actors);
    }

    /// Who has which part in a proposal.
    fn parts_in(&self, project: &Project, proposal: &ProposalEntry) -> Vec<(Found, ArticleId, Part)> {
        let mut out = Vec::new();
        for telling in &proposal.tellings {
            let Some(told) = project.telling(*telling) else { continue };
            let parts = [
                (&told.proposer, Part::Proposes(proposal.id)),
                (&told.addressee, Part::Asked(proposal.id)),
                (&told.source, Part::Reports(proposal.id)),
            ];
            for (party, part) in parts {
                let Some(party) = party else { continue };
                if let Some(found) = self.actor_named(project, telling.article, &party.name, party.span) {
                    out.push((found, telling.article, part));
                }
            }
        }
        out
    }
}
