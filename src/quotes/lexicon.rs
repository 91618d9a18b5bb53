//! Reporting verbs and titles, as inflected forms.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// Reporting words by form, with their strength 1…3.
pub(crate) static REPORTING: LazyLock<HashMap<String, u8>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for row in rows(include_str!("../../assets/lexicons/reporting.tsv")) {
        let strength = row.get(2).and_then(|text| text.parse().ok()).unwrap_or(1);
        if !row[0].contains(' ') {
            for form in verb_forms(row[0]) {
                let known = words.entry(form).or_insert(0);
                *known = strength.max(*known);
            }
        }
    }
    words
});

/// Nouns for persons, in lower case.
pub(crate) static PERSONS: LazyLock<HashSet<String>> =
    LazyLock::new(|| titles(|class| class.starts_with("person")));

/// Nouns for bodies and documents that speak: "ministry", "statement"; with their plurals.
pub(crate) static BODIES: LazyLock<HashSet<String>> =
    LazyLock::new(|| titles(|class| !class.starts_with("person")));

/// Nouns for what speaks without deciding anything: "statement", "report".
pub(crate) static DOCUMENTS: LazyLock<HashSet<String>> =
    LazyLock::new(|| titles(|class| class == "document"));

/// The titles of some classes, with their plurals.
fn titles(wanted: fn(&str) -> bool) -> HashSet<String> {
    rows(include_str!("../../assets/lexicons/titles.tsv"))
        .filter(|row| row.get(1).is_some_and(|class| wanted(class)))
        .flat_map(|row| [row[0].to_owned(), plural(row[0])])
        .collect()
}

/// The regular plural: "rallies", "buses", "plans".
pub(crate) fn plural(noun: &str) -> String {
    let vowel = |letter: char| "aeiou".contains(letter);
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(vowel) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x', 'z']) || noun.ends_with("ch") || noun.ends_with("sh") => {
            format!("{noun}es")
        }
        _ => format!("{noun}s"),
    }
}

/// The rows of a table, without comments.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| line.split('\t').map(str::trim).collect())
}

/// The forms of an English verb: base, -s, -ed, -ing and the common irregular ones.
pub(crate) fn verb_forms(lemma: &str) -> Vec<String> {
    let irregular: &[&str] = match lemma {
        "say" => &["said"],
        "tell" => &["told"],
        "write" => &["wrote", "written"],
        "think" => &["thought"],
        "feel" => &["felt"],
        "hold" => &["held"],
        "meet" => &["met"],
        "build" => &["built"],
        "seek" => &["sought"],
        "put" => &["put"],
        "set" => &["set"],
        "give" => &["gave", "given"],
        "send" => &["sent"],
        "take" => &["took", "taken"],
        "bring" => &["brought"],
        "begin" => &["began", "begun"],
        "withdraw" => &["withdrew", "withdrawn"],
        "draw" => &["drew", "drawn"],
        "swear" => &["swore", "sworn"],
        "forbid" => &["forbade", "forbidden"],
        "sell" => &["sold"],
        "buy" => &["bought"],
        "pay" => &["paid"],
        "spend" => &["spent"],
        "run" => &["ran", "run"],
        "choose" => &["chose", "chosen"],
        "fight" => &["fought"],
        "lead" => &["led"],
        "undergo" => &["underwent", "undergone"],
        _ => &[],
    };
    let mut forms = vec![lemma.to_owned()];
    let ends = |end: &str| lemma.ends_with(end);
    let stem = lemma.strip_suffix('e').unwrap_or(lemma);
    let consonant_y = lemma.strip_suffix('y').filter(|rest| !rest.ends_with(['a', 'e', 'o', 'u']));
    forms.push(match consonant_y {
        Some(rest) => format!("{rest}ies"),
        None if ends("s") || ends("sh") || ends("ch") || ends("x") || ends("z") => format!("{lemma}es"),
        None => format!("{lemma}s"),
    });
    if irregular.is_empty() {
        forms.push(match consonant_y {
            Some(rest) => format!("{rest}ied"),
            None => format!("{stem}ed"),
        });
    }
    forms.extend(irregular.iter().map(|form| (*form).to_owned()));
    forms.push(if lemma.ends_with("ee") { format!("{lemma}ing") } else { format!("{stem}ing") });
    // A short vowel before the last consonant doubles it: plan, planned.
    let mut last = lemma.chars().rev();
    if let (Some(c), Some(v), Some(b)) = (last.next(), last.next(), last.next())
        && !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'w' | 'x' | 'y')
        && matches!(v, 'a' | 'e' | 'i' | 'o' | 'u')
        && !matches!(b, 'a' | 'e' | 'i' | 'o' | 'u')
        && lemma.len() <= 6
    {
        forms.push(format!("{lemma}{c}ed"));
        forms.push(format!("{lemma}{c}ing"));
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_inflected() {
        for (lemma, form) in
            [("say", "said"), ("plan", "planned"), ("propose", "proposing"), ("deny", "denied")]
        {
            assert!(verb_forms(lemma).contains(&form.to_owned()), "{form}");
        }
        assert!(REPORTING.contains_key("announced"));
    }
}
