//! Parquet: places as GeoParquet 1.1, mentions and proposals as tables; proposals carry their geometry too.

use std::{io::Write, sync::Arc};

use parquet::{
    basic::Compression,
    data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type},
    errors::Result,
    file::{
        metadata::KeyValue,
        properties::WriterProperties,
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::parser::parse_message_type,
};
use serde_json::json;

use super::{
    Table,
    dataset::{Dataset, MentionRow, ProposalRow, word},
    geometry::{Geometry, around, point},
};
use crate::project::index::PlaceEntry;

/// Rows written together, so that memory stays bounded.
const GROUP: usize = 20_000;

/// Days from the start of our era of Parquet's dates.
fn days(date: jiff::civil::Date) -> i32 {
    date.since(jiff::civil::date(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// The values of one column of a row group; a missing one is null.
enum Column {
    Text(Vec<Option<String>>),
    Binary(Vec<Option<Vec<u8>>>),
    Int(Vec<Option<i64>>),
    Double(Vec<Option<f64>>),
    Date(Vec<Option<i32>>),
}

/// A value for the next row of a column.
enum Cell {
    Text(Option<String>),
    Binary(Option<Vec<u8>>),
    Int(Option<i64>),
    Double(Option<f64>),
    Date(Option<i32>),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(Some(text.into()))
    }

    fn count(count: usize) -> Self {
        Self::Int(i64::try_from(count).ok())
    }

    fn share(share: f32) -> Self {
        Self::Double(Some(super::dataset::share(share)))
    }

    fn date(date: Option<jiff::civil::Date>) -> Self {
        Self::Date(date.map(days))
    }

    fn geometry(geometry: Option<&Geometry>) -> Self {
        Self::Binary(geometry.map(Geometry::wkb))
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "BYTE_ARRAY {} (STRING)",
            Self::Binary(_) => "BYTE_ARRAY {}",
            Self::Int(_) => "INT64 {}",
            Self::Double(_) => "DOUBLE {}",
            Self::Date(_) => "INT32 {} (DATE)",
        }
    }

    const fn column(&self) -> Column {
        match self {
            Self::Text(_) => Column::Text(Vec::new()),
            Self::Binary(_) => Column::Binary(Vec::new()),
            Self::Int(_) => Column::Int(Vec::new()),
            Self::Double(_) => Column::Double(Vec::new()),
            Self::Date(_) => Column::Date(Vec::new()),
        }
    }
}

impl Column {
    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Text(all), Cell::Text(one)) => all.push(one),
            (Self::Binary(all), Cell::Binary(one)) => all.push(one),
            (Self::Int(all), Cell::Int(one)) => all.push(one),
            (Self::Double(all), Cell::Double(one)) => all.push(one),
            (Self::Date(all), Cell::Date(one)) => all.push(one),
            // A table's rows all have the same kinds of cells.
            _ => {}
        }
    }

    fn write<W: Write + Send>(self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
        fn put<T: parquet::data_type::DataType, V, W: Write + Send>(
            all: Vec<Option<V>>,
            of: impl Fn(V) -> T::T,
            group: &mut SerializedRowGroupWriter<'_, W>,
        ) -> Result<()> {
            let levels: Vec<i16> = all.iter().map(|one| i16::from(one.is_some())).collect();
            let values: Vec<T::T> = all.into_iter().flatten().map(of).collect();
            if let Some(mut column) = group.next_column()? {
                column.typed::<T>().write_batch(&values, Some(&levels), None)?;
                column.close()?;
            }
            Ok(())
        }
        match self {
            Self::Text(all) => {
                put::<ByteArrayType, _, W>(all, |text| ByteArray::from(text.into_bytes()), group)
            }
            Self::Binary(all) => put::<ByteArrayType, _, W>(all, ByteArray::from, group),
            Self::Int(all) => put::<Int64Type, _, W>(all, |number| number, group),
            Self::Double(all) => put::<DoubleType, _, W>(all, |number| number, group),
            Self::Date(all) => put::<Int32Type, _, W>(all, |days| days, group),
        }
    }
}

type Row = Vec<(&'static str, Cell)>;

/// A table being written, group by group.
struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Column>,
    rows: usize,
}

impl<W: Write + Send> Writer<W> {
    /// The columns are those of a sample row.
    fn new(out: W, name: &str, sample: &Row) -> Result<Self> {
        let fields =
            sample.iter().map(|(name, cell)| format!("OPTIONAL {};", cell.kind().replace("{}", name)));
        let schema = format!("message {name} {{ {} }}", fields.collect::<Vec<_>>().join(" "));
        let schema = Arc::new(parse_message_type(&schema)?);
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
        Ok(Self { file, columns: sample.iter().map(|(_, cell)| cell.column()).collect(), rows: 0 })
    }

