//! Recognition without a model, for languages other than English: capitalised (or, in scripts without
//! capitals, any) words that are exact or inflected names of known places, at a lower confidence.

use super::{
    MentionForm, MentionKind,
    recognise::{Recognised, Source},
};
use crate::{
    gazetteer::{Gazetteer, NameKind, PlaceClass, normalise},
    language::{Document, TokenKind, script::Language},
};

/// The confidence stated for an exact name; an inflected one has less.
const EXACT: f32 = 0.7;
const INFLECTED: f32 = 0.55;
/// A settlement must have this many people to be found by name alone.
const SMALLEST: u32 = 15_000;

/// Endings that come off a name, and what may stand in their place.
fn endings(language: Language) -> &'static [(&'static str, &'static [&'static str])] {
    match language {
        Language::Russian | Language::Ukrainian => &[
            ("ского", &["", "а", "ск"]),
            ("ский", &["", "а", "ск"]),
            ("ом", &[""]),
            ("ем", &["й", "ь", ""]),
            ("ой", &["а", "ая"]),
            ("ою", &["а"]),
            ("ии", &["ия"]),
            ("ию", &["ия"]),
            ("ией", &["ия"]),
            ("ії", &["ія"]),
            ("ію", &["ія"]),
            ("ією", &["ія"]),
            ("ее", &["ея"]),
            ("а", &["", "о"]),
            ("у", &["", "а", "о"]),
            ("е", &["", "а", "о"]),
            ("и", &["а", "ь", "я"]),
            ("ы", &["а"]),
            ("і", &["а", "", "ь"]),
            ("я", &["й", "ь"]),
            ("ю", &["й", "ь", "я"]),
        ],
        Language::Azerbaijani | Language::Turkish => &[
            ("daki", &[""]),
            ("dəki", &[""]),
            ("deki", &[""]),
            ("dan", &[""]),
            ("dən", &[""]),
            ("den", &[""]),
            ("tan", &[""]),
            ("ten", &[""]),
            ("nın", &[""]),
            ("nin", &[""]),
            ("nun", &[""]),
            ("ın", &[""]),
            ("in", &[""]),
            ("un", &[""]),
            ("ün", &[""]),
            ("da", &[""]),
            ("də", &[""]),
            ("de", &[""]),
            ("ta", &[""]),
            ("te", &[""]),
            ("ya", &[""]),
            ("yə", &[""]),
            ("ye", &[""]),
            ("a", &[""]),
            ("ə", &[""]),
            ("e", &[""]),
            ("ı", &[""]),
            ("i", &[""]),
        ],
        Language::Armenian => &[
            ("ում", &["", "ի"]),
            ("ից", &["", "ի"]),
            ("ով", &[""]),
            ("ին", &[""]),
            ("ի", &["", "ա"]),
            ("ը", &[""]),
            ("ն", &[""]),
        ],
        Language::German => &[("s", &[""])],
        _ => &[],
    }
}

/// Particles written together with the name.
fn prefixes(language: Language) -> &'static [&'static str] {
    match language {
        Language::Arabic => &["وال", "بال", "ال", "ب", "و", "ل"],
        Language::Hebrew => &["ב", "ל", "מ", "ה", "ו", "ש"],
        _ => &[],
    }
}

/// All toponyms that the gazetteer knows by name, in order, without overlaps.
#[must_use]
pub fn recognise(document: &Document<'_>, gazetteer: &Gazetteer, language: Language) -> Vec<Recognised> {
    let cased = !matches!(language, Language::Arabic | Language::Hebrew | Language::Georgian);
    let mut out = Vec::new();
    for sentence in &document.sentences {
        let range = sentence.tokens.clone();
        let mut at = range.start;
        while at < range.end {
            let text = document.token_text(at);
            let capital = text.chars().next().is_some_and(char::is_uppercase);
            let word = document.tokens[at].kind == TokenKind::Word;
            if !word || (cased && !capital) || text.chars().count() < 3 {
                at += 1;
                continue;
            }
            let Some((len, probability)) = longest(document, gazetteer, at, range.end, language, cased)
            else {
                at += 1;
                continue;
            };
            out.push(Recognised {
                span: document.span_of(at, at + len - 1),
                tokens: (at, at + len - 1),
                source: Source::Lookup,
                form: MentionForm::Name,
                kind: MentionKind::Literal,
                probability,
                raw: probability,
            });
            at += len;
        }
    }
    out
}

fn longest(
    document: &Document<'_>,
    gazetteer: &Gazetteer,
    from: usize,
    end: usize,
    language: Language,
    cased: bool,
) -> Option<(usize, f32)> {
    let most = (end - from).min(4);
    for len in (1..=most).rev() {
        let surface = document.span_of(from, from + len - 1).of(document.text);
        let last = document.token_text(from + len - 1);
        if document.tokens[from + len - 1].kind != TokenKind::Word
            || (cased && len > 1 && !last.chars().next().is_some_and(char::is_uppercase))
        {
            continue;
        }
        if let Some(probability) = known(gazetteer, surface, language, cased) {
            return Some((len, probability));
        }
    }
    None
}

fn known(gazetteer: &Gazetteer, surface: &str, language: Language, cased: bool) -> Option<f32> {
    let least = if cased { 3 } else { 4 };
    let normal = normalise(surface);
    known_form(gazetteer, &normal, language, least).map(|form| if form == normal { EXACT } else { INFLECTED })
}

/// The gazetteer's form of a normalised name in a text of that language: the name itself, or what it is
/// inflected from. `least` is the fewest letters an exact name may have.
pub(super) fn known_form(
    gazetteer: &Gazetteer,
    normal: &str,
    language: Language,
    least: usize,
) -> Option<String> {
    if is_known(gazetteer, normal, least) {
        return Some(normal.to_owned());
    }
    base_forms(normal, language).into_iter().find(|base| is_known(gazetteer, base, 4))
}

/// The forms a normalised, inflected name may come from.
#[must_use]
pub fn base_forms(normal: &str, language: Language) -> Vec<String> {
    let mut out = Vec::new();
    for (ending, bases) in endings(language) {
        if let Some(stem) =
            normal.strip_suffix(normalise(ending).as_str()).filter(|stem| stem.chars().count() >= 3)
        {
            out.extend(bases.iter().map(|base| format!("{stem}{}", normalise(base))));
        }
    }
    for prefix in prefixes(language) {
        if let Some(rest) = normal.strip_prefix(prefix).filter(|rest| rest.chars().count() >= 4) {
            out.push(rest.to_owned());
        }
    }
    out
}

/// Whether a name is that of a place well enough known to be found without context.
fn is_known(gazetteer: &Gazetteer, normal: &str, least: usize) -> bool {
    normal.chars().count() >= least
        && gazetteer.exact(normal).into_iter().any(|(key, kind)| {
            kind != NameKind::Abbreviation
                && gazetteer.facts(key).is_some_and(|facts| {
                    let curated = kind == NameKind::Preferred && facts.names > 0 && facts.population == 0;
                    matches!(
                        facts.class,
                        PlaceClass::Country | PlaceClass::Capital | PlaceClass::Area | PlaceClass::Continent
                    ) || facts.population >= SMALLEST
                        || (curated && matches!(facts.class, PlaceClass::Road | PlaceClass::Facility))
                })
        })
}
