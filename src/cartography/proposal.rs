//! Proposals as geometry: a pin at a venue, a line along great circles through from, via and to, a wash over
//! an area.

use super::legend::Form;
use crate::{
    basemap::outline::Outlines,
    gazetteer::PlaceId,
    geodesy::Position,
    project::{
        ProposalId,
        index::{Index, ProposalEntry},
    },
    proposals::{PlaceRole, ProposalKind, Status},
};

/// A proposal's geometry.
#[derive(Clone, Debug, PartialEq)]
pub enum ProposalShape {
    /// A pin where the act is to take place.
    Venue([f64; 2]),
    /// A line along great circles, with an arrowhead at its end.
    Route(Vec<[f64; 2]>),
    /// A wash over the outline of this place.
    Area(PlaceId),
}

impl ProposalShape {
    /// The form, as legends tell them apart.
    #[must_use]
    pub const fn form(&self) -> Form {
        match self {
            Self::Venue(_) => Form::Venue,
            Self::Route(_) => Form::Route,
            Self::Area(_) => Form::Area,
        }
    }
}

/// A proposal on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposalFeature {
    /// Which proposal.
    pub proposal: ProposalId,
    /// The line that names it.
    pub title: String,
    /// The kind of act.
    pub kind: ProposalKind,
    /// What became of it.
    pub status: Status,
    /// Its geometry.
    pub shape: ProposalShape,
}

/// Great circles are cut into steps of this length.
const STEP_M: f64 = 60_000.0;

/// What is drawn of a proposal. A country or region has no one point: it is drawn by its outline alone.
pub(super) fn features(entry: &ProposalEntry, index: &Index, outlines: &Outlines) -> Vec<ProposalFeature> {
    let position = |id: &PlaceId| {
        index.place(id).filter(|entry| !entry.place.class.is_wide()).map(|entry| entry.place.position)
    };
    let stops: Vec<Position> = entry
        .places
        .iter()
        .filter(|(role, _)| matches!(role, PlaceRole::From | PlaceRole::Via | PlaceRole::To))
        .filter_map(|(_, id)| position(id))
        .collect();
    let mut shapes = Vec::new();
    if stops.len() >= 2 {
        shapes.push(ProposalShape::Route(route(&stops)));
    }
    for (role, id) in &entry.places {
        let is_pin = match role {
            PlaceRole::Venue | PlaceRole::Target => true,
            // A route of which the text names one place only is marked there.
            PlaceRole::Via | PlaceRole::To | PlaceRole::From => stops.len() == 1,
            PlaceRole::Area => false,
        };
        let on_route = matches!(role, PlaceRole::Via | PlaceRole::To | PlaceRole::From);
        let shape = match position(id) {
            Some(at) if is_pin => Some(ProposalShape::Venue(at.to_mercator())),
            None if !on_route && index.place(id).is_some() && outlines.get(id).is_some() => {
                Some(ProposalShape::Area(id.clone()))
            }
            _ => None,
        };
        shapes.extend(shape.filter(|shape| !shapes.contains(shape)));
    }
    let feature = |shape| ProposalFeature {
        proposal: entry.id,
        title: entry.title.clone(),
        kind: entry.kind,
        status: entry.status,
        shape,
    };
    shapes.into_iter().map(feature).collect()
}

/// Great circles through the stops; each step takes the shorter way around the world.
fn route(stops: &[Position]) -> Vec<[f64; 2]> {
    let mut line: Vec<[f64; 2]> = Vec::new();
    for pair in stops.windows(2) {
        for position in pair[0].great_circle(pair[1], STEP_M) {
            let [x, y] = position.to_mercator();
            let shift = line.last().map_or(0.0, |last| (last[0] - x).round());
            line.push([x + shift, y]);
        }
    }
    line.dedup();
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_take_the_short_way_over_the_antimeridian() {
        let stops = [
            Position::wrapped(140.0, 35.0),
            Position::wrapped(-150.0, 61.0),
            Position::wrapped(-122.0, 37.0),
        ];
        let line = route(&stops);
        assert!(
            line.windows(2).all(|pair| (pair[1][0] - pair[0][0]).abs() < 0.05),
            "no step across the world"
        );
        let (west, east) =
            line.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(w, e), [x, _]| (w.min(*x), e.max(*x)));
        assert!(west > 0.8 && east > 1.0 && east - west < 0.4, "{west} {east}");
    }
}
