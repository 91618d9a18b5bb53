//! Entries added to an overlay by the program: a place the gazetteer lacks, or another name of one it has.

use serde_json::{Map, Value, json};

use super::{
    PlaceClass, PlaceId, normalise,
    overlay::{Overlay, OverlayError},
};
use crate::geodesy::Position;

/// What is added.
#[derive(Clone, Debug, PartialEq)]
pub enum Addition {
    /// A place with its names, the leading one first.
    Place {
        /// The names.
        names: Vec<String>,
        /// What kind of place it is.
        class: PlaceClass,
        /// Where it is.
        position: Position,
    },
    /// Another name of a place that is known.
    Name {
        /// The place.
        place: PlaceId,
        /// The name.
        name: String,
    },
}

/// The text of an overlay with an entry added; `json` is the overlay so far, and `file` names it in
/// errors. Says which place was added or named.
///
/// # Errors
/// [`OverlayError`] where the overlay was not valid before or would not be after.
pub fn extended(
    json: Option<&str>,
    addition: &Addition,
    file: &str,
) -> Result<(String, PlaceId), OverlayError> {
    let broken =
        |error: &serde_json::Error| OverlayError::Json { file: file.to_owned(), reason: error.to_string() };
    let json = json.unwrap_or(r#"{"about":"My places","places":[]}"#);
    Overlay::parse(json, file)?;
    let mut overlay: Map<String, Value> = serde_json::from_str(json).map_err(|error| broken(&error))?;
    let places = overlay.entry("places").or_insert_with(|| json!([]));
    let Value::Array(places) = places else { return Ok((json.to_owned(), PlaceId::Own("user:none".into()))) };
    let id = match addition {
        Addition::Place { names, class, position } => {
            let id = free_id(names.first().map_or("place", String::as_str), places);
            places.push(json!({
                "id": id,
                "name": names.first(),
                "names": names.get(1..).unwrap_or_default(),
                "class": class,
                "lon": position.lon(),
                "lat": position.lat(),
            }));
            id
        }
        Addition::Name { place, name } => {
            let id = place.to_string();
            match places.iter_mut().find(|entry| entry["id"] == id.as_str()) {
                Some(entry) => match entry["names"].as_array_mut() {
                    Some(names) if names.iter().any(|known| known == name.as_str()) => {}
                    Some(names) => names.push(json!(name)),
                    None => entry["names"] = json!([name]),
                },
                None => places.push(json!({"id": id, "names": [name]})),
            }
            id
        }
    };
    let text = serde_json::to_string_pretty(&overlay).map_err(|error| broken(&error))?;
    Overlay::parse(&text, file)?;
    let id = id.parse().map_err(|error: super::NoPlaceId| OverlayError::Json {
        file: file.to_owned(),
        reason: error.to_string(),
    })?;
    Ok((text, id))
}

/// An id made of the name that no entry has.
fn free_id(name: &str, places: &[Value]) -> String {
    let words: Vec<String> = normalise(name)
        .split_whitespace()
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect())
        .collect();
    let base = format!("user:{}", words.join("-"));
    let taken = |id: &str| places.iter().any(|entry| entry["id"] == id);
    if !taken(&base) {
        return base;
    }
    (2_u32..).map(|number| format!("{base}-{number}")).find(|id| !taken(id)).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> Addition {
        Addition::Place {
            names: vec![name.to_owned(), "Old Bridge".to_owned()],
            class: PlaceClass::Facility,
            position: Position::new(46.5, 39.5).expect("on the Earth"),
        }
    }

    #[test]
    fn places_and_names_are_added_and_what_was_there_stays() {
        let (text, first) = extended(None, &place("Köhnə Körpü"), "mine.json").expect("added");
        let (text, second) = extended(Some(&text), &place("Köhnə Körpü"), "mine.json").expect("added");
        assert_ne!(first, second);
        let name = Addition::Name { place: PlaceId::GeoNames(146_970), name: "Vararakn".to_owned() };
        let (once, _) = extended(Some(&text), &name, "mine.json").expect("named");
        let (twice, named) = extended(Some(&once), &name, "mine.json").expect("named again");
        assert_eq!((once, named), (twice.clone(), PlaceId::GeoNames(146_970)));
        let read: Value = serde_json::from_str(&twice).expect("JSON");
        assert_eq!(read["places"].as_array().map(Vec::len), Some(3));
        assert_eq!(read["about"], "My places");
    }

    #[test]
    fn a_broken_overlay_is_left_alone() {
        assert!(extended(Some("{"), &place("A"), "mine.json").is_err());
        assert!(extended(None, &place(" "), "mine.json").is_err(), "a blank is no name");
    }
}
