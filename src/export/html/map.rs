//! The map of the report as an inline SVG: the basemap's vectors, outlines, proposals and markers, each a link
//! to its evidence. Where scripts are off, radio buttons zoom it and its frame scrolls.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write},
};

use tiny_skia::{PathSegment, Point};

use super::{anchor, counted};
use crate::{
    basemap::{
        MapView, layer,
        names::{self, Spot},
        paint,
        style::{Colour, Style, Theme},
    },
    cartography::{
        labels::{Grid, Wanted},
        layers::{Marker, ProposalShape, Shape},
        palette::{self, StatusGroup},
        symbol::Symbol,
    },
    export::{
        dataset::{Dataset, word},
        markup::{escape, hex},
    },
    geodesy::{Bounds, Position},
    proposals::Status,
};

/// Width and height of the picture in its own units; at zoom 1 about a pixel of a wide window each.
const SIZE: [f64; 2] = [1200.0, 720.0];
/// The pictures are made from the vectors of so much deeper a zoom, so that they hold when they are enlarged: the
/// one of what the coverage is about more than the one around it.
const FINER: [f64; 2] = [4.0, 2.0];
/// The zooms at which labels may appear.
const LEVELS: [f32; 4] = [1.0, 2.0, 4.0, 8.0];

/// A map of the report: one of what the coverage is about, and one of all of it where that reaches further.
pub(super) struct Maps(Vec<Map>);

impl Maps {
    /// No map where no place is known.
    pub(super) fn new(data: &Dataset<'_>) -> Self {
        let Some(region) = data.layers.bounds() else { return Self(Vec::new()) };
        let first = Map::new(data, region, 1);
        let markers = &data.layers.markers;
        let all_seen = markers.iter().all(|marker| shows(first.place(marker.point)));
        let all = Bounds::around(markers.iter().map(|marker| Position::from_mercator(marker.point)));
        let second = all.filter(|_| !all_seen).map(|all| Map::new(data, all, 2));
        Self(std::iter::once(first).chain(second).collect())
    }

    /// The classes that the maps are drawn with, for both themes.
    pub(super) fn style(&self) -> String {
        let (mut light, mut dark) = (String::new(), String::new());
        for map in &self.0 {
            map.style(&mut light, &mut dark);
        }
        for (theme, out) in [(Theme::Light, &mut light), (Theme::Dark, &mut dark)] {
            for status in Status::ALL {
                let (colour, status) = (hex(palette::status(status, theme).0), word(status));
                let _written =
                    write!(out, ".s-{status}{{border-color:{colour}}}.p-{status}{{stroke:{colour}}}");
                let _written = write!(out, ".f-{status}{{fill:{colour}}}");
            }
            let _written = write!(out, ".outline{{stroke:{0};fill:{0}}}", hex(palette::arc(theme)));
        }
        format!("{light}@media (prefers-color-scheme: dark){{{dark}}}")
    }

    pub(super) fn write(&self, data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.0.iter().try_for_each(|map| map.write(data, out))
    }
}

/// Whether a point of the picture can be seen when it is scrolled.
fn shows([x, y]: [f64; 2]) -> bool {
    (0.0..=SIZE[0]).contains(&x) && (0.0..=SIZE[1]).contains(&y)
}

/// Colour, width and dash of a piece: one class of the style sheet each.
type Look = ([Colour; 2], Option<(String, String)>);

struct Map {
    /// From 1.
    number: usize,
    view: MapView,
    looks: Vec<Look>,
    base: String,
    ground: [Colour; 2],
}

