//! The basemap: vector tiles of our own, decoded and painted by one function for screen and figure.

pub mod archive;
mod language;
pub mod names;
pub mod outline;
pub mod paint;
mod schema;
pub mod style;
mod tile;
mod view;
mod worldview;

pub use archive::{Archive, ArchiveError, Bytes, TileKind};
pub use language::NameLanguage;
pub use view::MapView;
pub use worldview::{UnknownWorldview, Worldview};

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
    /// Names, as points or as lines that they follow.
    pub const PLACES: &str = "places";
    /// Woods, parks and fields: in archives of other makers alone.
    pub const GREEN: &str = "green";
    /// Buildings: in archives of other makers alone.
    pub const BUILDINGS: &str = "buildings";

    /// A motorway.
    pub const MOTORWAY: i64 = 1;
    /// A main road.
    pub const MAJOR_ROAD: i64 = 2;
    /// Any other road.
    pub const MINOR_ROAD: i64 = 3;

    /// A boundary that a point of view does not draw.
    pub const NO_LINE: i64 = 0;
    /// A boundary between countries.
    pub const COUNTRY_LINE: i64 = 1;
    /// A disputed boundary or a line of control.
    pub const DISPUTED_LINE: i64 = 2;
    /// A boundary between first-level divisions.
    pub const REGION_LINE: i64 = 3;
    /// How far a claim reaches that is not held on the ground.
    pub const CLAIM_LINE: i64 = 4;

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
    /// The name of a range, desert or plain.
    pub const AREA_NAME: i64 = 6;
    /// An ocean's name.
    pub const OCEAN_NAME: i64 = 7;
    /// A river's name.
    pub const RIVER_NAME: i64 = 8;
    /// A lake's name.
    pub const LAKE_NAME: i64 = 9;
    /// The name of a first-level division.
    pub const REGION_NAME: i64 = 10;
    /// An island's name.
    pub const ISLAND_NAME: i64 = 11;
    /// The name of a country or area that a point of view does not recognise.
    pub const DISPUTED_NAME: i64 = 12;
}
