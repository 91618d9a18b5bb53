//! Who is named in a document, so that surnames, descriptions and pronouns find their person.

use std::collections::HashMap;

use super::{
    lexicon::{BODIES, PERSONS},
    phrase::{Naming, Phrase, Scene},
};

/// A full name at a place in the text.
#[derive(Clone, Debug)]
struct Named {
    at: usize,
    name: String,
    subject: bool,
}

/// The full names of a document.
#[derive(Debug, Default)]
pub(crate) struct People {
    named: Vec<Named>,
    /// By last word of the name.
    surnames: HashMap<String, Vec<usize>>,
    /// By title: "historian", "president".
    titles: HashMap<String, Vec<usize>>,
}

impl People {
    /// Reads all names of two words or more that are no toponym and no body.
    pub(crate) fn read(scene: &Scene<'_>) -> Self {
        let mut people = Self::default();
        let mut at = 0;
        for sentence in &scene.document.sentences {
            let range = sentence.tokens.clone();
            at = at.max(range.start);
            while at < range.end {
                if !scene.is_capital(at) {
                    at += 1;
                    continue;
                }
                let Some(phrase) = scene.starting(at, range.end).filter(|phrase| phrase.last >= at) else {
                    at += 1;
                    continue;
                };
                people.add(scene, &phrase, range.start, range.end);
                at = phrase.last + 1;
            }
        }
        people
    }

    fn add(&mut self, scene: &Scene<'_>, phrase: &Phrase, from: usize, end: usize) {
        if phrase.naming != Naming::Name {
            return;
        }
        // The run may begin left of where reading began.
        let Some(phrase) = scene.ending(phrase.last, from).filter(|found| found.last == phrase.last) else {
            return;
        };
        let title = scene.role(&phrase).is_some();
        let body = (phrase.first..=phrase.last).any(|at| {
            BODIES.contains(scene.word(at)) || PERSONS.contains(scene.word(at)) || scene.word(at) == "of"
        });
        let place = (phrase.first..=phrase.last).all(|at| scene.is_place(at));
        let long = phrase.last > phrase.first;
        if body || place || !(long || title) || phrase.last - phrase.first > 5 {
            return;
        }
        let number = self.named.len();
        let governed = phrase.start.checked_sub(1).map_or("", |at| scene.word(at));
        let subject = !super::closed::PREPOSITIONS.contains(&governed) || phrase.start == from;
        self.named.push(Named { at: phrase.first, name: scene.text(&phrase).to_owned(), subject });
        self.surnames.entry(scene.word(phrase.last).to_owned()).or_default().push(number);
        // Titles before the name, and in an apposition behind it.
        let before = phrase.start..phrase.first;
        let behind = if scene.word(phrase.last + 1) == "," {
            phrase.last + 2..end.min(phrase.last + 12)
        } else {
            0..0
        };
        let behind = behind.take_while(|at| !matches!(scene.word(*at), "," | "said" | "says" | "." | "and"));
        for at in before.chain(behind) {
            let word = scene.word(at);
            if PERSONS.contains(word) {
                self.titles.entry(word.to_owned()).or_default().push(number);
                if let Some(before) = at.checked_sub(1) {
                    let with_modifier = format!("{} {word}", scene.word(before));
                    self.titles.entry(with_modifier).or_default().push(number);
                }
            }
        }
    }

    /// Whoever bore a title last before a phrase that ends with it.
    fn titled(&self, scene: &Scene<'_>, phrase: &Phrase) -> Option<&str> {
        let title = scene.word(phrase.last);
        let with_modifier = format!("{} {title}", scene.word(phrase.last.checked_sub(1)?));
        let list = self.titles.get(&with_modifier).or_else(|| self.titles.get(title))?;
        let before = list.partition_point(|number| self.named[*number].at < phrase.first);
        Some(self.named[*list.get(before.checked_sub(1)?)?].name.as_str())
    }

    /// The latest of a sorted list of names that stands before a token, else the first.
    fn pick(&self, list: &[usize], at: usize) -> Option<&Named> {
        let after = list.partition_point(|number| self.named[*number].at < at);
        let number = after.checked_sub(1).map_or_else(|| list.first(), |before| list.get(before))?;
        self.named.get(*number)
    }

    /// The full name that a phrase means.
    pub(crate) fn full_name(&self, scene: &Scene<'_>, phrase: &Phrase) -> Option<&str> {
        match phrase.naming {
            Naming::Name if PERSONS.contains(scene.word(phrase.last)) => self.titled(scene, phrase),
            Naming::Name if phrase.first == phrase.last => {
                let list = self.surnames.get(scene.word(phrase.last))?;
                let named = self.pick(list, phrase.first)?;
                Some(named.name.as_str())
            }
            Naming::Described => {
                let definite = matches!(scene.word(phrase.start), "the" | "this" | "that" | "his" | "her");
                definite.then(|| self.titled(scene, phrase)).flatten()
            }
            _ => None,
        }
    }

    /// The nearest name before a token, subjects first.
    pub(crate) fn before(&self, at: usize) -> Option<&str> {
        let after = self.named.partition_point(|named| named.at < at);
        let near = self.named[after.saturating_sub(6)..after].iter().rev();
        let near: Vec<&Named> = near.take_while(|named| at - named.at < 150).collect();
        near.iter().find(|named| named.subject).or_else(|| near.first()).map(|named| named.name.as_str())
    }
}