    fn push(&mut self, row: Row) -> Result<()> {
        for (column, (_, cell)) in self.columns.iter_mut().zip(row) {
            column.push(cell);
        }
        self.rows += 1;
        if self.rows == GROUP { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            let empty = match column {
                Column::Text(_) => Column::Text(Vec::new()),
                Column::Binary(_) => Column::Binary(Vec::new()),
                Column::Int(_) => Column::Int(Vec::new()),
                Column::Double(_) => Column::Double(Vec::new()),
                Column::Date(_) => Column::Date(Vec::new()),
            };
            std::mem::replace(column, empty).write(&mut group)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    fn note(&mut self, key: &str, value: String) {
        self.file.append_key_value_metadata(KeyValue::new(key.to_owned(), Some(value)));
    }

    fn finish(mut self, data: &Dataset<'_>) -> Result<()> {
        self.flush()?;
        self.note("dateline:filter", data.words.clone());
        self.note("dateline:attribution", super::geojson::ATTRIBUTION.to_owned());
        self.file.close()?;
        Ok(())
    }
}

pub(super) fn write(data: &Dataset<'_>, table: Table, out: impl Write + Send) -> Result<()> {
    match table {
        Table::Places => places(data, out),
        Table::Mentions => mentions(data, out),
        Table::Proposals => proposals(data, out),
    }
}

fn places(data: &Dataset<'_>, out: impl Write + Send) -> Result<()> {
    let mut writer = Writer::new(out, "places", &place(None, None))?;
    let (mut boxes, mut kinds) = (Vec::new(), std::collections::BTreeSet::new());
    for entry in data.places() {
        let geometry = data.geometry_of(&entry.place);
        boxes.extend(geometry.boxes());
        kinds.insert(kind(&geometry));
        writer.push(place(Some(entry), Some(&geometry)))?;
    }
    writer.note("geo", geo(&kinds, boxes));
    writer.finish(data)
}

/// What GeoParquet calls a geometry.
fn kind(geometry: &Geometry) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::Lines(_) => "MultiLineString",
        Geometry::Areas(_) => "MultiPolygon",
        Geometry::Several(_) => "GeometryCollection",
    }
}

/// The file's word on its geometry (GeoParquet 1.1). Without a coordinate system it is OGC:CRS84: WGS 84,
/// longitude first.
fn geo(kinds: &std::collections::BTreeSet<&str>, boxes: Vec<[f64; 4]>) -> String {
    let mut column = json!({
        "encoding": "WKB",
        "geometry_types": kinds,
        "orientation": "counterclockwise",
        "edges": "planar",
    });
    if let Some(bounds) = around(boxes) {
        column["bbox"] = json!(bounds);
    }
    json!({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}).to_string()
}

fn place(entry: Option<&PlaceEntry>, geometry: Option<&Geometry>) -> Row {
    let place = entry.map(|entry| &entry.place);
    let text = |of: &dyn Fn(&crate::gazetteer::Place) -> Option<String>| Cell::Text(place.and_then(of));
    let at = place.map(|place| point(place.position));
    let count =
        |of: &dyn Fn(&PlaceEntry) -> usize| entry.map_or(Cell::Int(None), |entry| Cell::count(of(entry)));
    vec![
        ("place", text(&|place| Some(place.id.to_string()))),
        ("name", text(&|place| Some(place.name.clone()))),
        (
            "contested_names",
            text(&|place| Some(place.contested_names.join(" / ")).filter(|all| !all.is_empty())),
        ),
        ("class", text(&|place| Some(word(place.class)))),
        ("country", text(&|place| place.country.clone())),
        ("region", text(&|place| place.region.clone())),
        ("population", Cell::Int(place.and_then(|place| i64::try_from(place.population).ok()))),
        ("lon", Cell::Double(at.map(|at| at[0]))),
        ("lat", Cell::Double(at.map(|at| at[1]))),
        ("mentions", count(&|entry| entry.mentions.len())),
        ("literal", count(&|entry| entry.literal)),
        ("decided", count(&|entry| entry.decided)),
        ("articles", count(&|entry| entry.articles)),
        ("confidence", entry.map_or(Cell::Double(None), |entry| Cell::share(entry.confidence))),
        ("geometry", Cell::geometry(geometry)),
    ]
}

