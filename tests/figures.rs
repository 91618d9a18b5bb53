//! Figures through the library's door: nothing covers anything, the formats agree, and what a figure carries is
//! found again in each of them.
#![cfg(feature = "embedded")]

use std::{
    io::Read as _,
    sync::{Arc, LazyLock},
};

use dateline::{
    article::{self, Article},
    basemap::{Archive, outline::Outlines, style::Theme},
    cartography::layers::Layers,
    engine::Engine,
    export::{Content, Format, compose, render, render_handout},
    figure::{
        About, Figure, FigureDefinition, Warning,
        check::{clashes, outside},
        definition::{Callouts, PageSize, Part, Target},
        drawing::Role,
        evidence::Evidence,
        handout::Subjects,
    },
    geoparse::resolve::Context,
    language::Document,
    project::{Edit, Entry, Filter, Passage, Project, index::Index},
    text::{CharSpan, OffsetMap},
};

struct World {
    engine: Arc<Engine>,
    archive: Arc<Archive>,
    outlines: Arc<Outlines>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| World {
    engine: Arc::new(Engine::embedded().expect("an engine")),
    archive: Arc::new(Archive::embedded().expect("a basemap")),
    outlines: Arc::new(Outlines::embedded().expect("outlines")),
});

fn content(articles: Vec<Article>) -> Content {
    let World { engine, archive, outlines } = &*WORLD;
    let entries: Vec<Entry> = articles
        .into_iter()
        .map(|article| {
            let annotation = engine.annotate(&article, Context::default());
            let passages = Passage::all(&Document::new(&article.text));
            Entry::new(article, annotation, passages)
        })
        .collect();
    let mut project = Project::default();
    let ids = project.next_ids(entries.len());
    project.apply(Edit::Add(ids.into_iter().zip(entries).collect())).expect("added");
    let index = Index::new(&project, engine.gazetteer());
    let layers = Layers::new(&index, outlines, true);
    Content {
        articles: None,
        own: None,
        project,
        index: Arc::new(index),
        layers: Arc::new(layers),
        outlines: Arc::clone(outlines),
        archive: Arc::clone(archive),
        engine: Arc::clone(engine),
        about: About::default(),
    }
}

fn checked(content: &Content, definition: &FigureDefinition, what: &str) -> Figure {
    let figure = compose(content, definition);
    let found = clashes(&figure.page);
    assert!(
        found.is_empty(),
        "{what}: {} clashes, the first {:?}",
        found.len(),
        &found[..found.len().min(3)]
    );
    let beyond = outside(&figure.page);
    assert!(beyond.is_empty(), "{what}: outside of the page: {beyond:?}");
    figure
}

/// The pages that every set of articles is composed on.
const PAGES: [PageSize; 5] = [
    PageSize::Points([1600.0, 1000.0]),
    PageSize::A4 { portrait: true },
    PageSize::Slide,
    PageSize::Square,
    PageSize::Points([480.0, 360.0]),
];

#[test]
fn nothing_covers_anything_in_figures_of_the_sample() {
    let content = content(article::sample());
    for page in PAGES {
        for count in [0, 3, 8, 30] {
            let definition =
                FigureDefinition { page, callouts: Callouts::Most(count), ..FigureDefinition::default() };
            let figure = checked(&content, &definition, &format!("{page:?} with {count} callouts"));
            let leaders = figure.page.nodes.all(Role::Leader).len();
            assert!(figure.callouts.len() <= count && leaders <= figure.callouts.len());
        }
    }
    let whole = FigureDefinition { callouts: Callouts::Most(8), ..FigureDefinition::default() };
    let figure = compose(&content, &whole);
    assert_eq!(figure.callouts.len(), 8);
    assert_eq!(figure.page.nodes.all(Role::Leader).len(), 8, "every callout leads to its place");
}

#[test]
fn a_figure_shows_what_its_filter_leaves_and_says_so() {
    let content = content(article::sample());
    let outlet = content.project.articles().find_map(|(_, entry)| entry.article.outlet.clone()).expect("one");
    let filter = Filter { outlets: [outlet.clone()].into(), ..Filter::default() };
    let definition = FigureDefinition { filter: filter.clone(), ..FigureDefinition::default() };
    let part = content.in_view(&filter);
    let figure = checked(&part, &definition, "filtered");
    let whole = compose(&content, &FigureDefinition::default());
    let said = |figure: &Figure| {
        let lines: Vec<String> =
            figure.page.nodes.texts().iter().map(|text| text.line.text.clone()).collect();
        lines.join(" ")
    };
    assert!(said(&figure).contains(&format!("Shown: outlet {outlet}")), "{}", said(&figure));
    assert!(said(&whole).contains("Shown: all articles"));
    let own = content.project.articles().filter(|(_, entry)| entry.article.outlet.as_ref() == Some(&outlet));
    let evidence = Evidence::of(&figure, &part.material(), &definition);
    assert_eq!(evidence.articles.len(), own.count(), "its evidence is of the articles in view");
    assert_eq!(evidence.definition.filter, filter);
    let all = content.index.places.len();
    assert!(!part.index.places.is_empty() && part.index.places.len() < all);
    // Written from the whole content, it is the same figure.
    let bytes = render(&content, Format::Svg, &definition).expect("an SVG");
    assert_eq!(bytes, render(&part, Format::Svg, &definition).expect("an SVG"));
}

