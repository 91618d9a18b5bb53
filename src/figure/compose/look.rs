//! Colours and sizes of the page.

use crate::{
    basemap::style::{Colour, Theme},
    cartography::palette,
};

/// Colours of a theme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) theme: Theme,
    pub(super) paper: Colour,
    pub(super) ink: Colour,
    pub(super) quiet: Colour,
    pub(super) faint: Colour,
    pub(super) halo: Colour,
    pub(super) accent: Colour,
}

impl Look {
    pub(super) const fn of(theme: Theme) -> Self {
        Self {
            theme,
            paper: theme.of((0x00ff_ffff, 0x001c_2024)),
            ink: palette::ink(theme),
            quiet: theme.of((0x005f_6468, 0x00a6_aeb4)),
            faint: theme.of((0x00cf_cac0, 0x004a_5258)),
            halo: palette::halo(theme),
            accent: palette::selection(theme),
        }
    }
}

/// The size of the title.
pub(super) const TITLE: f32 = 26.0;
/// The size of the line under it.
pub(super) const SUBTITLE: f32 = 15.0;
/// The size of running text.
pub(super) const BODY: f32 = 12.5;
/// The size of notes.
pub(super) const SMALL: f32 = 11.0;
/// The height of a line in multiples of its size.
pub(super) const LEADING: f32 = 1.32;
/// The radius of a number's disc.
pub(super) const BADGE: f32 = 9.5;
