//! Colours of the layers.
//!
//! The hues are those of Okabe & Ito (*Color Universal Design*, 2008): amber, blue, bluish green and
//! vermilion, moved along lightness so that each also stands on our land and sea with a contrast of 3 : 1
//! or more (WCAG 2.2, 1.4.11) and no two are alike in a greyscale print. The tests hold that under simulated
//! protanopia, deuteranopia and tritanopia (Machado, Oliveira & Fernandes 2009) and in grey. Colour is never
//! alone: a status has its line style and its sign on a pin, a class its shape.

use super::symbol::Symbol;
use crate::{
    basemap::style::{Colour, Theme},
    gazetteer::PlaceClass,
    proposals::Status,
};

/// The colour of a place's marker.
#[must_use]
pub const fn place(class: PlaceClass, theme: Theme) -> Colour {
    Symbol::of(class).colour(theme)
}

/// The colour of what is selected.
#[must_use]
pub const fn selection(theme: Theme) -> Colour {
    theme.of((0x0000_6d77, 0x0056_d8e0))
}

/// The colour of letters on the map.
#[must_use]
pub const fn ink(theme: Theme) -> Colour {
    theme.of((0x0022_2426, 0x00ee_f1f3))
}

/// The colour around letters and symbols.
#[must_use]
pub const fn halo(theme: Theme) -> Colour {
    theme.of((0x00fd_fcf9, 0x0020_2529))
}

/// The colour of a cluster's disc.
#[must_use]
pub const fn cluster(theme: Theme) -> Colour {
    theme.of((0x0044_505a, 0x00c4_ced6))
}

/// The colour of arcs between places named together.
#[must_use]
pub const fn arc(theme: Theme) -> Colour {
    theme.of((0x0047_5d73, 0x00a9_bfd4))
}

/// The colours of the heat map from least to most: one hue that grows darker on light ground and lighter on
/// dark, so that it reads in grey and for colour-blind eyes (after `ColorBrewer`'s orange-red, Harrower & Brewer
/// 2003).
#[must_use]
pub const fn heat(theme: Theme) -> [Colour; 4] {
    [
        theme.of((0x00fd_d49e, 0x005e_2f0d)),
        theme.of((0x00fc_8d59, 0x00a8_4a12)),
        theme.of((0x00d7_301f, 0x00ee_8a32)),
        theme.of((0x007f_0000, 0x00ff_e3a3)),
    ]
}

/// What became of proposals, as the map tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusGroup {
    /// Floated, offered, or left open.
    Open,
    /// Planned or scheduled.
    Planned,
    /// Accepted or carried out.
    Agreed,
    /// Refused, ignored or withdrawn.
    TurnedDown,
}

impl StatusGroup {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Planned, Self::Agreed, Self::TurnedDown];

    /// The group of a status.
    #[must_use]
    pub const fn of(status: Status) -> Self {
        match status {
            Status::Floated | Status::Offered | Status::Unknown => Self::Open,
            Status::Planned | Status::Scheduled => Self::Planned,
            Status::Accepted | Status::CarriedOut => Self::Agreed,
            Status::Refused | Status::Ignored | Status::Withdrawn => Self::TurnedDown,
        }
    }

    /// What legends call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "offered or floated",
            Self::Planned => "planned or scheduled",
            Self::Agreed => "accepted or carried out",
            Self::TurnedDown => "refused, ignored or withdrawn",
        }
    }

    /// Its colour.
    #[must_use]
    pub const fn colour(self, theme: Theme) -> Colour {
        match self {
            Self::Open => theme.of((0x00b2_6e00, 0x00ff_e08a)),
            Self::Planned => theme.of((0x001b_66a3, 0x007c_c4f2)),
            Self::Agreed => theme.of((0x0000_5a44, 0x0036_b88a)),
            Self::TurnedDown => theme.of((0x0076_1010, 0x00e0_5a34)),
        }
    }

    /// The dash of its lines in points: dash and gap in turn; empty for a solid line.
    #[must_use]
    pub const fn dash(self) -> &'static [f32] {
        match self {
            Self::Open => &[8.0, 6.0],
            Self::Planned => &[16.0, 5.0, 3.0, 5.0],
            Self::Agreed => &[],
            Self::TurnedDown => &[3.0, 5.0],
        }
    }
}

