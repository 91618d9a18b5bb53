//! Which language a text is in, as far as choosing a way to find its toponyms needs it.

/// A language that toponyms are found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// English: the trained recogniser.
    English,
    /// Russian.
    Russian,
    /// Ukrainian.
    Ukrainian,
    /// Azerbaijani in Latin script.
    Azerbaijani,
    /// Turkish.
    Turkish,
    /// Armenian.
    Armenian,
    /// Georgian.
    Georgian,
    /// Arabic script: Arabic or Persian.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// French.
    French,
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// None of these.
    Other,
}

/// Common short words that tell the Latin-script languages apart.
const MARKERS: &[(Language, &[&str])] = &[
    (
        Language::English,
        &[
            "the", "of", "and", "to", "in", "that", "said", "for", "was", "with", "is", "on", "at", "by",
            "from",
        ],
    ),
    (
        Language::French,
        &[
            "le", "la", "les", "des", "et", "du", "une", "dans", "pour", "que", "est", "sur", "au", "aux",
            "avec", "ce", "cette", "être", "il", "ont", "par", "pas", "qui", "sont", "un",
        ],
    ),
    (
        Language::German,
        &[
            "der", "die", "das", "und", "den", "mit", "von", "ist", "nicht", "für", "im", "auf", "dem",
            "aus", "bei", "des", "ein", "eine", "einer", "hat", "nach", "sich", "sie", "über", "um", "vor",
            "werden", "wird", "wurde", "zu", "zum", "zur",
        ],
    ),
    (
        Language::Spanish,
        &[
            "el", "la", "los", "las", "y", "del", "que", "en", "por", "con", "una", "para", "se", "al",
            "como", "más", "no", "su", "sus", "un",
        ],
    ),
    (Language::Turkish, &["ve", "bir", "bu", "için", "ile", "da", "de", "olarak", "olan", "daha", "gibi"]),
    (Language::Azerbaijani, &["və", "bir", "bu", "üçün", "ilə", "ki", "da", "də", "olan", "edib", "sonra"]),
];

/// How much of the text is looked at.
const SAMPLE: usize = 4000;

/// The language of a text, from its letters and its commonest words. Deterministic, and never an error:
/// a text that tells nothing is taken as English.
#[must_use]
pub fn detect(text: &str) -> Language {
    let mut counts = [0_usize; 6];
    let (mut ukrainian, mut azerbaijani, mut russian) = (0, 0, 0);
    for c in text.chars().take(SAMPLE).filter(|c| c.is_alphabetic()) {
        let at = match c {
            '\u{41}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' => 0,
            '\u{400}'..='\u{52f}' => 1,
            '\u{530}'..='\u{58f}' => 2,
            '\u{10a0}'..='\u{10ff}' => 3,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => 4,
            '\u{590}'..='\u{5ff}' => 5,
            _ => continue,
        };
        counts[at] += 1;
        match c {
            'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' => ukrainian += 1,
            'ы' | 'э' | 'ъ' | 'ё' => russian += 1,
            'ə' | 'Ə' => azerbaijani += 1,
            _ => {}
        }
    }
    let Some(most) = (0..counts.len()).max_by_key(|at| (counts[*at], std::cmp::Reverse(*at))) else {
        return Language::English;
    };
    match most {
        _ if counts[most] == 0 => Language::English,
        1 if ukrainian > russian => Language::Ukrainian,
        1 => Language::Russian,
        2 => Language::Armenian,
        3 => Language::Georgian,
        4 => Language::Arabic,
        5 => Language::Hebrew,
        _ if azerbaijani * 100 > counts[0] => Language::Azerbaijani,
        _ => latin(text),
    }
}

fn latin(text: &str) -> Language {
    let mut votes = vec![0_usize; MARKERS.len()];
    let mut words = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(SAMPLE / 5) {
        words += 1;
        let lower = word.to_lowercase();
        for (vote, (_, markers)) in votes.iter_mut().zip(MARKERS) {
            *vote += usize::from(markers.contains(&lower.as_str()));
        }
    }
    let best = (0..votes.len()).max_by_key(|at| (votes[*at], std::cmp::Reverse(*at))).unwrap_or(0);
    // A headline or a list of names has no small words: English has the recogniser that copes best.
    if votes[best] * 12 < words || votes[best] < 3 || votes[0] * 10 >= votes[best] * 8 {
        return if votes[best] * 20 < words && words > 60 { Language::Other } else { Language::English };
    }
    MARKERS[best].0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_small_words_tell_languages_apart() {
        let cases = [
            ("The talks in Baku were held at the request of the United States.", Language::English),
            ("Переговоры прошли в городе Баку, сообщили вчера эксперты.", Language::Russian),
            ("Переговори відбулися в місті Баку, повідомили її джерела.", Language::Ukrainian),
            ("Danışıqlar Bakı şəhərində keçirilib və tərəflər razılığa gəlib.", Language::Azerbaijani),
            ("Բանակցությունները տեղի ունեցան Բաքվում", Language::Armenian),
            ("Les négociations dans la capitale et le sud du pays pour la paix.", Language::French),
            ("Die Gespräche in der Hauptstadt und im Süden sind nicht das Ende.", Language::German),
            ("Las negociaciones en la capital y el sur del país por la paz.", Language::Spanish),
            ("Görüşme için bir heyet bu hafta Bakü ve Erivan ile temas kurdu.", Language::Turkish),
            ("اجتمع الطرفان في باكو", Language::Arabic),
            ("", Language::English),
        ];
        for (text, language) in cases {
            assert_eq!(detect(text), language, "{text}");
        }
    }
}
