//! What a telling is compared by: the sites of the act, the parties, the topic and the day.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    super::{Proposal, ProposalKind, cues, lexicon::LEXICON, prepositions::LINKS},
    words::{is_general, is_topic, key, stem},
};
use crate::{
    gazetteer::{PlaceClass, PlaceId, normalise},
    language::{Document, TokenKind, fold},
    quotes::lexicon::REPORTING,
    text::ByteSpan,
};

/// A place named in an article, as it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Named<'n> {
    /// The words that name it.
    pub span: ByteSpan,
    /// Which place it is.
    pub place: &'n PlaceId,
    /// The code of its country.
    pub country: Option<&'n str>,
    /// What kind of place it is.
    pub class: PlaceClass,
    /// Whether the place itself is meant.
    pub literal: bool,
    /// Whether the words are an adjective or name a people.
    pub demonym: bool,
}

/// A place where the act may happen, and how surely it is one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Site {
    pub(super) key: u64,
    pub(super) weight: f32,
    pub(super) is_country: bool,
    pub(super) country: Option<u64>,
    pub(super) name: Box<str>,
}

/// A content word, by its stem.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Topic {
    pub(super) key: u64,
    pub(super) weight: f32,
    /// Whether it names an act.
    pub(super) is_act: bool,
    /// Whether any act of its kind has it.
    pub(super) is_general: bool,
    pub(super) word: Box<str>,
}

/// What a telling is compared by. Made once for a telling; comparing two costs about a microsecond.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub(super) article: u32,
    pub(super) date: Option<Date>,
    pub(super) kind: ProposalKind,
    /// The kinds that its words speak for.
    pub(super) kinds: BTreeSet<ProposalKind>,
    pub(super) sites: Vec<Site>,
    pub(super) parties: BTreeSet<u64>,
    /// Places of which it is said that they are none of its sites: "but not in Baku".
    pub(super) elsewhere: BTreeSet<u64>,
    /// Who puts it forward.
    pub(super) proposer: Option<u64>,
    pub(super) topics: Vec<Topic>,
    /// The day of the act, where one is told.
    pub(super) day: Option<Box<str>>,
}

/// Words before a place where something is done.
const WHERE: &[&str] = &[
    "in", "at", "to", "from", "through", "via", "near", "into", "towards", "toward", "around", "outside",
    "inside", "within", "across", "along", "between", "over", "on", "for",
];
/// Words between those and the place.
const SKIPPED: &[&str] = &[
    "the", "of", "a", "city", "town", "village", "district", "province", "northern", "southern", "eastern",
    "western",
];
/// Words that take "of" before the place they are.
const TOWNS: &[&str] = &["city", "town", "village", "district", "province"];
/// Words after a place that make it a site: "the Lachin corridor", "the Ohrid summit".
const THINGS: &[&str] = &[
    "road",
    "corridor",
    "summit",
    "meeting",
    "talks",
    "railway",
    "line",
    "bridge",
    "route",
    "highway",
    "checkpoint",
    "conference",
    "crossing",
    "border",
    "province",
    "region",
    "district",
    "valley",
    "pipeline",
    "port",
    "airport",
];
/// Words for speaking with whom "to" follows.
const TALKS: &[&str] =
    &["talk", "talks", "talked", "talking", "speak", "spoke", "spoken", "speaking", "turn", "turned"];
/// Words that open a clause beside the main one.
const BESIDE: &[&str] = &[
    "if", "unless", "after", "before", "because", "while", "whereas", "since", "although", "where", "which",
    "who",
];
/// Words that make the places of a sentence hosts.
const HOSTS: &[&str] = &["venue", "venues", "host", "hosts", "hosted", "hosting", "location"];

/// How much a passage counts that is not the main one: it may tell of another proposal too.
const OTHER_EVIDENCE: f32 = 0.5;
/// How sure a site is that the reader of the text gave the proposal.
const GIVEN: f32 = 0.2;
/// How sure a site is where nothing near it says so.
const BARE: f32 = 0.15;

