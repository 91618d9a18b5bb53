//! What an article's names tell of each other: abbreviations with what they stand for, bodies by their noun, and
//! which capitalised words are names at all.

use std::collections::{HashMap, HashSet};

use crate::quotes::{
    lexicon::BODIES,
    phrase::{Naming, Phrase, Scene},
};

/// The names of an article, read once.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Long names by abbreviation.
    short: HashMap<String, String>,
    /// Words with a capital letter within a sentence, folded.
    inner: HashSet<String>,
    /// Bodies by their noun, each with the token it stands at, in order.
    bodies: HashMap<String, Vec<(usize, String)>>,
}

impl Names {
    /// Reads the names of an article.
    pub(super) fn read(scene: &Scene<'_>) -> Self {
        let mut names = Self::default();
        for sentence in &scene.document.sentences {
            let tokens = sentence.tokens.clone();
            // Behind an opening quote mark too the first word has its capital for that alone.
            let opens = tokens.clone().find(|at| scene.word(*at).starts_with(char::is_alphanumeric));
            for at in tokens.clone() {
                if Some(at) != opens && scene.is_capital(at) {
                    names.inner.insert(scene.word(at).to_owned());
                }
                let ends = scene.is_capital(at) && !(at + 1 < tokens.end && scene.is_capital(at + 1));
                if ends && let Some(phrase) = scene.simple_ending(at, tokens.start) {
                    names.add(scene, &phrase);
                }
            }
        }
        names
    }

    fn add(&mut self, scene: &Scene<'_>, phrase: &Phrase) {
        if phrase.naming != Naming::Name || phrase.first == phrase.last {
            return;
        }
        let name = scene.text(phrase);
        for noun in [phrase.last, phrase.first].map(|at| scene.word(at)) {
            if BODIES.contains(noun) {
                self.bodies.entry(noun.to_owned()).or_default().push((phrase.first, name.to_owned()));
            }
        }
        if scene.word(phrase.last + 1) == "(" && scene.word(phrase.last + 3) == ")" {
            let short = scene.document.token_text(phrase.last + 2);
            if is_short(short) && stands_for(short, name) {
                self.short.entry(short.to_owned()).or_insert_with(|| name.to_owned());
            }
        }
    }

    /// What an abbreviation stands for.
    pub(super) fn long(&self, name: &str) -> Option<&str> {
        self.short.get(name).map(String::as_str)
    }

    /// The name of the body that a noun means at a token: the one named last.
    pub(super) fn body(&self, noun: &str, at: usize) -> Option<&str> {
        let named = self.bodies.get(noun)?;
        let before = named.partition_point(|(token, _)| *token < at);
        named.get(before.checked_sub(1)?).map(|(_, name)| name.as_str())
    }

    /// Whether a word that opens a sentence is a name: it has its capital elsewhere too, or is an abbreviation.
    pub(super) fn is_name(&self, scene: &Scene<'_>, at: usize) -> bool {
        self.inner.contains(scene.word(at)) || is_short(scene.document.token_text(at))
    }
}

fn is_short(text: &str) -> bool {
    text.chars().count() >= 2 && text.chars().all(char::is_uppercase)
}

/// Whether the letters of an abbreviation begin words of a name, in order.
fn stands_for(short: &str, name: &str) -> bool {
    let mut initials = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    short.chars().all(|letter| initials.any(|initial| initial.to_uppercase().eq(letter.to_uppercase())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Document;

    #[test]
    fn abbreviations_bodies_and_names_are_told_apart() {
        let text = "The Harare City Council met the National Water Board (NWB). Initially, the council wavered. \
                    Ndlovu spoke, and so did the man whom Ndlovu met.";
        let document = Document::new(text);
        let scene = Scene::new(&document, &[], &[]);
        let names = Names::read(&scene);
        assert_eq!(names.long("NWB"), Some("National Water Board"));
        let at = |word: &str| {
            (0..document.tokens.len()).find(|at| document.token_text(*at) == word).expect("there")
        };
        assert_eq!(names.body("council", at("wavered")), Some("Harare City Council"));
        assert_eq!(names.body("council", 0), None);
        assert!(!names.is_name(&scene, at("Initially")) && names.is_name(&scene, at("Ndlovu")));
    }
}
