//! The analyst's layers: what is drawn over the basemap, the same on screen and in a figure.

pub mod area;
pub mod atlas;
pub mod cluster;
pub mod labels;
pub mod layers;
pub mod legend;
pub mod names;
pub mod palette;
mod proposal;
pub mod routes;
pub mod spider;
pub mod symbol;
pub mod together;