impl Profile {
    /// The profile of a telling in an article. `named` holds the article's places in text order.
    #[must_use]
    pub fn new(
        article: u32,
        date: Option<Date>,
        text: &str,
        proposal: &Proposal,
        named: &[Named<'_>],
    ) -> Self {
        let iso = proposal.date.as_ref().and_then(|date| date.iso.as_deref());
        let mut profile = Self {
            article,
            date,
            kind: proposal.kind,
            kinds: BTreeSet::new(),
            sites: Vec::new(),
            parties: BTreeSet::new(),
            elsewhere: BTreeSet::new(),
            proposer: proposal.proposer.as_ref().map(|party| key(b'p', &normalise(&party.name))),
            topics: Vec::new(),
            day: iso.filter(|iso| iso.len() == 10).map(Into::into),
        };
        if proposal.kind != ProposalKind::Other {
            profile.kinds.insert(proposal.kind);
        }
        for party in [&proposal.proposer, &proposal.addressee].into_iter().flatten() {
            profile.parties.insert(key(b'p', &normalise(&party.name)));
        }
        for (nth, span) in proposal.evidence.iter().enumerate() {
            let Some(slice) = text.get(span.start()..span.end()) else { continue };
            let first = named.partition_point(|one| one.span.start() < span.start());
            let last = named.partition_point(|one| one.span.start() < span.end());
            let passage = Passage::new(slice, span.start(), &named[first..last.max(first)]);
            passage.read(if nth == 0 { 1.0 } else { OTHER_EVIDENCE }, &mut profile);
        }
        // What the reader of the text, or the analyst, gave the proposal is a site of it.
        let given = proposal.places.iter().filter_map(|place| Some((place.mention, place.place.as_ref()?)));
        for (mention, place) in given {
            match named.iter().find(|one| one.span == mention && !mention.is_empty()) {
                Some(one) => profile.add_site(one, GIVEN, mention.of(text)),
                None => profile.put(Site {
                    key: key(b's', &place.to_string()),
                    weight: 0.8,
                    is_country: false,
                    country: None,
                    name: mention.of(text).into(),
                }),
            }
        }
        profile.sites.sort_by_key(|site| site.key);
        profile.topics.sort_by_key(|topic| topic.key);
        profile
    }

    fn add_site(&mut self, one: &Named<'_>, weight: f32, name: &str) {
        let is_country = one.class == PlaceClass::Country;
        // A wide area says less of where than a town.
        let weight =
            if one.class.is_wide() { if weight < 0.4 { return } else { weight * 0.8 } } else { weight };
        self.put(Site {
            key: site_key(one),
            weight,
            is_country,
            country: one.country.map(country_key),
            name: name.into(),
        });
    }

    fn put(&mut self, site: Site) {
        match self.sites.iter_mut().find(|known| known.key == site.key) {
            Some(known) => known.weight = known.weight.max(site.weight),
            None => self.sites.push(site),
        }
    }

    /// Whether a sure site of another telling is said to be none of this one's.
    pub(super) fn denies(&self, other: &Self) -> bool {
        other.sites.iter().any(|site| site.weight >= 0.6 && self.elsewhere.contains(&site.key))
    }

    /// How surely any place is a site.
    pub(super) fn surest_site(&self) -> f32 {
        self.sites.iter().map(|site| site.weight).fold(0.0, f32::max)
    }
}

fn country_key(code: &str) -> u64 {
    key(b'c', code)
}

fn site_key(one: &Named<'_>) -> u64 {
    match one.country.filter(|_| one.class == PlaceClass::Country) {
        Some(code) => country_key(code),
        None => key(b's', &one.place.to_string()),
    }
}

/// A passage of the evidence, word by word.
struct Passage<'p> {
    document: Document<'p>,
    words: Vec<String>,
    offset: usize,
    named: &'p [Named<'p>],
    /// The first token behind a dateline: "BAKU, July 31 —".
    from: usize,
    hosts: bool,
    /// Whether the words that tell sites are known in its script.
    readable: bool,
}

impl<'p> Passage<'p> {
    fn new(text: &'p str, offset: usize, named: &'p [Named<'p>]) -> Self {
        let document = Document::new(text);
        let words: Vec<String> =
            (0..document.tokens.len()).map(|token| fold(document.token_text(token))).collect();
        let hosts = words.iter().any(|word| HOSTS.contains(&word.as_str()));
        let readable =
            words.iter().any(|word| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase()));
        let from = dateline(&document);
        Self { document, words, offset, named, from, hosts, readable }
    }

    fn span(&self, one: &Named<'_>) -> (usize, usize) {
        let first = self.document.token_at(one.span.start() - self.offset);
        let end = self.document.token_at((one.span.end() - self.offset).saturating_sub(1));
        (first, end.max(first))
    }

    fn text_of(&self, one: &Named<'_>) -> &str {
        let (start, end) = (one.span.start() - self.offset, one.span.end() - self.offset);
        self.document.text.get(start..end).unwrap_or_default()
    }

    fn read(&self, strength: f32, profile: &mut Profile) {
        let mut named = vec![false; self.words.len()];
        let mut before: Option<(usize, f32)> = None;
        for one in self.named {
            let (first, last) = self.span(one);
            named.iter_mut().take(last + 1).skip(first).for_each(|named| *named = true);
            if first < self.from {
                continue;
            }
            if self.is_denied(first) {
                profile.elsewhere.insert(site_key(one));
                before = None;
                continue;
            }
            let weight = self.site(one, first, last, before);
            before = Some((last, weight));
            profile.add_site(one, weight * strength, self.text_of(one));
            let acts = one.class == PlaceClass::Country || one.class == PlaceClass::Capital || one.demonym;
            if acts || !one.literal || one.class.is_wide() {
                let state = one.country.filter(|_| acts).map(country_key);
                profile.parties.insert(state.unwrap_or_else(|| site_key(one)));
            }
        }
        self.topics(strength, &named, profile);
    }

