//! Colours of the layers: told apart by colour-blind eyes and in print (after Okabe & Ito 2008).

use crate::{
    basemap::style::{Colour, Theme},
    gazetteer::PlaceClass,
    proposals::Status,
};

/// The colour of a place's marker.
#[must_use]
pub fn place(class: PlaceClass, theme: Theme) -> Colour {
    if class.is_settlement() {
        theme.of((0x00c0_4a1d, 0x00f0_8a5d))
    } else if class.is_wide() {
        theme.of((0x0030_6f9c, 0x0067_b3e0))
    } else {
        theme.of((0x0067_5a9c, 0x00b0_a1e0))
    }
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

/// How a proposal's status is drawn: its colour, and the dash of its lines in points (empty for solid).
#[must_use]
pub const fn status(status: Status, theme: Theme) -> (Colour, &'static [f32]) {
    match status {
        Status::Refused | Status::Ignored | Status::Withdrawn => {
            (theme.of((0x00b3_2d2d, 0x00f0_7a7a)), &[3.0, 4.0])
        }
        Status::Accepted | Status::CarriedOut => (theme.of((0x001b_7f5c, 0x0052_c79d)), &[]),
        Status::Scheduled => (theme.of((0x0085_5c00, 0x00e8_b84a)), &[10.0, 3.0]),
        Status::Floated | Status::Offered | Status::Planned | Status::Unknown => {
            (theme.of((0x0085_5c00, 0x00e8_b84a)), &[7.0, 5.0])
        }
    }
}
