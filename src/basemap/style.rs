//! The cartography: one table of rules and one of names, each in a light and a dark palette.
//!
//! The ground is calm: land and sea are close in lightness and low in chroma, so that the analyst's layers, which
//! are saturated, stand out. Lines are told apart by width and dash before colour, for print.

use serde::{Deserialize, Serialize};

use super::{NameLanguage, Worldview, layer};
use crate::fonts;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// For daylight and print.
    #[default]
    Light,
    /// For a dark room.
    Dark,
    /// For a printer without colours: the light theme in greys.
    Print,
}

/// How the basemap is drawn: its palette, whose boundaries, and in which language its places are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Style {
    /// Light or dark.
    pub theme: Theme,
    /// Whose boundaries.
    pub worldview: Worldview,
    /// The language of names.
    pub language: NameLanguage,
    /// Both names of a contested place: “Khankendi / Stepanakert”.
    pub both_names: bool,
}

impl From<Theme> for Style {
    fn from(theme: Theme) -> Self {
        Self { theme, ..Self::default() }
    }
}

/// An opaque colour: red, green, blue.
pub type Colour = [u8; 3];

/// Land and sea in the light and the dark palette.
const LAND: (u32, u32) = (0x00f5_f2ea, 0x002a_3034);
const SEA: (u32, u32) = (0x00cb_dce4, 0x001a_242b);

impl Theme {
    /// Light or dark variant of a pair.
    #[must_use]
    pub const fn of(self, pair: (u32, u32)) -> Colour {
        let value = match self {
            Self::Light => pair.0,
            Self::Dark => pair.1,
            Self::Print => grey(pair.0),
        };
        #[allow(clippy::cast_possible_truncation)] // one byte each
        [(value >> 16) as u8, (value >> 8) as u8, value as u8]
    }

    /// The colour of the sea, which fills the map before anything is drawn.
    #[must_use]
    pub const fn sea(self) -> Colour {
        self.of(SEA)
    }

    /// The colour of land.
    #[must_use]
    pub const fn land(self) -> Colour {
        self.of(LAND)
    }
}

/// The grey as light as a colour (ITU-R BT.601 luma).
const fn grey(colour: u32) -> u32 {
    let (red, green, blue) = (colour >> 16 & 0xff, colour >> 8 & 0xff, colour & 0xff);
    (299 * red + 587 * green + 114 * blue + 500) / 1000 * 0x0001_0101
}

/// How a rule draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Draw {
    /// Fills rings by the even-odd rule.
    Fill,
    /// Strokes the outlines of rings, without edges made by cutting tiles.
    Outline,
    /// Strokes lines; the dash in multiples of the width.
    Line(&'static [f32]),
}

/// One rule: which features, and how they look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) layer: &'static str,
    pub(super) class: Option<i64>,
    pub(super) from_zoom: f64,
    /// Between these zooms it melts into the land.
    pub(super) fades: Option<(f64, f64)>,
    pub(super) draw: Draw,
    colour: (u32, u32),
    /// Width in points at zooms 2 and 8; linear between and held beyond.
    width: (f64, f64),
}

const fn fill(layer: &'static str, class: Option<i64>, from_zoom: f64, colour: (u32, u32)) -> Rule {
    Rule { layer, class, from_zoom, fades: None, draw: Draw::Fill, colour, width: (0.0, 0.0) }
}

const fn line(
    layer: &'static str,
    class: Option<i64>,
    from_zoom: f64,
    dash: &'static [f32],
    colour: (u32, u32),
    width: (f64, f64),
) -> Rule {
    Rule { layer, class, from_zoom, fades: None, draw: Draw::Line(dash), colour, width }
}

const fn outline(layer: &'static str, from_zoom: f64, colour: (u32, u32), width: (f64, f64)) -> Rule {
    Rule { layer, class: None, from_zoom, fades: None, draw: Draw::Outline, colour, width }
}

const fn fading(rule: Rule, from: f64, to: f64) -> Rule {
    Rule { fades: Some((from, to)), ..rule }
}

