//! The styles of a GeoPackage's layers, as QGIS keeps and applies them (its QML).

use std::fmt::Write as _;

use rusqlite::{Result, Transaction, params};

use super::{dataset::word, markup::escape};
use crate::{
    basemap::style::{Colour, Theme},
    cartography::palette,
    gazetteer::PlaceClass,
    proposals::Status,
};

/// What a rule of a style draws.
#[derive(Clone, Copy)]
enum Draws {
    Marker,
    Line,
    Fill,
}

pub(super) fn write(all: &Transaction<'_>, time: &str) -> Result<()> {
    let mut insert = all
        .prepare("INSERT INTO layer_styles VALUES (NULL,'','',?1,'geom',?1,?2,NULL,1,'Dateline','','',?3)")?;
    let wide = palette::place(PlaceClass::Country, Theme::Light);
    let town = palette::place(PlaceClass::Settlement, Theme::Light);
    let size = "coalesce(1.8 + 0.7 * sqrt(\"mentions\"), 2)";
    for (layer, style) in [
        ("outlines", single(Draws::Fill, wide, None)),
        ("places", with_labels(&single(Draws::Marker, town, Some(size)), "name")),
        ("mentions", single(Draws::Marker, town, None)),
        ("proposals", with_labels(&by_status(Draws::Marker), "title")),
        ("proposal_routes", by_status(Draws::Line)),
    ] {
        insert.execute(params![layer, style, time])?;
    }
    Ok(())
}

fn page(inside: &str) -> String {
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.28.0\" styleCategories=\"Symbology|Labeling\" labelsEnabled=\"0\">{inside}</qgis>"
    )
}

fn single(draws: Draws, colour: Colour, size: Option<&str>) -> String {
    page(&format!(
        "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><symbols>{}</symbols></renderer-v2>",
        symbol("0", draws, colour, "solid", size)
    ))
}

fn by_status(draws: Draws) -> String {
    let (mut categories, mut symbols) = (String::new(), String::new());
    for (at, status) in Status::ALL.into_iter().enumerate() {
        let (colour, dash) = palette::status(status, Theme::Light);
        let line = if dash.is_empty() { "solid" } else { "dash" };
        // Writing to a string cannot fail.
        let _written = write!(
            categories,
            "<category render=\"true\" symbol=\"{at}\" value=\"{}\" label=\"{}\"/>",
            word(status),
            status.label()
        );
        symbols += &symbol(&at.to_string(), draws, colour, line, None);
    }
    page(&format!(
        "<renderer-v2 type=\"categorizedSymbol\" attr=\"status\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    ))
}

fn symbol(name: &str, draws: Draws, [r, g, b]: Colour, line: &str, size: Option<&str>) -> String {
    let (kind, class, options) = match draws {
        Draws::Marker => (
            "marker",
            "SimpleMarker",
            vec![
                ("name", "circle".to_owned()),
                ("color", format!("{r},{g},{b},217")),
                ("outline_color", "255,255,255,255".to_owned()),
                ("outline_width", "0.3".to_owned()),
                ("size", "2.6".to_owned()),
                ("size_unit", "MM".to_owned()),
            ],
        ),
        Draws::Line => (
            "line",
            "SimpleLine",
            vec![
                ("line_color", format!("{r},{g},{b},255")),
                ("line_style", line.to_owned()),
                ("line_width", "0.7".to_owned()),
                ("line_width_unit", "MM".to_owned()),
            ],
        ),
        Draws::Fill => (
            "fill",
            "SimpleFill",
            vec![
                ("color", format!("{r},{g},{b},38")),
                ("style", "solid".to_owned()),
                ("outline_color", format!("{r},{g},{b},255")),
                ("outline_style", "solid".to_owned()),
                ("outline_width", "0.35".to_owned()),
            ],
        ),
    };
    let options: String = options
        .iter()
        .map(|(key, value)| format!("<Option type=\"QString\" name=\"{key}\" value=\"{value}\"/>"))
        .collect();
    let defined = size.map(|expression| {
        format!(
            "<data_defined_properties><Option type=\"Map\"><Option type=\"QString\" name=\"name\" value=\"\"/><Option type=\"Map\" name=\"properties\"><Option type=\"Map\" name=\"size\"><Option type=\"bool\" name=\"active\" value=\"true\"/><Option type=\"QString\" name=\"expression\" value=\"{}\"/><Option type=\"int\" name=\"type\" value=\"3\"/></Option></Option><Option type=\"QString\" name=\"type\" value=\"collection\"/></Option></data_defined_properties>",
            escape(expression)
        )
    });
    format!(
        "<symbol type=\"{kind}\" name=\"{name}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\"><layer class=\"{class}\" enabled=\"1\" pass=\"0\" locked=\"0\"><Option type=\"Map\">{options}</Option>{}</layer></symbol>",
        defined.unwrap_or_default()
    )
}

fn with_labels(style: &str, field: &str) -> String {
    let labels = format!(
        "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style fieldName=\"{field}\" isExpression=\"0\" fontSize=\"9\" fontSizeUnit=\"Point\" textColor=\"34,36,38,255\"><text-buffer bufferDraw=\"1\" bufferSize=\"0.8\" bufferSizeUnits=\"MM\" bufferColor=\"253,252,249,255\"/></text-style><placement placement=\"6\" dist=\"1\" distUnits=\"MM\"/><rendering scaleVisibility=\"0\"/></settings></labeling></qgis>"
    );
    style.replace("labelsEnabled=\"0\"", "labelsEnabled=\"1\"").replace("</qgis>", &labels)
}