#[test]
fn a_figure_stands_on_the_users_own_basemap_where_that_covers_it() {
    let mut content = content(article::sample());
    let definition = FigureDefinition::default();
    let plain = compose(&content, &definition);
    // Our own archive, read anew, stands in for any other of vectors.
    content.own = Some(Arc::new(Archive::embedded().expect("a basemap")));
    content.about.basemap = Some("mine.pmtiles".to_owned());
    let own = checked(&content, &definition, "own basemap");
    let other = |figure: &Figure| figure.warnings.iter().any(|one| matches!(one, Warning::OtherBasemap(_)));
    assert!(!other(&plain) && !other(&own));
    let attributions = |figure: &Figure| {
        let texts = figure.page.nodes.texts();
        let all: String = texts.iter().map(|text| text.line.text.as_str()).collect();
        all.matches("Natural Earth").count()
    };
    assert_eq!(attributions(&own), attributions(&plain) + 1, "its maker is named");
    // A basemap of pictures cannot be drawn as shapes: that is said.
    content.own = None;
    assert!(other(&compose(&content, &definition)));
}

#[test]
fn characters_without_a_face_are_told_of() {
    let content = content(vec![Article::from_text("a", "Envoys met in Baku.")]);
    let plain = compose(&content, &FigureDefinition::default());
    assert!(!plain.warnings.iter().any(|warning| matches!(warning, Warning::CannotDraw(_))));
    let definition =
        FigureDefinition { title: "Talks 𒀭𒀭 𓀀".to_owned(), ..FigureDefinition::default() };
    let figure = compose(&content, &definition);
    let told = figure.warnings.iter().find_map(|warning| match warning {
        Warning::CannotDraw(characters) => Some(characters.as_str()),
        _ => None,
    });
    assert_eq!(told, Some("𒀭𓀀"));
}

/// A generator without surprises (Numerical Recipes' linear congruential one).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }
}

const NAMES: &[&str] = &[
    "Baku",
    "Khankendi",
    "Shusha",
    "Lachin",
    "Aghdam",
    "Yevlakh",
    "Barda",
    "Ganja",
    "Tbilisi",
    "Yerevan",
    "Goris",
    "Gyumri",
    "Batumi",
    "Kars",
    "Ankara",
    "Istanbul",
    "Moscow",
    "Brussels",
    "Paris",
    "Berlin",
    "Warsaw",
    "Prague",
    "Vienna",
    "Bratislava",
    "Budapest",
    "Bucharest",
    "Sofia",
    "Belgrade",
    "Athens",
    "Rome",
    "Milan",
    "Geneva",
    "Zurich",
    "Lyon",
    "Madrid",
    "Lisbon",
    "London",
    "Dublin",
    "Oslo",
    "Stockholm",
    "Helsinki",
    "Riga",
    "Vilnius",
    "Kyiv",
    "Kharkiv",
    "Odesa",
    "Chisinau",
    "Minsk",
    "Cairo",
    "Khartoum",
    "Nairobi",
    "Lagos",
    "Accra",
    "Dakar",
    "Tunis",
    "Algiers",
    "Rabat",
    "Jerusalem",
    "Amman",
    "Damascus",
    "Beirut",
    "Baghdad",
    "Tehran",
    "Kabul",
    "Islamabad",
    "Delhi",
    "Mumbai",
    "Dhaka",
    "Bangkok",
    "Hanoi",
    "Manila",
    "Jakarta",
    "Singapore",
    "Tokyo",
    "Osaka",
    "Seoul",
    "Beijing",
    "Shanghai",
    "Sydney",
    "Auckland",
    "Suva",
    "Lima",
    "Quito",
    "Bogota",
    "Caracas",
    "Havana",
    "Mexico City",
    "Houston",
    "Chicago",
    "Toronto",
    "Washington",
    "Boston",
    "Anchorage",
    "Honolulu",
    "Germany",
    "Georgia",
    "Armenia",
    "Azerbaijan",
    "Turkey",
    "Iran",
    "Russia",
    "France",
    "the Danube",
    "Lake Sevan",
];

