//! The options that narrow an export.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::de::DeserializeOwned;

use super::{UsageError, usage};
use crate::{
    gazetteer::{Gazetteer, PlaceId, normalise},
    project::{Filter, Project, index::Index},
};

/// A filter whose places and articles are still names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FilterArgs {
    filter: Filter,
    places: Vec<String>,
    articles: Vec<String>,
}

/// The names of the options.
const OPTIONS: [&str; 13] = [
    "since",
    "until",
    "outlet",
    "article",
    "words",
    "place",
    "class",
    "country",
    "kind",
    "status",
    "actor",
    "reviewed",
    "min-confidence",
];

impl FilterArgs {
    /// Whether an option narrows the export.
    pub(super) fn knows(option: &str) -> bool {
        OPTIONS.contains(&option)
    }

    /// Takes one option and its value.
    pub(super) fn take(&mut self, option: &str, value: String) -> Result<(), UsageError> {
        let filter = &mut self.filter;
        match option {
            "since" => filter.from = Some(date(option, &value)?),
            "until" => filter.until = Some(date(option, &value)?),
            "words" if filter.words.is_empty() => filter.words = value,
            "words" => filter.words = format!("{} {value}", filter.words),
            "place" => self.places.push(value),
            "article" => self.articles.push(value),
            "class" => put(&mut filter.classes, option, &value)?,
            "kind" => put(&mut filter.kinds, option, &value)?,
            "status" => put(&mut filter.statuses, option, &value)?,
            "reviewed" => {
                filter.reviewed = match value.as_str() {
                    "yes" => Some(true),
                    "no" => Some(false),
                    other => return Err(usage(format!("--reviewed takes yes or no, not “{other}”"))),
                }
            }
            "min-confidence" => {
                let share = value.parse().ok().filter(|share| (0.0..=1.0).contains(share));
                let share = share.ok_or_else(|| {
                    usage(format!("--min-confidence takes a number from 0 to 1, not “{value}”"))
                });
                filter.least_confidence = Some(share?);
            }
            "outlet" => {
                filter.outlets.insert(value);
            }
            "actor" => {
                filter.actors.insert(value);
            }
            "country" => {
                let code = value.to_ascii_uppercase();
                if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
                    return Err(usage(format!("--country takes a code of two letters, not “{value}”")));
                }
                filter.countries.insert(code);
            }
            other => return Err(usage(format!("no such option --{other}"))),
        }
        Ok(())
    }

    /// The filter, with names looked up among what the articles name.
    ///
    /// # Errors
    /// A message where no article names such a place, or there is no such article.
    pub(super) fn resolve(
        &self,
        project: &Project,
        index: &Index,
        gazetteer: &Gazetteer,
    ) -> Result<Filter, String> {
        let mut filter = self.filter.clone();
        for name in &self.places {
            let found = places(name, index, gazetteer);
            if found.is_empty() {
                return Err(format!("--place {name}: no article names a place of that name"));
            }
            filter.places.extend(found);
        }
        for wanted in &self.articles {
            let before = filter.articles.len();
            let of_id = project.articles().filter(|(_, entry)| entry.article.id == *wanted);
            filter.articles.extend(of_id.map(|(id, _)| id));
            if filter.articles.len() == before {
                return Err(format!("--article {wanted}: there is no article of that id"));
            }
        }
        Ok(filter)
    }
}

/// The places of the coverage that an id or a name in any language stands for.
fn places(name: &str, index: &Index, gazetteer: &Gazetteer) -> BTreeSet<PlaceId> {
    if let Some(entry) = name.parse().ok().and_then(|id| index.place(&id)) {
        return BTreeSet::from([entry.place.id.clone()]);
    }
    let normal = normalise(name);
    let known = gazetteer.exact(&normal).into_iter().filter_map(|(key, _)| gazetteer.id(key));
    let mut found: BTreeSet<PlaceId> = known.filter(|id| index.place(id).is_some()).collect();
    for entry in index.places.iter() {
        let place = &entry.place;
        if std::iter::once(&place.name).chain(&place.contested_names).any(|own| normalise(own) == normal) {
            found.insert(place.id.clone());
        }
    }
    found
}

fn date(option: &str, value: &str) -> Result<Date, UsageError> {
    let refuse = |_error| usage(format!("--{option} takes a day such as 2023-07-31, not “{value}”"));
    value.parse().map_err(refuse)
}

/// Reads a value of a closed list.
fn put<T: DeserializeOwned + Ord>(
    set: &mut BTreeSet<T>,
    option: &str,
    value: &str,
) -> Result<(), UsageError> {
    let word = value.to_lowercase().replace([' ', '-'], "_");
    match serde_json::from_value(serde_json::Value::String(word)) {
        Ok(value) => {
            set.insert(value);
            Ok(())
        }
        Err(error) => {
            let list = error.to_string();
            let list = list.split_once("expected ").map_or("", |(_, list)| list).replace('`', "");
            Err(usage(format!("--{option} takes {list}, not “{value}”")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposals::Status;

    #[test]
    fn options_become_a_filter_and_nonsense_is_refused() {
        let mut args = FilterArgs::default();
        for (option, value) in [("since", "2023-07-01"), ("status", "carried out"), ("country", "az")] {
            args.take(option, value.to_owned()).expect("a sound option");
        }
        assert_eq!(args.filter.from, Some(jiff::civil::date(2023, 7, 1)));
        assert!(args.filter.statuses.contains(&Status::CarriedOut) && args.filter.countries.contains("AZ"));
        for (option, value) in
            [("since", "July"), ("status", "maybe"), ("country", "Azerbaijan"), ("min-confidence", "80")]
        {
            let refused = args.take(option, value.to_owned()).expect_err("nonsense").to_string();
            assert!(refused.contains(option), "{refused}");
        }
    }
}
