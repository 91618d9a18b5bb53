//! The basemap: vector tiles of our own, decoded and painted by one function for screen and figure.

pub mod archive;
pub mod outline;
pub mod paint;
pub mod style;
mod tile;
mod view;

pub use archive::{Archive, ArchiveError};
pub use view::MapView;

/// The deepest zoom of the embedded archive; beyond it tiles are drawn larger from their vectors.
pub const MAX_ZOOM: u8 = 6;

/// What the figure and the window must show of the basemap's origin.
pub const ATTRIBUTION: &str = "Made with Natural Earth";

/// The names of the archive's layers, and the classes of features in them.
pub mod layer {
    /// Depth areas of the sea; the class is the depth in metres.
    pub const DEPTHS: &str = "depths";
    /// Land.
    pub const LAND: &str = "land";
    /// Glaciers and ice shelves.
    pub const ICE: &str = "ice";
    /// Built-up areas.
    pub const URBAN: &str = "urban";
    /// Lakes.
    pub const LAKES: &str = "lakes";
    /// Rivers.
    pub const RIVERS: &str = "rivers";
    /// Railways.
    pub const RAILWAYS: &str = "railways";
    /// Roads.
    pub const ROADS: &str = "roads";
    /// Boundary lines.
    pub const BOUNDARIES: &str = "boundaries";
    /// Names, as points.
    pub const PLACES: &str = "places";

    /// A boundary between countries.
    pub const COUNTRY_LINE: i64 = 1;
    /// A disputed boundary or a line of control.
    pub const DISPUTED_LINE: i64 = 2;
    /// A boundary between first-level divisions.
    pub const REGION_LINE: i64 = 3;

    /// A country's name.
    pub const COUNTRY_NAME: i64 = 1;
    /// A capital's name.
    pub const CAPITAL_NAME: i64 = 2;
    /// A large city's name.
    pub const CITY_NAME: i64 = 3;
    /// A town's name.
    pub const TOWN_NAME: i64 = 4;
    /// A sea's name.
    pub const SEA_NAME: i64 = 5;
    /// The name of a range, desert or island.
    pub const AREA_NAME: i64 = 6;
}
