//! What the analyst asks of a figure: kept with the project, so that it can be made again when the coverage
//! has grown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    basemap::{MapView, style::Style},
    gazetteer::PlaceId,
    geodesy::{Bounds, Position},
    project::{Filter, ProposalId},
};

/// A size of page. Points are those of the screen: 96 to the inch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageSize {
    /// ISO A4, upright or lying.
    A4 {
        /// Higher than wide.
        portrait: bool,
    },
    /// US Letter, upright or lying.
    Letter {
        /// Higher than wide.
        portrait: bool,
    },
    /// A slide, 16:9.
    #[default]
    Slide,
    /// A square.
    Square,
    /// Width and height in millimetres.
    Millimetres([f32; 2]),
    /// Width and height in points, which are pixels at 96 to the inch.
    Points([f32; 2]),
}

/// Points in a millimetre.
const POINTS_PER_MM: f32 = 96.0 / 25.4;
/// The shortest and longest side of a page in points.
pub const SIDES: std::ops::RangeInclusive<f32> = 320.0..=8000.0;

impl PageSize {
    /// Width and height in points, at least 320 and at most 8000 each.
    #[must_use]
    pub fn points(self) -> [f32; 2] {
        let lying = |[width, height]: [f32; 2], portrait: bool| {
            if portrait { [height, width] } else { [width, height] }
        };
        let millimetres = |size: [f32; 2]| size.map(|side| side * POINTS_PER_MM);
        let size = match self {
            Self::A4 { portrait } => lying(millimetres([297.0, 210.0]), portrait),
            Self::Letter { portrait } => lying([1056.0, 816.0], portrait),
            Self::Slide => [1280.0, 720.0],
            Self::Square => [1080.0, 1080.0],
            Self::Millimetres(size) => millimetres(size),
            Self::Points(size) => size,
        };
        // What is no number becomes the shortest side.
        size.map(
            |side| if side.is_finite() { side.clamp(*SIDES.start(), *SIDES.end()) } else { *SIDES.start() },
        )
    }
}

/// What can be moved, edited or switched off.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The title.
    Title,
    /// The line under it.
    Subtitle,
    /// Articles, outlets and dates.
    DateRange,
    /// The box of a callout.
    Callout(Target),
    /// What the symbols mean.
    Legend,
    /// The scale bar.
    ScaleBar,
    /// The north arrow.
    NorthArrow,
    /// The locator map.
    Inset,
    /// The list of sources.
    Sources,
    /// What the figure shows and by which rules.
    Caption,
}

impl Part {
    /// What can be switched on and off, in the order of the composer.
    pub const SWITCHES: [Self; 7] = [
        Self::DateRange,
        Self::Legend,
        Self::ScaleBar,
        Self::NorthArrow,
        Self::Inset,
        Self::Sources,
        Self::Caption,
    ];

    /// What the composer calls it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Subtitle => "Subtitle",
            Self::DateRange => "Articles and dates",
            Self::Callout(_) => "Callout",
            Self::Legend => "Legend",
            Self::ScaleBar => "Scale bar",
            Self::NorthArrow => "North arrow",
            Self::Inset => "Locator map",
            Self::Sources => "List of sources",
            Self::Caption => "Caption",
        }
    }
}

/// What a callout is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A place.
    Place(PlaceId),
    /// A proposal.
    Proposal(ProposalId),
}

/// Which places and proposals get a callout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Callouts {
    /// So many, those that the coverage says most of.
    Most(usize),
    /// These.
    Chosen(Vec<Target>),
}

/// What the map shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The region that the coverage is about.
    #[default]
    Coverage,
    /// At least these degrees.
    Bounds(Bounds),
    /// What a window showed.
    View {
        /// Its centre.
        centre: Position,
        /// Its zoom.
        zoom: f64,
        /// Its width and height in points.
        size: [f64; 2],
    },
}

impl Extent {
    /// What a window shows.
    #[must_use]
    pub fn of(view: &MapView) -> Self {
        let [x, y] = view.centre;
        let centre = Position::from_mercator([x.rem_euclid(1.0), y]);
        // A centimetre is enough, and short numbers read back as they were written.
        let short = |value: f64, unit: f64| (value * unit).round() / unit;
        Self::View {
            centre: Position::wrapped(short(centre.lon(), 1e7), short(centre.lat(), 1e7)),
            zoom: short(view.zoom, 1e5),
            size: view.size.map(|side| short(side, 1e2)),
        }
    }
}