impl Map {
    fn new(data: &Dataset<'_>, bounds: Bounds, number: usize) -> Self {
        let view = MapView::fit(bounds, SIZE, 60.0);
        let fine = fine(&view, number);
        let pieces = |theme: Theme| {
            let mut pieces = Vec::new();
            paint::for_each(data.archive, &fine, 1.0, Style::from(theme), &mut |piece| pieces.push(piece));
            pieces
        };
        let (light, dark) = (pieces(Theme::Light), pieces(Theme::Dark));
        // The same rules draw both themes: only colours differ.
        let alike = light.len() == dark.len();
        let mut classes: BTreeMap<Look, usize> = BTreeMap::new();
        let mut base = String::new();
        for (at, piece) in light.iter().enumerate() {
            let other = if alike { dark[at].colour } else { piece.colour };
            let line = piece.line.as_ref().map(|(width, dash)| {
                let dash: Vec<String> = dash.iter().map(|part| format!("{part:.1}")).collect();
                (format!("{width:.2}"), dash.join(" "))
            });
            let next = classes.len();
            let class = *classes.entry(([piece.colour, other], line)).or_insert(next);
            let path = path(&piece.path);
            if !path.is_empty() {
                let _written = writeln!(base, "<path class=\"b b{number}-{class}\" d=\"{path}\"/>");
            }
        }
        let mut looks: Vec<(usize, Look)> = classes.into_iter().map(|(look, at)| (at, look)).collect();
        looks.sort_by_key(|(at, _)| *at);
        let looks = looks.into_iter().map(|(_, look)| look).collect();
        let ground = [Theme::Light, Theme::Dark].map(|theme| paint::ground(data.archive, Style::from(theme)));
        Self { number, view, looks, base, ground }
    }

    fn style(&self, light: &mut String, dark: &mut String) {
        let number = self.number;
        let _written = write!(light, "#frame-{number}{{background:{}}}", hex(self.ground[0]));
        let _written = write!(dark, "#frame-{number}{{background:{}}}", hex(self.ground[1]));
        for (at, ([day, night], line)) in self.looks.iter().enumerate() {
            match line {
                None => {
                    let _written = write!(light, ".b{number}-{at}{{fill:{};fill-rule:evenodd}}", hex(*day));
                    let _written = write!(dark, ".b{number}-{at}{{fill:{}}}", hex(*night));
                }
                Some((width, dash)) => {
                    let dash =
                        if dash.is_empty() { String::new() } else { format!(";stroke-dasharray:{dash}") };
                    let _written =
                        write!(light, ".b{number}-{at}{{stroke:{};stroke-width:{width}{dash}}}", hex(*day));
                    let _written = write!(dark, ".b{number}-{at}{{stroke:{}}}", hex(*night));
                }
            }
        }
    }

    fn write(&self, data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
        let number = self.number;
        let (id, title) = if number == 1 { ("map", "Map") } else { ("map-2", "All places") };
        writeln!(out, "<section class=\"map\" aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>")?;
        out.write_all(b"<fieldset class=\"tools\" data-plain><legend>Enlarge</legend>")?;
        for level in [1, 2, 4, 8] {
            let checked = if level == 1 { " checked" } else { "" };
            write!(
                out,
                "<label><input type=\"radio\" name=\"zoom-{number}\" class=\"zoom-{level}\"{checked}> {level} times</label>"
            )?;
        }
        out.write_all("</fieldset>\n<p class=\"tools\" data-script hidden><button type=\"button\" data-zoom=\"in\" aria-label=\"Zoom in\">+</button><button type=\"button\" data-zoom=\"out\" aria-label=\"Zoom out\">−</button><button type=\"button\" data-zoom=\"all\">Whole map</button><span class=\"facts\">Drag to move; Ctrl and the wheel, or + and −, zoom. A marker leads to its evidence.</span></p>\n".as_bytes())?;
        let places = counted(data.layers.markers.len(), "place");
        let proposals = counted(data.excerpt.index.proposals.len(), "proposal");
        writeln!(
            out,
            "<div class=\"frame\" id=\"frame-{number}\" tabindex=\"0\" role=\"region\" aria-label=\"{title}, to be scrolled\">\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"group\" aria-label=\"{places} and {proposals} on a map\">",
            SIZE[0], SIZE[1]
        )?;
        let fine = 1.0 / finer(number);
        writeln!(out, "<g transform=\"scale({fine})\" aria-hidden=\"true\">\n{}</g>", self.base)?;
        self.outlines(data, out)?;
        self.proposals(data, out)?;
        self.markers(data, out)?;
        out.write_all(b"</svg>\n</div>\n</section>\n")
    }