/// How a proposal's status is drawn: its colour, and the dash of its lines in points (empty for solid).
#[must_use]
pub const fn status(status: Status, theme: Theme) -> (Colour, &'static [f32]) {
    let group = StatusGroup::of(status);
    (group.colour(theme), group.dash())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Linear = [f64; 3];
    /// Rows of the matrices for full severity, in linear RGB (Machado et al. 2009, table of severity 1.0);
    /// the last is the luminance of a greyscale print.
    const EYES: [(&str, [Linear; 3]); 5] = [
        ("usual", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
        ("grey", [[0.2126, 0.7152, 0.0722]; 3]),
    ];

    fn linear(colour: Colour) -> Linear {
        colour.map(|value| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn seen(colour: Colour, eye: &[Linear; 3]) -> Linear {
        let from = linear(colour);
        eye.map(|row| row.iter().zip(from).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0))
    }

    /// CIE L*a*b* under D65.
    fn lab([r, g, b]: Linear) -> Linear {
        let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let x = f((0.412_456 * r + 0.357_576 * g + 0.180_438 * b) / 0.950_47);
        let y = f(0.212_673 * r + 0.715_152 * g + 0.072_175 * b);
        let z = f((0.019_334 * r + 0.119_192 * g + 0.950_304 * b) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn difference(a: Linear, b: Linear) -> f64 {
        lab(a).iter().zip(lab(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    fn contrast(a: Colour, b: Colour) -> f64 {
        let light = |colour| {
            let [r, g, b] = linear(colour);
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (a, b) = (light(a), light(b));
        a.max(b) / a.min(b)
    }

    #[test]
    fn statuses_differ_for_every_eye_and_in_grey() {
        for theme in [Theme::Light, Theme::Dark] {
            for (name, eye) in &EYES {
                for (at, a) in StatusGroup::ALL.iter().enumerate() {
                    for b in &StatusGroup::ALL[at + 1..] {
                        let apart = difference(seen(a.colour(theme), eye), seen(b.colour(theme), eye));
                        assert!(apart > 7.0, "{theme:?}, {name}: {a:?} and {b:?} are {apart:.1} apart");
                    }
                }
            }
        }
    }

    #[test]
    fn statuses_have_a_line_of_their_own() {
        for (at, a) in StatusGroup::ALL.iter().enumerate() {
            assert!(StatusGroup::ALL[at + 1..].iter().all(|b| a.dash() != b.dash()));
        }
    }

    #[test]
    fn symbols_stand_out_from_land_and_letters_from_their_halo() {
        for theme in [Theme::Light, Theme::Dark] {
            // A symbol has a rim in the colour of the halo: that is its ground.
            let ground = halo(theme);
            let groups = StatusGroup::ALL.iter().map(|group| group.colour(theme));
            for colour in groups.chain(Symbol::ALL.iter().map(|symbol| symbol.colour(theme))) {
                assert!(contrast(colour, ground) >= 3.0, "{theme:?} {colour:?}");
            }
            assert!(contrast(ink(theme), ground) >= 7.0);
            assert!(contrast(selection(theme), ground) >= 4.5);
        }
    }

    #[test]
    fn heat_grows_in_one_direction() {
        for theme in [Theme::Light, Theme::Dark] {
            let light: Vec<f64> = heat(theme).iter().map(|colour| lab(linear(*colour))[0]).collect();
            let steps: Vec<f64> = light.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert!(
                steps.iter().all(|step| step.signum() == steps[0].signum() && step.abs() > 8.0),
                "{light:?}"
            );
        }
    }
}
