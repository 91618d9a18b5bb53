//! The legend: what is drawn, and only that, in the words and signs of the map. Window and figure gather
//! [`Sign`]s while they draw and take the rows from here.

use std::collections::BTreeSet;

use super::{
    layers::{Layers, Marker, ProposalShape, Shape},
    palette::StatusGroup,
    symbol::Symbol,
};

/// The form in which a proposal is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A pin.
    Venue,
    /// A line with an arrowhead.
    Route,
    /// A wash over an area.
    Area,
}

/// A kind of thing on the map. Ordered as legends list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// A marker of this shape.
    Place(Symbol),
    /// A hollow marker.
    Unsure(Symbol),
    /// A disc with a number, for several places.
    Cluster,
    /// The outline of a country or region.
    Outline,
    /// A dashed outline.
    UnsureOutline,
    /// A proposal of this form and status.
    Proposal(Form, StatusGroup),
    /// An arc between two places.
    Arc,
    /// The heat map.
    Heat,
}

impl Sign {
    /// What it stands for.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Place(symbol) => symbol.label().to_owned(),
            Self::Unsure(symbol) => format!("{}, not certain", symbol.label()),
            Self::Cluster => "Several places, with their number".to_owned(),
            Self::Outline => "Country or region that is named".to_owned(),
            Self::UnsureOutline => "Country or region, not certain".to_owned(),
            Self::Proposal(form, group) => {
                let form = match form {
                    Form::Venue => "Proposal",
                    Form::Route => "Proposed route",
                    Form::Area => "Area of a proposal",
                };
                format!("{form}, {}", group.label())
            }
            Self::Arc => "Named together in one sentence".to_owned(),
            Self::Heat => "Density of mentions".to_owned(),
        }
    }

    /// The sign of a marker that is drawn by itself; `None` where its name alone is drawn.
    #[must_use]
    pub fn of_marker(marker: &Marker) -> Option<Self> {
        let unsure = marker.confidence < Marker::UNSURE_BELOW;
        let symbol = Symbol::of(marker.class);
        match (marker.shape, unsure) {
            (Shape::Dot, false) => Some(Self::Place(symbol)),
            (Shape::Dot, true) => Some(Self::Unsure(symbol)),
            (Shape::Outline, false) => Some(Self::Outline),
            (Shape::Outline, true) => Some(Self::UnsureOutline),
            (Shape::Name, _) => None,
        }
    }
}

/// What was drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Legend {
    signs: BTreeSet<Sign>,
}

impl Legend {
    /// Notes that a sign is on the map.
    pub fn note(&mut self, sign: Sign) {
        self.signs.insert(sign);
    }

    /// The legend of layers that are drawn whole, each place by itself: as in a figure.
    #[must_use]
    pub fn of(layers: &Layers, mut is_shown: impl FnMut([f64; 2]) -> bool) -> Self {
        let mut legend = Self::default();
        for marker in &layers.markers {
            if marker.shape != Shape::Dot || is_shown(marker.point) {
                legend.signs.extend(Sign::of_marker(marker));
            }
        }
        for feature in &layers.proposals {
            let shown = match &feature.shape {
                ProposalShape::Venue(point) => is_shown(*point),
                ProposalShape::Route(line) => line.iter().any(|point| is_shown(*point)),
                ProposalShape::Area(_) => true,
            };
            if shown {
                legend.note(Sign::Proposal(feature.shape.form(), StatusGroup::of(feature.status)));
            }
        }
        legend
    }

    /// The signs in the order of the legend.
    pub fn signs(&self) -> impl Iterator<Item = Sign> + '_ {
        self.signs.iter().copied()
    }

    /// A note under the rows, where sizes say something.
    #[must_use]
    pub fn note_on_size(&self) -> Option<&'static str> {
        let sized = |sign: &Sign| matches!(sign, Sign::Place(_) | Sign::Unsure(_));
        self.signs.iter().any(sized).then_some("Larger markers are named more often.")
    }

    /// Whether there is nothing to explain.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.signs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_words_of_its_own_and_comes_in_order() {
        let mut all: Vec<Sign> =
            Symbol::ALL.into_iter().flat_map(|s| [Sign::Place(s), Sign::Unsure(s)]).collect();
        for form in [Form::Venue, Form::Route, Form::Area] {
            all.extend(StatusGroup::ALL.map(|group| Sign::Proposal(form, group)));
        }
        all.extend([Sign::Cluster, Sign::Outline, Sign::UnsureOutline, Sign::Arc, Sign::Heat]);
        let words: BTreeSet<String> = all.iter().map(|sign| sign.label()).collect();
        assert_eq!(words.len(), all.len());
        let mut legend = Legend::default();
        assert!(legend.is_empty() && legend.note_on_size().is_none());
        for sign in all.iter().rev() {
            legend.note(*sign);
        }
        assert!(legend.signs().is_sorted());
        assert!(matches!(legend.signs().next(), Some(Sign::Place(Symbol::Capital))));
    }
}
