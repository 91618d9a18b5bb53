//! A filter in words, as captions and files state it.

use super::Filter;
use crate::project::{Project, index::Index};

/// Values of one condition that are named; more are counted.
const NAMED: usize = 6;

impl Filter {
    /// What it asks, in plain words: "articles of 2023-07-01 – 2023-07-31; outlet Turan". Names of places
    /// come from the index, of articles from the project. "everything" where nothing is asked.
    #[must_use]
    pub fn describe(&self, project: &Project, index: &Index) -> String {
        let mut parts = Vec::new();
        let mut list = |one: &str, many: &str, names: Vec<String>| {
            if !names.is_empty() {
                parts.push(format!("{} {}", if names.len() == 1 { one } else { many }, listed(&names)));
            }
        };
        let heading = |id: &_| project.article(*id).map_or_else(String::new, |entry| entry.article.heading());
        list("article", "articles", self.articles.iter().map(|id| format!("“{}”", heading(id))).collect());
        match (self.from, self.until) {
            (Some(from), Some(until)) if from == until => list("articles of", "", vec![from.to_string()]),
            (Some(from), Some(until)) => list("articles of", "", vec![format!("{from} – {until}")]),
            (Some(from), None) => list("articles from", "", vec![format!("{from} on")]),
            (None, Some(until)) => list("articles up to", "", vec![until.to_string()]),
            (None, None) => {}
        }
        list("outlet", "outlets", self.outlets.iter().cloned().collect());
        let words = self.words.trim();
        list("with the words", "", words.lines().map(|words| format!("“{words}”")).collect());
        let place = |id| index.place(id).map_or_else(|| id.to_string(), |entry| entry.place.label(true));
        list("place", "places", self.places.iter().map(place).collect());
        list("places of the class", "places of the classes", labels(&self.classes, |class| class.label()));
        list("places in", "places in", self.countries.iter().cloned().collect());
        let kind = |kind: &crate::proposals::ProposalKind| kind.label();
        list("proposals of the kind", "proposals of the kinds", labels(&self.kinds, kind));
        list("proposals with the status", "proposals with the status", labels(&self.statuses, |s| s.label()));
        list("proposals that concern", "proposals that concern", self.actors.iter().cloned().collect());
        match self.reviewed {
            Some(true) => parts.push("reviewed".to_owned()),
            Some(false) => parts.push("not reviewed yet".to_owned()),
            None => {}
        }
        if let Some(least) = self.least_confidence {
            parts.push(format!("confidence at least {:.0} %", least * 100.0));
        }
        if let Some(selected) = &self.selected {
            parts.push(match selected.len() {
                1 => "what is selected".to_owned(),
                count => format!("what is selected ({count})"),
            });
        }
        if parts.is_empty() { "everything".to_owned() } else { parts.join("; ") }
    }
}

fn labels<T>(values: &std::collections::BTreeSet<T>, label: impl Fn(&T) -> &'static str) -> Vec<String> {
    values.iter().map(|value| label(value).to_lowercase()).collect()
}

/// "a", "a or b", "a, b or c", "a, b and 7 more".
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [.., last] if names.len() <= NAMED => format!("{} or {last}", names[..names.len() - 1].join(", ")),
        _ => format!("{} and {} more", names[..NAMED].join(", "), names.len() - NAMED),
    }
}