/// A figure as the analyst wants it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FigureDefinition {
    /// The title; a plain one is made where it is empty.
    pub title: String,
    /// A line under the title; none where it is empty.
    pub subtitle: String,
    /// The size of the page.
    pub page: PageSize,
    /// Pixels to the inch, 36…600, for PNG.
    pub dpi: f64,
    /// Light, dark or greys; whose boundaries; in which language the basemap names places.
    pub style: Style,
    /// What the map shows.
    pub extent: Extent,
    /// What of the project is shown.
    #[serde(skip_serializing_if = "Filter::is_empty")]
    pub filter: Filter,
    /// Which places and proposals get a callout.
    pub callouts: Callouts,
    /// What is switched off.
    pub hidden: Vec<Part>,
    /// How far parts were moved from where they would stand, in points.
    #[serde(with = "pairs")]
    pub moved: BTreeMap<Part, [f32; 2]>,
    /// Words put in place of those that would stand there.
    #[serde(with = "pairs")]
    pub edited: BTreeMap<Part, String>,
    /// Letters as outlines in SVG, for programs without the faces.
    pub outlined: bool,
}

impl Default for FigureDefinition {
    fn default() -> Self {
        Self {
            title: String::new(),
            subtitle: String::new(),
            page: PageSize::Points([1600.0, 1000.0]),
            dpi: 96.0,
            style: Style::default(),
            extent: Extent::Coverage,
            filter: Filter::default(),
            callouts: Callouts::Most(8),
            hidden: vec![Part::NorthArrow],
            moved: BTreeMap::new(),
            edited: BTreeMap::new(),
            outlined: false,
        }
    }
}

impl FigureDefinition {
    /// Pixels a point, for PNG.
    #[must_use]
    pub fn scale(&self) -> f64 {
        if self.dpi.is_finite() { self.dpi.clamp(36.0, 600.0) / 96.0 } else { 1.0 }
    }

    /// Whether a part is shown.
    #[must_use]
    pub fn shows(&self, part: &Part) -> bool {
        !self.hidden.contains(part)
    }

    /// Switches a part on or off.
    pub fn switch(&mut self, part: &Part, on: bool) {
        self.hidden.retain(|hidden| hidden != part);
        if !on {
            self.hidden.push(part.clone());
            self.hidden.sort();
        }
    }

    /// How far a part was moved, in points.
    #[must_use]
    pub fn offset(&self, part: &Part) -> [f32; 2] {
        let finite = |by: &[f32; 2]| by.iter().all(|by| by.is_finite());
        self.moved.get(part).copied().filter(finite).unwrap_or_default()
    }
}

/// Maps whose keys are more than a word, as lists of pairs.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(super) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_their_true_size_and_bad_numbers_do_no_harm() {
        let [width, height] = PageSize::A4 { portrait: true }.points();
        assert!((width - 793.7).abs() < 0.1 && (height - 1122.5).abs() < 0.1);
        assert_eq!(PageSize::Points([f32::NAN, 1e9]).points(), [320.0, 8000.0]);
        let odd = FigureDefinition { dpi: f64::NAN, ..FigureDefinition::default() };
        assert!((odd.scale() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_definition_reads_back_as_it_was_written() {
        let place = Target::Place(PlaceId::GeoNames(584_649));
        let mut definition = FigureDefinition { title: "Talks".to_owned(), ..FigureDefinition::default() };
        definition.callouts = Callouts::Chosen(vec![place.clone()]);
        definition.moved.insert(Part::Callout(place.clone()), [12.0, -4.5]);
        definition.edited.insert(Part::Callout(place), "Talks were offered.".to_owned());
        definition.switch(&Part::Inset, false);
        let json = serde_json::to_string(&definition).expect("JSON");
        assert_eq!(serde_json::from_str::<FigureDefinition>(&json).expect("a definition"), definition);
        assert_eq!(
            serde_json::from_str::<FigureDefinition>("{}").expect("empty"),
            FigureDefinition::default()
        );
    }
}