fn mentions(data: &Dataset<'_>, out: impl Write + Send) -> Result<()> {
    let mut writer = Writer::new(out, "mentions", &mention(None))?;
    for (id, entry) in data.articles() {
        for row in data.mentions(id, entry) {
            writer.push(mention(Some(&row)))?;
        }
    }
    writer.finish(data)
}

fn mention(row: Option<&MentionRow<'_>>) -> Row {
    let article = row.map(|row| row.article);
    let place = row.and_then(|row| row.place);
    let at = place.map(|place| point(place.position));
    let text = |text: Option<&str>| Cell::Text(text.map(str::to_owned));
    let count = |count: Option<usize>| count.map_or(Cell::Int(None), Cell::count);
    vec![
        ("article", text(article.map(|article| article.id.as_str()))),
        ("title", text(article.and_then(|article| article.title.as_deref()))),
        ("outlet", text(article.and_then(|article| article.outlet.as_deref()))),
        ("date", Cell::date(article.and_then(|article| article.date))),
        ("url", text(article.and_then(|article| article.url.as_deref()))),
        ("start", count(row.map(|row| row.start))),
        ("end", count(row.map(|row| row.end))),
        ("text", text(row.map(|row| row.text))),
        ("kind", Cell::Text(row.map(|row| word(row.kind)))),
        ("form", Cell::Text(row.map(|row| word(row.form)))),
        ("place", Cell::Text(place.map(|place| place.id.to_string()))),
        ("name", text(place.map(|place| place.name.as_str()))),
        ("class", Cell::Text(place.map(|place| word(place.class)))),
        ("country", text(place.and_then(|place| place.country.as_deref()))),
        ("region", text(place.and_then(|place| place.region.as_deref()))),
        ("lon", Cell::Double(at.map(|at| at[0]))),
        ("lat", Cell::Double(at.map(|at| at[1]))),
        ("confidence", row.map_or(Cell::Double(None), |row| Cell::share(row.confidence))),
        ("by", text(row.map(|row| row.by.label()))),
        ("passage", text(row.map(|row| row.passage))),
    ]
}

fn proposals(data: &Dataset<'_>, out: impl Write + Send) -> Result<()> {
    let mut writer = Writer::new(out, "proposals", &proposal(None, None))?;
    let (mut boxes, mut kinds) = (Vec::new(), std::collections::BTreeSet::new());
    for row in data.proposals() {
        let shape = data.shape_of(row.entry.id);
        boxes.extend(shape.map(Geometry::boxes).unwrap_or_default());
        kinds.extend(shape.map(kind));
        writer.push(proposal(Some(&row), shape))?;
    }
    writer.note("geo", geo(&kinds, boxes));
    writer.finish(data)
}

fn proposal(row: Option<&ProposalRow<'_>>, shape: Option<&Geometry>) -> Row {
    let entry = row.map(|row| row.entry);
    let [first, last] = row.map_or([None, None], ProposalRow::reported);
    let ids = |row: &ProposalRow<'_>| {
        let all = row.places.iter().map(|(role, place)| format!("{}:{}", word(role), place.id));
        all.collect::<Vec<_>>().join(" ")
    };
    vec![
        ("id", Cell::Text(row.map(|row| row.key.clone()))),
        ("title", Cell::Text(entry.map(|entry| entry.title.clone()))),
        ("kind", Cell::Text(entry.map(|entry| word(entry.kind)))),
        ("status", Cell::Text(entry.map(|entry| word(entry.status)))),
        ("proposer", Cell::Text(entry.and_then(|entry| entry.proposer.clone()))),
        ("addressee", Cell::Text(entry.and_then(|entry| entry.addressee.clone()))),
        ("date", Cell::Text(entry.and_then(|entry| entry.date.clone()))),
        ("places", Cell::Text(row.map(ProposalRow::places_line))),
        ("place_ids", Cell::Text(row.map(ids))),
        ("first_reported", Cell::date(first)),
        ("last_reported", Cell::date(last)),
        ("articles", row.map_or(Cell::Int(None), |row| Cell::count(row.tellings.len()))),
        ("history", Cell::Text(row.map(ProposalRow::history_line))),
        ("confidence", entry.map_or(Cell::Double(None), |entry| Cell::share(entry.confidence))),
        ("by", row.map_or(Cell::Text(None), |row| Cell::text(row.by.label()))),
        ("evidence", Cell::Text(row.map(ProposalRow::evidence_lines))),
        ("geometry", Cell::geometry(shape)),
    ]
}