/// Articles of a set: of real ones where a file of them is named, else made up.
fn random_set(dice: &mut Dice, real: &[String]) -> Vec<Article> {
    let count = 1 + dice.below(5);
    (0..count)
        .map(|number| {
            if !real.is_empty() {
                return Article::from_text(number.to_string(), real[dice.below(real.len())].as_str());
            }
            // A stretch of the list lies in one part of the world, so that places crowd.
            let (start, width) = (dice.below(NAMES.len()), 4 + dice.below(30));
            let mut name = || NAMES[(start + dice.below(width)) % NAMES.len()];
            let sentences: Vec<String> = (0..12)
                .map(|at| match at % 3 {
                    0 => format!(
                        "Talks between {} and {} were proposed to be held in {}.",
                        name(),
                        name(),
                        name()
                    ),
                    1 => format!(
                        "A road from {} to {} through {} was offered, but {} refused.",
                        name(),
                        name(),
                        name(),
                        name()
                    ),
                    _ => format!("The delegation went from {} to {} on Monday.", name(), name()),
                })
                .collect();
            Article::from_text(number.to_string(), sentences.join(" "))
        })
        .collect()
}

/// Texts of the JSON Lines file, gzipped or not, that `DATELINE_ARTICLES` names.
fn real_articles() -> Vec<String> {
    let Some(path) = std::env::var_os("DATELINE_ARTICLES") else { return Vec::new() };
    let bytes = std::fs::read(path).expect("the file that DATELINE_ARTICLES names");
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("gzip");
    } else {
        text = String::from_utf8(bytes).expect("UTF-8");
    }
    let line = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(value["text"].as_str()?.to_owned())
    };
    text.lines().filter_map(line).filter(|text| text.len() > 200).collect()
}

#[test]
fn nothing_covers_anything_in_figures_of_fifty_random_sets() {
    let (mut dice, real) = (Dice(20_230_731), real_articles());
    let mut drawn = 0;
    for number in 0..50 {
        let content = content(random_set(&mut dice, &real));
        let definition = FigureDefinition {
            page: PAGES[number % PAGES.len()],
            callouts: Callouts::Most(dice.below(16)),
            ..FigureDefinition::default()
        };
        let figure = checked(&content, &definition, &format!("set {number} on {:?}", definition.page));
        drawn += figure.page.nodes.all(Role::Marker).len();
    }
    assert!(drawn > 200, "the sets have places: {drawn}");
}

#[test]
fn svg_and_png_of_a_figure_are_the_same_picture() {
    let content = content(article::sample());
    for theme in [Theme::Light, Theme::Dark] {
        let definition = FigureDefinition {
            page: PageSize::Points([900.0, 600.0]),
            style: theme.into(),
            outlined: true,
            ..FigureDefinition::default()
        };
        let png = render(&content, Format::Png, &definition).expect("PNG");
        let ours = resvg::tiny_skia::Pixmap::decode_png(&png).expect("a picture");
        let svg = render(&content, Format::Svg, &definition).expect("SVG");
        let tree = resvg::usvg::Tree::from_data(&svg, &resvg::usvg::Options::default()).expect("an SVG");
        let mut theirs = resvg::tiny_skia::Pixmap::new(ours.width(), ours.height()).expect("a size");
        resvg::render(&tree, resvg::tiny_skia::Transform::identity(), &mut theirs.as_mut());
        let apart = |(a, b): (&u8, &u8)| u64::from(a.abs_diff(*b));
        let total: u64 = ours.data().iter().zip(theirs.data()).map(apart).sum();
        #[allow(clippy::cast_precision_loss)] // a mean
        let mean = total as f64 / ours.data().len() as f64;
        assert!(mean < 0.6, "{theme:?}: levels apart of 255 on average: {mean}");
    }
}

