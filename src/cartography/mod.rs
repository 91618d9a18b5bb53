//! The analyst's layers: what is drawn over the basemap, the same on screen and in a figure.

pub mod labels;
pub mod layers;
pub mod names;
pub mod palette;
