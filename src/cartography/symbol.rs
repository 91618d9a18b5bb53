//! The shapes of markers: one table for window and figure, so that both draw the same.

use crate::{
    basemap::style::{Colour, Theme},
    gazetteer::PlaceClass,
};

/// The shape of a place's marker: what kind of place it is, told without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// A capital: a disc with a dot in it.
    Capital,
    /// A town, village or part of one: a disc.
    Settlement,
    /// A road, airport, bridge, base or other built site: a square.
    Built,
    /// A mountain, island, park or other natural feature: a triangle.
    Natural,
    /// A river or lake: a lozenge.
    Water,
    /// A district or other area without an outline: a hexagon.
    Area,
}

impl Symbol {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Capital, Self::Settlement, Self::Built, Self::Natural, Self::Water, Self::Area];

    /// The shape for a class of places.
    #[must_use]
    pub const fn of(class: PlaceClass) -> Self {
        match class {
            PlaceClass::Capital => Self::Capital,
            PlaceClass::Airport | PlaceClass::Road | PlaceClass::Facility => Self::Built,
            PlaceClass::Island | PlaceClass::Mountain | PlaceClass::Natural | PlaceClass::Park => {
                Self::Natural
            }
            PlaceClass::River | PlaceClass::Lake => Self::Water,
            _ if class.is_wide() => Self::Area,
            _ => Self::Settlement,
        }
    }

    /// What it stands for, as legends say it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Capital => "Capital",
            Self::Settlement => "Town or village",
            Self::Built => "Road, airport or other site",
            Self::Natural => "Mountain, island or other natural feature",
            Self::Water => "River or lake",
            Self::Area => "District or other area",
        }
    }

    /// Its corners for a radius of 1, y downwards; `None` for a disc. Areas are near a disc's, so that
    /// markers of one weight look alike.
    #[must_use]
    pub fn corners(self) -> Option<Vec<[f32; 2]>> {
        let polygon = |count: u8, radius: f32, start: f32| -> Vec<[f32; 2]> {
            (0..count)
                .map(|at| {
                    let (sin, cos) =
                        ((f32::from(at) / f32::from(count) + start) * std::f32::consts::TAU).sin_cos();
                    [radius * cos, radius * sin]
                })
                .collect()
        };
        match self {
            Self::Capital | Self::Settlement => None,
            Self::Built => Some(polygon(4, 1.25, 0.125)),
            Self::Natural => Some(polygon(3, 1.45, -0.25)),
            Self::Water => Some(polygon(4, 1.3, 0.0)),
            Self::Area => Some(polygon(6, 1.1, 0.0)),
        }
    }

    /// Its colour.
    #[must_use]
    pub const fn colour(self, theme: Theme) -> Colour {
        match self {
            Self::Capital | Self::Settlement => theme.of((0x00c0_4a1d, 0x00f0_8a5d)),
            Self::Built => theme.of((0x005b_3f8c, 0x00c0_a8f0)),
            Self::Natural => theme.of((0x002e_4a1f, 0x00b9_d68a)),
            Self::Water | Self::Area => theme.of((0x0030_6f9c, 0x0067_b3e0)),
        }
    }
}