/// In the order of painting.
pub(super) const RULES: &[Rule] = &[
    fill(layer::DEPTHS, Some(200), 2.0, (0x00c1_d5df, 0x0017_2128)),
    fill(layer::DEPTHS, Some(2000), 2.0, (0x00b8_cfda, 0x0014_1d24)),
    fill(layer::DEPTHS, Some(4000), 3.0, (0x00b0_c8d5, 0x0011_1920)),
    fill(layer::LAND, None, 0.0, LAND),
    fill(layer::GREEN, None, 0.0, (0x00e6_ecdb, 0x002b_3632)),
    fill(layer::ICE, None, 0.0, (0x00fd_fefe, 0x003a_4247)),
    fill(layer::URBAN, None, 5.0, (0x00ea_e3d7, 0x0037_3d41)),
    fill(layer::LAKES, None, 0.0, SEA),
    outline(layer::LAKES, 4.0, (0x009d_bac7, 0x0033_4650), (0.3, 0.7)),
    outline(layer::LAND, 0.0, (0x008f_a8b4, 0x0046_5861), (0.4, 0.9)),
    line(layer::RIVERS, None, 3.0, &[], (0x00a9_c7d4, 0x002d_424e), (0.4, 1.3)),
    fill(layer::BUILDINGS, None, 13.0, (0x00e0_d8ca, 0x0040_474b)),
    line(layer::ROADS, Some(layer::MINOR_ROAD), 11.5, &[], (0x00e8_e0d2, 0x003b_4246), (0.5, 1.4)),
    line(layer::ROADS, Some(layer::MAJOR_ROAD), 6.0, &[], (0x00dd_d0bb, 0x0044_4b50), (0.3, 1.4)),
    line(layer::ROADS, Some(layer::MOTORWAY), 5.0, &[], (0x00d6_bd98, 0x0055_5a5d), (0.4, 1.9)),
    line(layer::RAILWAYS, None, 6.0, &[5.0, 2.0], (0x00bd_b7ad, 0x0050_585c), (0.3, 0.9)),
    // The divisions' lines are true to about 7 km: close up they are long chords, and fade.
    fading(
        line(
            layer::BOUNDARIES,
            Some(layer::REGION_LINE),
            4.5,
            &[3.5, 2.5],
            (0x00bf_b7aa, 0x004c_565c),
            (0.4, 0.9),
        ),
        8.0,
        10.0,
    ),
    line(
        layer::BOUNDARIES,
        Some(layer::CLAIM_LINE),
        4.0,
        &[1.5, 3.0],
        (0x00b5_8276, 0x009a_7268),
        (0.5, 1.2),
    ),
    line(layer::BOUNDARIES, Some(layer::COUNTRY_LINE), 0.0, &[], (0x0088_8175, 0x007b_8890), (0.5, 1.5)),
    line(
        layer::BOUNDARIES,
        Some(layer::DISPUTED_LINE),
        0.0,
        &[3.0, 2.2],
        (0x00a5_6252, 0x00bd_877a),
        (0.6, 1.6),
    ),
];

impl Rule {
    pub(super) fn width_at(&self, zoom: f64) -> f32 {
        let t = ((zoom - 2.0) / 6.0).clamp(0.0, 1.0);
        #[allow(clippy::cast_possible_truncation)] // a few points
        let width = (self.width.0 + (self.width.1 - self.width.0) * t) as f32;
        width
    }

    /// Its colour at a zoom; `None` where it is not drawn.
    pub(super) fn colour_at(&self, zoom: f64, theme: Theme) -> Option<Colour> {
        let own = theme.of(self.colour);
        if zoom < self.from_zoom {
            return None;
        }
        let Some((from, to)) = self.fades else { return Some(own) };
        let t = ((zoom - from) / (to - from)).clamp(0.0, 1.0);
        let land = theme.land();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between two bytes
        let mix = |at: usize| (f64::from(own[at]) * (1.0 - t) + f64::from(land[at]) * t).round() as u8;
        (t < 1.0).then(|| [mix(0), mix(1), mix(2)])
    }
}

/// How a name is set.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TextStyle {
    /// Size in points.
    pub size: f32,
    /// Colour of the letters.
    pub colour: Colour,
    /// Colour of the halo around them.
    pub halo: Colour,
    /// Bold.
    pub bold: bool,
    /// Slanted, as waters are.
    pub italic: bool,
    /// Points between letters.
    pub spacing: f32,
}

impl TextStyle {
    /// The width of a line of text in points.
    #[must_use]
    pub fn measure(&self, text: &str) -> f32 {
        #[allow(clippy::cast_precision_loss)] // a few letters
        let letters = text.chars().count() as f32;
        fonts::width(text, self.bold) * self.size + self.spacing * letters
    }
}

