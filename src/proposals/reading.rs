//! An article read through: every sentence with its cues, actors and the likelihood that it is evidence.

use std::collections::{BTreeMap, HashMap};

use super::{
    Input,
    actors::{self, Actor},
    evidence,
    model::{Features, Models, Task},
    naming::Names,
    parties,
    sentence::Read,
    sites::{self, Site},
};
use crate::{
    gazetteer::PlaceId,
    quotes::{marks, people::People, phrase::Scene},
    text::ByteSpan,
};

/// What every later step asks.
pub(super) struct Reading<'i> {
    pub(super) input: Input<'i>,
    pub(super) models: &'i Models,
    pub(super) scene: &'i Scene<'i>,
    pub(super) sentences: Vec<Read>,
    /// The actors of each sentence.
    pub(super) actors: Vec<Vec<Actor>>,
    /// The named sites of each sentence.
    pub(super) sites: Vec<Vec<Site>>,
    /// How often each actor is named, by key.
    pub(super) named: HashMap<String, usize>,
    /// How often each place is named.
    pub(super) places: BTreeMap<PlaceId, usize>,
    /// In how many sentences each stem stands.
    pub(super) stems: HashMap<String, usize>,
    /// The actor of each sentence that the grammar of its trigger points to.
    pub(super) ruled: Vec<Option<usize>>,
    /// How often each actor puts something forward, by key, and how often the one does that does most.
    pub(super) agents: HashMap<String, f32>,
    pub(super) most_by_one: f32,
    /// What was seen of each sentence.
    pub(super) seen: Vec<Features>,
}

/// Reads an article through and hands the reading on.
pub(super) fn with<T>(input: Input<'_>, models: &Models, then: impl FnOnce(&Reading<'_>) -> T) -> T {
    let marked = marks::find(input.document);
    let places: Vec<ByteSpan> = input.mentions.iter().map(|mention| mention.span).collect();
    let scene = Scene::new(input.document, &marked, &places);
    let people = People::read(&scene);
    let names = Names::read(&scene);
    let sentences: Vec<Read> =
        (0..input.document.sentences.len()).map(|number| Read::new(number, input)).collect();
    let sites: Vec<Vec<Site>> = sentences.iter().map(|read| sites::find(read, &scene)).collect();
    let actors: Vec<Vec<Actor>> = sentences
        .iter()
        .zip(&sites)
        .map(|(read, sites)| actors::find(read, &scene, &people, &names, sites, input))
        .collect();
    let (mut named, mut stems) = (HashMap::new(), HashMap::new());
    for actor in actors.iter().flatten() {
        *named.entry(actor.key.clone()).or_default() += 1;
    }
    for stem in sentences.iter().flat_map(|read| &read.stems) {
        *stems.entry(stem.clone()).or_default() += 1;
    }
    let mut places: BTreeMap<PlaceId, usize> = BTreeMap::new();
    for resolution in input.mentions.iter().filter_map(|mention| mention.resolution.as_ref()) {
        *places.entry(resolution.place.clone()).or_default() += 1;
    }
    let mut reading = Reading {
        input,
        models,
        scene: &scene,
        sentences,
        actors,
        sites,
        named,
        places,
        stems,
        seen: Vec::new(),
        ruled: Vec::new(),
        agents: HashMap::new(),
        most_by_one: 0.0,
    };
    reading.seen = evidence::features(&reading);
    for (read, features) in reading.sentences.iter_mut().zip(&reading.seen) {
        read.probability = models.probability(Task::Sentence, features);
    }
    reading.ruled = (0..reading.sentences.len()).map(|at| parties::ruled(&reading, at)).collect();
    let agents = parties::agents(&reading, 0..reading.sentences.len());
    let most_by_one = agents.values().copied().fold(0.0, f32::max);
    let agents = agents.into_iter().map(|(key, often)| (key.to_owned(), often)).collect();
    (reading.agents, reading.most_by_one) = (agents, most_by_one);
    then(&reading)
}
