//! The cartography: one table of rules, in a light and a dark palette.

use serde::{Deserialize, Serialize};

use super::layer;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// For daylight and print.
    #[default]
    Light,
    /// For a dark room.
    Dark,
}

/// An opaque colour: red, green, blue.
pub type Colour = [u8; 3];

impl Theme {
    /// Light or dark variant of a pair.
    #[must_use]
    pub const fn of(self, pair: (u32, u32)) -> Colour {
        let value = match self {
            Self::Light => pair.0,
            Self::Dark => pair.1,
        };
        #[allow(clippy::cast_possible_truncation)] // one byte each
        [(value >> 16) as u8, (value >> 8) as u8, value as u8]
    }

    /// The colour of the sea, which fills the map before anything is drawn.
    #[must_use]
    pub const fn sea(self) -> Colour {
        self.of((0x00c9_dbe3, 0x001b_252d))
    }
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
    pub(super) draw: Draw,
    pub(super) colour: (u32, u32),
    /// Width in points at zooms 2 and 8; linear between and held beyond.
    pub(super) width: (f64, f64),
}

const fn fill(layer: &'static str, class: Option<i64>, from_zoom: f64, colour: (u32, u32)) -> Rule {
    Rule { layer, class, from_zoom, draw: Draw::Fill, colour, width: (0.0, 0.0) }
}

const fn line(
    layer: &'static str,
    class: Option<i64>,
    from_zoom: f64,
    dash: &'static [f32],
    colour: (u32, u32),
    width: (f64, f64),
) -> Rule {
    Rule { layer, class, from_zoom, draw: Draw::Line(dash), colour, width }
}

/// In the order of painting.
pub(super) const RULES: &[Rule] = &[
    fill(layer::DEPTHS, Some(200), 2.0, (0x00bf_d4de, 0x0018_222a)),
    fill(layer::DEPTHS, Some(2000), 2.0, (0x00b6_cdd9, 0x0015_1e26)),
    fill(layer::DEPTHS, Some(4000), 3.0, (0x00ae_c6d4, 0x0012_1a22)),
    fill(layer::LAND, None, 0.0, (0x00f6_f3ec, 0x002b_3136)),
    fill(layer::ICE, None, 0.0, (0x00ff_ffff, 0x0038_4046)),
    fill(layer::URBAN, None, 5.0, (0x00e9_e2d6, 0x0039_3f43)),
    fill(layer::LAKES, None, 0.0, (0x00c9_dbe3, 0x001b_252d)),
    Rule {
        layer: layer::LAKES,
        class: None,
        from_zoom: 4.0,
        draw: Draw::Outline,
        colour: (0x0095_b4c2, 0x0034_4854),
        width: (0.3, 0.8),
    },
    Rule {
        layer: layer::LAND,
        class: None,
        from_zoom: 0.0,
        draw: Draw::Outline,
        colour: (0x0093_aab5, 0x0048_5963),
        width: (0.4, 0.9),
    },
    line(layer::RIVERS, None, 3.0, &[], (0x00a5_c4d2, 0x002c_404c), (0.4, 1.3)),
    line(layer::ROADS, None, 6.0, &[], (0x00dd_cfba, 0x0044_4a4e), (0.3, 1.2)),
    line(layer::RAILWAYS, None, 6.0, &[4.0, 2.0], (0x00bc_b6ad, 0x0050_575b), (0.3, 0.8)),
    line(
        layer::BOUNDARIES,
        Some(layer::REGION_LINE),
        4.5,
        &[3.0, 2.0],
        (0x00c4_bdb2, 0x0049_5359),
        (0.4, 0.8),
    ),
    line(layer::BOUNDARIES, Some(layer::COUNTRY_LINE), 0.0, &[], (0x008c_8579, 0x007d_8991), (0.5, 1.6)),
    line(
        layer::BOUNDARIES,
        Some(layer::DISPUTED_LINE),
        0.0,
        &[2.5, 2.5],
        (0x00a8_6a5c, 0x00b8_8478),
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
}

/// How a basemap name is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelStyle {
    /// Size in points.
    pub size: f32,
    /// Colour of the letters.
    pub colour: Colour,
    /// Colour of the halo around them.
    pub halo: Colour,
    /// Capitals with wide spacing.
    pub capitals: bool,
    /// Slanted, as waters are.
    pub italic: bool,
    /// Rank among all names: lower is placed first.
    pub rank: u32,
    /// A dot marks the spot and the name stands beside it.
    pub dot: bool,
}

/// How names of a class are set at a zoom.
#[must_use]
pub fn label_style(class: i64, zoom: f64, theme: Theme) -> LabelStyle {
    let land = theme.of((0x00f6_f3ec, 0x002b_3136));
    let base = LabelStyle {
        size: 11.5,
        colour: theme.of((0x0058_5a5c, 0x00b3_bcc2)),
        halo: land,
        capitals: false,
        italic: false,
        rank: 500,
        dot: true,
    };
    #[allow(clippy::cast_possible_truncation)] // a few points
    let grow = ((zoom - 3.0).clamp(0.0, 5.0) * 0.6) as f32;
    match class {
        layer::COUNTRY_NAME => LabelStyle {
            size: 11.5 + grow,
            colour: theme.of((0x0077_7168, 0x0093_9da4)),
            capitals: true,
            rank: 300,
            dot: false,
            ..base
        },
        layer::CAPITAL_NAME => LabelStyle {
            size: 12.0 + grow / 3.0,
            colour: theme.of((0x0044_4648, 0x00c6_ced4)),
            rank: 320,
            ..base
        },
        layer::CITY_NAME => LabelStyle { rank: 400, ..base },
        layer::SEA_NAME => LabelStyle {
            size: 12.0 + grow / 2.0,
            colour: theme.of((0x006b_8fa1, 0x0067_8494)),
            halo: theme.sea(),
            italic: true,
            rank: 350,
            dot: false,
            ..base
        },
        layer::AREA_NAME => LabelStyle {
            size: 11.0,
            colour: theme.of((0x008f_8573, 0x007d_868b)),
            italic: true,
            rank: 600,
            dot: false,
            ..base
        },
        _ => base,
    }
}
