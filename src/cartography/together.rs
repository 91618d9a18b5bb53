//! Places that are named in one sentence: the arcs of the map.

use std::collections::BTreeMap;

use super::layers::{Layers, Shape};
use crate::{
    gazetteer::PlaceId,
    project::{MentionId, Project, index::Index},
};

/// Sentences that name more places than this are lists, and tie nothing together.
const MOST_IN_A_SENTENCE: usize = 12;

/// Two places named together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The markers, the more important first.
    pub ends: [u32; 2],
    /// How many sentences name both.
    pub sentences: u32,
}

/// The pairs of places drawn as points, most sentences first.
#[must_use]
pub fn pairs(layers: &Layers, index: &Index, project: &Project) -> Vec<Pair> {
    let number: BTreeMap<&PlaceId, u32> =
        layers.markers.iter().map(|marker| &marker.place).zip(0..).collect();
    let mut mentions: Vec<(MentionId, u32)> = Vec::new();
    for entry in index.places.iter() {
        let Some(at) = number.get(&entry.place.id) else { continue };
        if layers.markers[*at as usize].shape == Shape::Dot {
            mentions.extend(entry.mentions.iter().map(|mention| (*mention, *at)));
        }
    }
    mentions.sort_unstable();
    let mut counts: BTreeMap<[u32; 2], u32> = BTreeMap::new();
    let mut at = 0;
    while let Some((mention, _)) = mentions.get(at) {
        let sentence = project
            .article(mention.article)
            .and_then(|entry| entry.passage_at(mention.span.start()))
            .map(|passage| passage.sentence);
        let same = |(other, _): &&(MentionId, u32)| {
            other.article == mention.article
                && sentence.is_some_and(|sentence| other.span.start() < sentence.end())
        };
        let count = mentions[at..].iter().take_while(same).count().max(1);
        let mut here: Vec<u32> = mentions[at..at + count].iter().map(|(_, place)| *place).collect();
        here.sort_unstable();
        here.dedup();
        if here.len() <= MOST_IN_A_SENTENCE {
            for (from, a) in here.iter().enumerate() {
                for b in &here[from + 1..] {
                    *counts.entry([*a, *b]).or_default() += 1;
                }
            }
        }
        at += count;
    }
    let mut pairs: Vec<Pair> = counts.into_iter().map(|(ends, sentences)| Pair { ends, sentences }).collect();
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.sentences), pair.ends));
    pairs
}