    fn place(&self, point: [f64; 2]) -> [f64; 2] {
        self.view.place(Position::from_mercator(point))
    }

    fn outlines(&self, data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
        for marker in data.layers.markers.iter().filter(|marker| marker.shape == Shape::Outline) {
            let Some(outline) = data.outlines.get(&marker.place) else { continue };
            let rings = outline.rings.iter().filter_map(|ring| {
                // Each part lies in the copy of the world nearest to the middle.
                let shift = ring.first().map_or(0.0, |[x, _]| (self.view.centre[0] - x).round());
                let points: Vec<[f64; 2]> =
                    ring.iter().map(|[x, y]| self.view.project([x + shift, *y])).collect();
                line(&points).map(|path| format!("{path}Z"))
            });
            let path: String = rings.collect();
            if !path.is_empty() {
                writeln!(
                    out,
                    "<a href=\"#{}\" aria-label=\"{}\"><path class=\"outline\" fill-rule=\"evenodd\" d=\"{path}\"/></a>",
                    anchor("place", &marker.place.to_string()),
                    escape(&label(marker))
                )?;
            }
        }
        Ok(())
    }

    fn proposals(&self, data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
        for feature in &data.layers.proposals {
            let id = anchor("proposal", &data.key(feature.proposal.0));
            let status = word(feature.status);
            let name = escape(&format!("{}, {}", feature.title, feature.status.label()));
            match &feature.shape {
                ProposalShape::Route(route) => {
                    let [x, _] = route.first().copied().unwrap_or_default();
                    let shift = (self.view.centre[0] - x).round();
                    let points: Vec<[f64; 2]> =
                        route.iter().map(|[x, y]| self.view.project([x + shift, *y])).collect();
                    let dash: Vec<String> =
                        StatusGroup::of(feature.status).dash().iter().map(ToString::to_string).collect();
                    if let Some(path) = line(&points) {
                        writeln!(
                            out,
                            "<a href=\"#{id}\" aria-label=\"{name}\"><path class=\"route p-{status}\" stroke-dasharray=\"{}\" d=\"{path}\"/></a>",
                            dash.join(" ")
                        )?;
                    }
                }
                ProposalShape::Venue(at) => {
                    let [x, y] = self.place(*at);
                    if shows([x, y]) {
                        // A pin beside the marker of its place.
                        writeln!(
                            out,
                            "<a class=\"mark\" href=\"#{id}\" aria-label=\"{name}\" transform=\"translate({x:.1} {y:.1})\"><g><path class=\"f-{status}\" stroke=\"#fff\" d=\"M0 0L-7 -13A8 8 0 1 1 7 -13Z\"/></g></a>"
                        )?;
                    }
                }
                // Its place is drawn as an outline already, and listed.
                ProposalShape::Area(_) => {}
            }
        }
        Ok(())
    }

    fn markers(&self, data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
        let markers: Vec<(&Marker, [f64; 2])> = data
            .layers
            .markers
            .iter()
            .map(|marker| (marker, self.place(marker.point)))
            .filter(|(marker, at)| marker.shape != Shape::Outline && shows(*at))
            .collect();
        let names = self.names(data);
        let labels = labels(&markers, &names);
        let (own, others) = labels.split_at(markers.len());
        for (name, at) in names.iter().zip(others) {
            if let Some((class, _)) = at {
                let [x, y] = name.at;
                writeln!(
                    out,
                    "<g class=\"name {} {class}\" aria-hidden=\"true\" transform=\"translate({x:.1} {y:.1})\"><text text-anchor=\"middle\" y=\"4\">{}</text></g>",
                    name.class,
                    escape(&name.text)
                )?;
            }
        }
        // The most mentioned lie on top.
        for ((marker, at), label_at) in markers.iter().zip(own).rev() {
            draw(marker, *at, *label_at, out)?;
        }
        Ok(())
    }