/// How names of a class are set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelStyle {
    /// Size in points.
    pub size: f32,
    /// Colour of the letters.
    pub colour: Colour,
    /// Colour of the halo around them.
    pub halo: Colour,
    /// Capitals.
    pub capitals: bool,
    /// Bold.
    pub bold: bool,
    /// Slanted, as waters are.
    pub italic: bool,
    /// Points between letters.
    pub spacing: f32,
    /// Rank of the class among all names: lower is placed first.
    pub rank: u32,
    /// A dot marks the spot and the name stands beside it.
    pub dot: bool,
    /// How far a name along a line is lifted off it, as a share of its size.
    pub lift: f32,
}

impl LabelStyle {
    /// How its letters are set.
    #[must_use]
    pub const fn text(&self) -> TextStyle {
        let Self { size, colour, halo, bold, italic, spacing, .. } = *self;
        TextStyle { size, colour, halo, bold, italic, spacing }
    }
}

/// How names of a class are set at a zoom; `rank` is the feature's own, 0 the greatest of its class.
#[must_use]
pub fn name_style(class: i64, rank: u32, zoom: f64, theme: Theme) -> LabelStyle {
    let base = LabelStyle {
        size: 11.5,
        colour: theme.of((0x0056_585a, 0x00b2_bbc1)),
        halo: theme.land(),
        capitals: false,
        bold: false,
        italic: false,
        spacing: 0.0,
        rank: 500,
        dot: true,
        lift: 0.0,
    };
    #[allow(clippy::cast_possible_truncation)] // a few points
    let grow = (zoom - 3.0).clamp(0.0, 5.0) as f32;
    #[allow(clippy::cast_precision_loss)] // a rank
    let great = (4.0 - rank.min(8) as f32).max(0.0) / 4.0;
    let water = theme.of((0x0062_8799, 0x0069_8798));
    let country = LabelStyle {
        size: 11.0 + grow * 0.5 + great * 2.0,
        colour: theme.of((0x0074_6d63, 0x0098_a2a9)),
        capitals: true,
        spacing: 0.6 + great * 1.2,
        rank: 100,
        dot: false,
        ..base
    };
    let sea = LabelStyle {
        size: 11.5 + grow * 0.3 + great * 2.0,
        colour: water,
        halo: theme.sea(),
        italic: true,
        spacing: 0.8 + great,
        rank: 200,
        dot: false,
        ..base
    };
    let area = LabelStyle {
        size: 10.5 + great * 1.5,
        colour: theme.of((0x0093_8871, 0x0080_8b8c)),
        italic: true,
        spacing: 1.0,
        rank: 600,
        dot: false,
        ..base
    };
    match class {
        layer::COUNTRY_NAME => country,
        layer::DISPUTED_NAME => LabelStyle {
            size: 10.5,
            colour: theme.of((0x00a5_6f60, 0x00bb_8d82)),
            rank: 450,
            spacing: 0.4,
            ..country
        },
        layer::CAPITAL_NAME => LabelStyle {
            size: 12.0 + grow * 0.25,
            colour: theme.of((0x0040_4244, 0x00ca_d2d8)),
            bold: zoom >= 6.0,
            rank: 150,
            ..base
        },
        layer::CITY_NAME => LabelStyle { size: 11.5 + grow * 0.2, rank: 300, ..base },
        layer::TOWN_NAME => LabelStyle { size: 11.0 + grow * 0.1, rank: 400, ..base },
        layer::REGION_NAME => LabelStyle {
            size: 10.5 + grow * 0.2,
            colour: theme.of((0x0098_9082, 0x007c_8790)),
            capitals: true,
            spacing: 0.8,
            rank: 550,
            dot: false,
            ..base
        },
        layer::OCEAN_NAME => LabelStyle { size: sea.size + 2.0, spacing: 3.0, rank: 120, ..sea },
        layer::SEA_NAME => sea,
        layer::LAKE_NAME => LabelStyle { size: 10.5 + great, spacing: 0.0, rank: 520, ..sea },
        layer::RIVER_NAME => {
            LabelStyle { size: 10.5 + great, halo: theme.land(), spacing: 0.5, rank: 560, lift: 0.75, ..sea }
        }
        layer::AREA_NAME => area,
        layer::ISLAND_NAME => LabelStyle { spacing: 0.2, rank: 540, ..area },
        _ => base,
    }
}

/// How names of a class are set at a zoom, of middling rank.
#[must_use]
pub fn label_style(class: i64, zoom: f64, theme: Theme) -> LabelStyle {
    name_style(class, 3, zoom, theme)
}