    /// "but not in Baku": the act is to be somewhere else.
    fn is_denied(&self, first: usize) -> bool {
        let word = |at: usize| self.words.get(at).map_or("", String::as_str);
        let at = (0..first).rev().find(|at| !SKIPPED.contains(&word(*at)));
        at.is_some_and(|at| at > 0 && matches!(word(at), "in" | "at" | "to") && word(at - 1) == "not")
    }

    /// How surely a place is where the act happens, by the words around it.
    fn site(&self, one: &Named<'_>, first: usize, last: usize, before: Option<(usize, f32)>) -> f32 {
        if one.demonym {
            return 0.0;
        }
        let word = |at: usize| self.words.get(at).map_or("", String::as_str);
        let mut at = first;
        let (mut of, mut town) = (false, false);
        while at > 0 && (SKIPPED.contains(&word(at - 1)) || self.is_demonym(at - 1)) {
            at -= 1;
            of |= word(at) == "of";
            town |= TOWNS.contains(&word(at));
        }
        let preposition = at.checked_sub(1).map_or("", word);
        let head = at.checked_sub(2).map_or("", word);
        let is_where = WHERE.contains(&preposition)
            && (!of || town)
            // "talks between Baku and Yerevan", "they talk to Baku": with whom.
            && !(preposition == "between" && self.words.iter().all(|word| !LINKS.contains(&word.as_str())))
            && !(preposition == "to" && TALKS.contains(&head))
            && !self.is_of_subject(at, last);
        let and = first > 0 && matches!(word(first - 1), "and" | "or" | "," | "nor");
        let mut weight = match before {
            Some((end, weight)) if and && first <= end + 3 => weight.max(BARE),
            _ if is_where || THINGS.contains(&word(last + 1)) => 1.0,
            _ => BARE,
        };
        if !one.literal {
            weight *= 0.4;
        }
        let aside =
            (0..first).rev().take(12).any(|at| (at > 2 && BESIDE.contains(&word(at))) || word(at) == ";");
        if aside {
            weight *= 0.4;
        }
        if self.hosts && !is_where && !aside {
            weight = weight.max(0.7);
        }
        if self.readable { weight } else { weight.max(0.6) }
    }

    /// "an official in Baku said", "the council in New York discussed": where somebody is, no act. "The summit in
    /// Ohrid will" is one.
    fn is_of_subject(&self, preposition: usize, last: usize) -> bool {
        let next = self.words.get(last + 1).map_or("", String::as_str);
        let act = |at: usize| {
            THINGS.contains(&self.words[at].as_str())
                || LEXICON.acts.at(&self.words, at).any(|(_, act)| act.weight >= 2)
        };
        if REPORTING.contains_key(next) {
            return preposition < 2 || !act(preposition - 2);
        }
        let verb = cues::is_auxiliary(next) && next != "to" || next.ends_with("ed");
        verb && !(0..preposition).any(act)
    }

    fn is_demonym(&self, token: usize) -> bool {
        self.named.iter().any(|one| one.demonym && self.span(one).0 == token)
    }

    fn topics(&self, strength: f32, named: &[bool], profile: &mut Profile) {
        for (at, named) in named.iter().enumerate() {
            if *named || self.document.tokens[at].kind != TokenKind::Word {
                continue;
            }
            // A host or a venue is one of a meeting.
            let hosts = HOSTS.contains(&self.words[at].as_str());
            let stem = if hosts { "meet" } else { stem(&self.words[at]) };
            let acts: Vec<_> = LEXICON.acts.at(&self.words, at).filter(|(_, act)| act.weight >= 2).collect();
            profile.kinds.extend(acts.iter().map(|(_, act)| act.kind));
            if hosts {
                profile.kinds.insert(ProposalKind::Meeting);
            }
            if !is_topic(stem) {
                continue;
            }
            let key = key(b'w', stem);
            match profile.topics.iter_mut().find(|topic| topic.key == key) {
                Some(topic) => topic.weight = topic.weight.max(strength),
                None => profile.topics.push(Topic {
                    key,
                    weight: strength,
                    is_act: !acts.is_empty(),
                    is_general: is_general(stem),
                    word: self.words[at].as_str().into(),
                }),
            }
        }
    }
}

/// The first token behind a dateline at the start of a passage; 0 where there is none.
fn dateline(document: &Document<'_>) -> usize {
    let capitals =
        |text: &str| text.chars().count() > 2 && text.chars().all(|c| !c.is_alphabetic() || c.is_uppercase());
    if !capitals(document.token_text(0)) {
        return 0;
    }
    let dash = (1..document.tokens.len().min(12)).find(|at| matches!(document.token_text(*at), "—" | "–"));
    dash.map_or(0, |at| at + 1)
}
