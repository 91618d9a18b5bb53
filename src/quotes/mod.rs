//! Quotes and their speakers.

use serde::{Deserialize, Serialize};

use crate::{language::Document, text::ByteSpan};

pub(crate) mod closed;
mod indirect;
pub(crate) mod lexicon;
pub(crate) mod marks;
pub(crate) mod people;
pub(crate) mod phrase;
mod speaker;
mod tags;

/// Whether the speaker's words stand between quote marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteKind {
    /// Between quote marks; the span includes them.
    Direct,
    /// Reported: "X told Turan that …", "according to X".
    Indirect,
}

/// Words attributed to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The quoted words, marks included.
    pub span: ByteSpan,
    /// Direct or indirect.
    pub kind: QuoteKind,
    /// The nearest words that name the speaker; a pronoun only if no name is in the sentence.
    pub speaker: Option<ByteSpan>,
    /// Who that is, pronouns resolved.
    pub speaker_name: Option<String>,
    /// Role or affiliation as given: "political observer".
    pub role: Option<ByteSpan>,
    /// The reporting verb or phrase.
    pub cue: Option<ByteSpan>,
    /// The agency or outlet that relays it, where the text says.
    pub relayed_by: Option<ByteSpan>,
}

/// The quotes of a document, in order. `places` are spans known to name places, which do not speak for
/// themselves; sorted.
#[must_use]
pub fn find(document: &Document<'_>, places: &[ByteSpan]) -> Vec<Quote> {
    let marked = marks::find(document);
    let scene = phrase::Scene::new(document, &marked, places);
    let people = people::People::read(&scene);
    let mut speakers = speaker::Speakers::new(&scene, &people);
    let mut quotes = speakers.attribute();
    quotes.extend(indirect::find(&speakers));
    quotes.sort_by_key(|quote| (quote.span, quote.kind == QuoteKind::Indirect));
    quotes
}

/// The quotes that share text with a span, by search: quotes stand in order and never overlap.
pub fn overlapping(quotes: &[Quote], span: ByteSpan) -> impl Iterator<Item = &Quote> {
    let first = quotes.partition_point(|quote| quote.span.end() <= span.start());
    quotes[first..].iter().take_while(move |quote| quote.span.start() < span.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quotes(text: &str) -> Vec<(String, Option<String>)> {
        let document = Document::new(text);
        find(&document, &[])
            .into_iter()
            .filter(|quote| quote.kind == QuoteKind::Direct)
            .map(|quote| (quote.span.of(text).to_owned(), quote.speaker_name))
            .collect()
    }

    #[test]
    fn a_speaker_after_the_quote() {
        assert_eq!(
            quotes("“The door is open,” said Anna Petrova, a lawyer. “It is late,” she added."),
            [
                ("“The door is open,”".to_owned(), Some("Anna Petrova".to_owned())),
                ("“It is late,”".to_owned(), Some("Anna Petrova".to_owned())),
            ]
        );
    }

    #[test]
    fn a_speaker_before_the_quote() {
        let found = quotes("Political observer Rashid Aliev said: \"It is clear that nobody will come.\"");
        assert_eq!(found[0].1.as_deref(), Some("Rashid Aliev"));
    }

    #[test]
    fn a_quote_that_runs_on_keeps_its_speaker() {
        let found = quotes("“One paragraph ends,” said Ivan Brown.\n“And the next goes on to its end.”");
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].1.as_deref(), Some("Ivan Brown"));
    }

    #[test]
    fn one_pair_of_marks_may_hold_paragraphs() {
        let found = quotes("He said: “The first part ends.\nThe second ends here.” They left.");
        assert_eq!(found.len(), 1);
        assert!(found[0].0.ends_with("here.”"));
    }

    #[test]
    fn all_styles_of_marks_open_and_close() {
        for (open, close) in
            [("“", "”"), ("\"", "\""), ("«", "»"), ("„", "“"), ("‘", "’"), ("'", "'"), ("``", "''")]
        {
            let found = quotes(&format!("{open}It is late now,{close} said Anna Petrova."));
            assert_eq!(found.len(), 1, "{open}");
            assert_eq!(found[0].1.as_deref(), Some("Anna Petrova"), "{open}");
        }
    }

    #[test]
    fn appositions_stand_between_speaker_and_verb() {
        let found = quotes("Anna Petrova, director of the Old Mill Trust, said: “It was built in one year.”");
        assert_eq!(found[0].1.as_deref(), Some("Anna Petrova"));
        let found = quotes("“It was built in one year,” said the trust's vice chair, Anna Petrova.");
        assert_eq!(found[0].1.as_deref(), Some("Anna Petrova"));
    }

    #[test]
    fn descriptions_and_surnames_find_their_person() {
        let text =
            "The historian Anna Petrova came. “It was late,” the historian said. “Very late,” Petrova said.";
        let found = quotes(text);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|(_, name)| name.as_deref() == Some("Anna Petrova")));
    }

    #[test]
    fn titles_of_works_are_no_quotes() {
        assert_eq!(quotes("Anna Petrova, who wrote \"The Color of Rain,\" is in town."), []);
    }

    #[test]
    fn single_scare_words_are_no_quotes() {
        assert_eq!(quotes("They call it the “road” in the village and drive on."), []);
    }

    #[test]
    fn reported_speech_is_indirect() {
        let text = "According to Yunusov, the talks will be held soon. Petrova told Turan that nobody came.";
        let document = Document::new(text);
        let found = find(&document, &[]);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|quote| quote.kind == QuoteKind::Indirect));
        assert_eq!(found[1].speaker_name.as_deref(), Some("Petrova"));
        assert_eq!(found[1].relayed_by.map(|span| span.of(text)), Some("Turan"));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "([“”\"'«»A-Z][a-z]{0,6}|said|, |\\. |\n|\\PC){0,60}") {
            let document = Document::new(&text);
            for quote in find(&document, &[]) {
                prop_assert!(!quote.span.of(&text).is_empty());
            }
        }
    }
}