    /// The basemap's names that may stand in the picture, the most important first.
    fn names(&self, data: &Dataset<'_>) -> Vec<Name> {
        let style = Style::from(Theme::Light);
        let found = names::gather(data.archive, &fine(&self.view, self.number), &style);
        let own: Vec<&str> = data.layers.markers.iter().map(|marker| marker.name.as_str()).collect();
        let shown = found.into_iter().filter_map(|name| {
            let Spot::Point(point) = name.spot else { return None };
            let class = match name.class {
                layer::COUNTRY_NAME => "country",
                layer::SEA_NAME => "water",
                layer::CAPITAL_NAME | layer::CITY_NAME | layer::TOWN_NAME => "town",
                _ => return None,
            };
            let known = own.iter().any(|own| own.split(" / ").any(|part| part == &*name.text));
            let at = self.place(point);
            (shows(at) && !(known && class == "town")).then(|| Name {
                text: if class == "country" { name.text.to_uppercase() } else { name.text.to_string() },
                class,
                at,
                from: f64::from(name.min_zoom) - self.view.zoom,
            })
        });
        shown.collect()
    }
}

/// How much finer a picture is than what is seen of it at first.
fn finer(number: usize) -> f64 {
    FINER[(number - 1).min(FINER.len() - 1)]
}

/// The view at the zoom that a picture is made from.
fn fine(view: &MapView, number: usize) -> MapView {
    let finer = finer(number);
    MapView { centre: view.centre, zoom: view.zoom + finer.log2(), size: SIZE.map(|side| side * finer) }
}

/// A name of the basemap.
struct Name {
    text: String,
    class: &'static str,
    at: [f64; 2],
    /// The zoom from which it may be shown, in steps above the picture's own.
    from: f64,
}

/// A marker with its label, a link to its evidence.
fn draw(
    marker: &Marker,
    [x, y]: [f64; 2],
    label_at: Option<(&str, [f32; 2])>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(
        out,
        "<a class=\"mark\" href=\"#{}\" aria-label=\"{}\" transform=\"translate({x:.1} {y:.1})\"><g>",
        anchor("place", &marker.place.to_string()),
        escape(&label(marker))
    )?;
    if marker.shape == Shape::Dot {
        let fill = hex(palette::place(marker.class, Theme::Light));
        let radius = marker.radius();
        match Symbol::of(marker.class).corners() {
            None => write!(out, "<circle class=\"dot\" r=\"{radius:.1}\" fill=\"{fill}\"/>")?,
            Some(corners) => {
                let corners = corners.iter().map(|[x, y]| format!("{:.1} {:.1}", x * radius, y * radius));
                let corners: Vec<String> = corners.collect();
                write!(out, "<path class=\"dot\" d=\"M{}Z\" fill=\"{fill}\"/>", corners.join("L"))?;
            }
        }
    }
    if let Some((class, [dx, dy])) = label_at {
        let anchor = if is_right_to_left(&marker.name) { "rtl\" text-anchor=\"end" } else { "ltr" };
        write!(
            out,
            "<text class=\"{class}\" x=\"{dx:.1}\" y=\"{dy:.1}\" direction=\"{anchor}\">{}</text>",
            escape(&marker.name)
        )?;
    }
    out.write_all(b"</g></a>\n")
}

fn label(marker: &Marker) -> String {
    format!("{}, {}, {}", marker.name, marker.class.label(), counted(marker.mentions, "mention"))
}

fn is_right_to_left(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'))
}