#[test]
fn what_a_figure_carries_is_found_again_in_every_format() {
    let content = content(article::sample());
    let definition = FigureDefinition {
        title: "Talks <&> \"roads\"".to_owned(),
        page: PageSize::Points([900.0, 600.0]),
        callouts: Callouts::Most(2),
        ..FigureDefinition::default()
    };
    let mut read = Vec::new();
    for format in [Format::Png, Format::Svg, Format::Pdf] {
        let bytes = render(&content, format, &definition).expect("a figure");
        assert_eq!(
            bytes,
            render(&content, format, &definition).expect("again"),
            "{format:?} repeats its bytes"
        );
        read.push(Evidence::read(&bytes).unwrap_or_else(|| panic!("evidence in {format:?}")));
    }
    assert!(read.windows(2).all(|pair| pair[0] == pair[1]));
    let evidence = &read[0];
    assert_eq!(evidence.definition, definition);
    assert_eq!(evidence.articles.len(), content.project.articles().len());
    assert_eq!(evidence.passages.len(), 2);
    let articles: Vec<_> = content.project.articles().map(|(_, entry)| &entry.article).collect();
    for passage in &evidence.passages {
        let article = articles[passage.article.expect("an article")];
        let span = CharSpan { start: passage.start.expect("a start"), end: passage.end.expect("an end") };
        let bytes = OffsetMap::new(&article.text).bytes(span).expect("a span of the text");
        let words: Vec<&str> = bytes.of(&article.text).split_whitespace().collect();
        assert_eq!(words.join(" "), passage.text);
    }
}

#[test]
fn boundaries_and_attribution_stay_whatever_is_switched_off() {
    let content = content(article::sample());
    let mut definition = FigureDefinition { callouts: Callouts::Most(0), ..FigureDefinition::default() };
    for part in Part::SWITCHES {
        definition.switch(&part, false);
        definition.edited.insert(part.clone(), "x".to_owned());
        definition.moved.insert(part, [5000.0, 0.0]);
    }
    let figure = compose(&content, &definition);
    let texts = figure.page.nodes.texts();
    let words: Vec<&str> = texts.iter().map(|text| text.line.text.as_str()).collect();
    let words = words.join(" ");
    for stated in ["Boundaries: de facto", "Natural Earth", "GeoNames"] {
        assert!(words.contains(stated), "{stated} in {words}");
    }
}

#[test]
fn long_right_to_left_and_marked_up_text_is_drawn_whole_or_cut_with_a_sign() {
    let long = "word ".repeat(2_000);
    let text =
        format!("Talks were held in Baku {long}. وصل الوفد إلى مدينة شوشا. שלום from Tbilisi <script>.");
    let mut article = Article::from_text("long", text);
    article.outlet = Some("<b>Outlet</b> & “שלום”".to_owned());
    let content = content(vec![article]);
    for page in PAGES {
        let definition = FigureDefinition {
            page,
            title: "<title> مدينة شوشا \u{202e}x 東京".to_owned(),
            ..FigureDefinition::default()
        };
        checked(&content, &definition, "long texts");
        for format in [Format::Svg, Format::Pdf] {
            render(&content, format, &definition).expect("a figure");
        }
    }
    let svg = render(&content, Format::Svg, &FigureDefinition::default()).expect("SVG");
    let svg = String::from_utf8(svg).expect("UTF-8");
    assert!(!svg.contains("<script") && !svg.contains("<b>"));
}

#[test]
fn a_pdf_is_tagged_and_says_its_language_and_title() {
    let content = content(article::sample());
    let pdf = render(&content, Format::Pdf, &FigureDefinition::default()).expect("PDF");
    let text = String::from_utf8_lossy(&pdf);
    for mark in ["%PDF-1.7", "/StructTreeRoot", "/MarkInfo", "/Lang", "pdfuaid:part", "dateline.json"] {
        assert!(text.contains(mark), "{mark}");
    }
}

#[test]
fn a_handout_has_a_page_for_each_subject_with_every_passage() {
    let content = content(article::sample());
    let definition =
        FigureDefinition { page: PageSize::A4 { portrait: true }, ..FigureDefinition::default() };
    let material = content.material();
    let places = dateline::figure::handout::targets(&material, Subjects::Places);
    assert_eq!(places.len(), content.index.places.len());
    let Some(Target::Place(first)) = places.first() else { panic!("no place") };
    let sheets = dateline::figure::handout::pages(&material, &definition, &places[..1]);
    let entry = content.index.place(first).expect("the place");
    let sentences: std::collections::BTreeSet<_> = entry
        .mentions
        .iter()
        .filter_map(|mention| {
            let passage = content.project.article(mention.article)?.passage_at(mention.span.start())?;
            Some((mention.article, passage.sentence))
        })
        .collect();
    let quotes: usize = sheets.iter().map(|sheet| sheet.page.nodes.all(Role::Quote).len()).sum();
    assert!(quotes >= sentences.len(), "{quotes} of {}", sentences.len());
    for sheet in &sheets {
        assert!(clashes(&sheet.page).is_empty(), "{:?}", clashes(&sheet.page));
        assert!(outside(&sheet.page).is_empty(), "{:?}", outside(&sheet.page));
    }
    let pdf = render_handout(&content, Subjects::Proposals, &definition).expect("PDF");
    assert!(pdf.starts_with(b"%PDF"));
}