/// A box beside an anchor, and the class of the zoom from which it is shown.
type Beside = (&'static str, [f32; 4]);

/// From which zoom each label is shown, and where it starts beside its anchor: at every zoom no two overlap. The
/// markers' labels come first, then the basemap's names, which stand on their anchors.
fn labels(markers: &[(&Marker, [f64; 2])], names: &[Name]) -> Vec<Option<(&'static str, [f32; 2])>> {
    let size = |text: &str| {
        #[allow(clippy::cast_precision_loss)] // letters
        let letters = text.chars().count() as f32;
        [letters * 7.4 + 4.0, 15.0]
    };
    let own = markers.iter().map(|(marker, at)| (*at, size(&marker.name), marker.radius(), f64::MIN));
    let others = names.iter().map(|name| (name.at, size(&name.text), 0.0, name.from));
    let wanted: Vec<([f64; 2], [f32; 2], f32, f64)> = own.chain(others).collect();
    let mut placed: Vec<Option<Beside>> = vec![None; wanted.len()];
    for (level, class) in LEVELS.into_iter().zip(["at-1", "at-2", "at-4", "at-8"]) {
        #[allow(clippy::cast_possible_truncation)] // points
        let scaled = |at: [f64; 2]| at.map(|value| value as f32 * level);
        let page = scaled(SIZE);
        let mut grid = Grid::default();
        for ((at, _, r, _), label) in wanted.iter().zip(&placed) {
            let [x, y] = scaled(*at);
            if *r > 0.0 {
                grid.block([x - r, y - r, x + r, y + r]);
            }
            if let Some((_, [left, top, right, bottom])) = label {
                grid.block([x + left, y + top, x + right, y + bottom]);
            }
        }
        let open = wanted.iter().zip(&mut placed).filter(|(_, label)| label.is_none());
        for ((at, size, clearance, _), label) in
            open.filter(|((.., from), _)| *from <= f64::from(level.log2()))
        {
            let [x, y] = scaled(*at);
            let wanted = Wanted { anchor: [x, y], size: *size, clearance: *clearance };
            if let Some([left, top, right, bottom]) = grid.place(&wanted, page) {
                *label = Some((class, [left - x, top - y, right - x, bottom - y]));
            }
        }
    }
    let start = |(class, [left, _, _, bottom]): Beside| (class, [left + 2.0, bottom - 4.0]);
    placed.into_iter().map(|label| label.map(start)).collect()
}

/// A line as path data, without points that cannot be told apart; nothing where it lies off the picture.
fn line(points: &[[f64; 2]]) -> Option<String> {
    let reach = |side: usize| {
        let values = points.iter().map(|at| at[side]);
        (values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max))
    };
    let ((left, right), (top, bottom)) = (reach(0), reach(1));
    if points.len() < 2 || right < 0.0 || bottom < 0.0 || left > SIZE[0] || top > SIZE[1] {
        return None;
    }
    let mut out = String::new();
    let mut last: Option<[f64; 2]> = None;
    for (nth, [x, y]) in points.iter().enumerate() {
        let far = last.is_none_or(|[lx, ly]| (lx - x).hypot(ly - y) > 0.15);
        if far || nth + 1 == points.len() {
            let _written = write!(out, "{}{x:.2} {y:.2}", if last.is_none() { 'M' } else { 'L' });
            last = Some([*x, *y]);
        }
    }
    Some(out)
}

/// Points of the basemap that lie closer together are one, in units of the finer picture.
const CLOSE: f32 = 2.0;

/// A piece of the basemap as path data, without points that lie close together and parts that are no larger.
fn path(path: &tiny_skia::Path) -> String {
    let mut out = String::new();
    let mut part: Vec<Point> = Vec::new();
    let end = |out: &mut String, part: &mut Vec<Point>, closed: bool| {
        if part.len() > if closed { 2 } else { 1 } {
            for (nth, at) in part.iter().enumerate() {
                let letter = match nth {
                    0 => "M",
                    1 => "L",
                    _ => " ",
                };
                let _written = write!(out, "{letter}{:.0} {:.0}", at.x, at.y);
            }
            if closed {
                out.push('Z');
            }
        }
        part.clear();
    };
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                end(&mut out, &mut part, false);
                part.push(to);
            }
            PathSegment::LineTo(to) | PathSegment::QuadTo(_, to) | PathSegment::CubicTo(_, _, to) => {
                let near = |last: &Point| (last.x - to.x).hypot(last.y - to.y) < CLOSE;
                if !part.last().is_some_and(near) {
                    part.push(to);
                }
            }
            PathSegment::Close => end(&mut out, &mut part, true),
        }
    }
    end(&mut out, &mut part, false);
    out
}
