//! The arguments that say how a figure is to look.

use super::{UsageError, usage};
use crate::{
    basemap::{NameLanguage, Worldview, style::Theme},
    figure::{
        FigureDefinition,
        definition::{Callouts, Extent, PageSize, Part, SIDES},
        handout::Subjects,
    },
    geodesy::Bounds,
};

/// The arguments with a value, without their dashes.
const VALUED: &[&str] = &[
    "title",
    "subtitle",
    "size",
    "dpi",
    "scale",
    "theme",
    "bounds",
    "callouts",
    "worldview",
    "language",
    "hide",
    "show",
    "text",
    "handout",
];

/// What is asked of a figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wish {
    pub(super) definition: FigureDefinition,
    pub(super) handout: Option<Subjects>,
}

/// Whether an argument is one of a figure's.
pub(super) fn knows(name: &str) -> bool {
    VALUED.contains(&name)
}

impl Wish {
    /// Takes one argument in.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), UsageError> {
        let figure = &mut self.definition;
        match name {
            "title" => value.clone_into(&mut figure.title),
            "subtitle" => value.clone_into(&mut figure.subtitle),
            "size" => figure.page = size(value)?,
            "dpi" => {
                figure.dpi = number(value, 36.0, 600.0, "--dpi takes pixels to the inch from 36 to 600")?;
            }
            "scale" => {
                figure.dpi = 96.0 * number(value, 0.5, 4.0, "--scale takes a number from 0.5 to 4")?;
            }
            "theme" => {
                figure.style.theme = match value {
                    "light" => Theme::Light,
                    "dark" => Theme::Dark,
                    "print" => Theme::Print,
                    other => return Err(usage(format!("--theme takes light, dark or print, not “{other}”"))),
                };
            }
            "bounds" => figure.extent = Extent::Bounds(bounds(value)?),
            "callouts" => {
                let count = value.parse().map_err(|_not| {
                    usage(format!("--callouts takes how many there are to be, 0 for none, not “{value}”"))
                })?;
                figure.callouts = Callouts::Most(count);
            }
            "worldview" => {
                figure.style.worldview =
                    value.parse::<Worldview>().map_err(|unknown| usage(format!("--worldview: {unknown}")))?;
            }
            "language" => {
                figure.style.language = NameLanguage::of(value).ok_or_else(|| {
                    let known: Vec<&str> = NameLanguage::all().map(NameLanguage::code).collect();
                    usage(format!("--language takes one of {}, not “{value}”", known.join(", ")))
                })?;
            }
            "hide" | "show" => {
                for word in value.split(',') {
                    figure.switch(&part(word.trim())?, name == "show");
                }
            }
            "text" => {
                figure.outlined = match value {
                    "letters" => false,
                    "outlines" => true,
                    other => return Err(usage(format!("--text takes letters or outlines, not “{other}”"))),
                };
            }
            _ => {
                self.handout = Some(match value {
                    "places" => Subjects::Places,
                    "proposals" => Subjects::Proposals,
                    "all" => Subjects::All,
                    other => {
                        return Err(usage(format!(
                            "--handout takes places, proposals or all, not “{other}”"
                        )));
                    }
                });
            }
        }
        Ok(())
    }
}

fn number(value: &str, least: f64, most: f64, refuse: &str) -> Result<f64, UsageError> {
    let number = value.parse::<f64>().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| usage(format!("{refuse}, not “{value}”")))
}

fn part(word: &str) -> Result<Part, UsageError> {
    let names: Vec<String> =
        Part::SWITCHES.iter().map(|part| part.name().to_lowercase().replace(' ', "-")).collect();
    let found = names.iter().position(|name| name == word).and_then(|at| Part::SWITCHES.get(at)).cloned();
    found.ok_or_else(|| usage(format!("“{word}” is no part of a figure; those are {}", names.join(", "))))
}

fn size(text: &str) -> Result<PageSize, UsageError> {
    let refuse = || {
        usage(format!(
            "--size takes WIDTHxHEIGHT in pixels from 320 to 8000 or with mm, such as 1600x1000 or 210x297mm, or a4, a4-portrait, letter, letter-portrait, slide, square; not “{text}”"
        ))
    };
    let named = match text {
        "a4" | "a4-portrait" => Some(PageSize::A4 { portrait: text.ends_with("portrait") }),
        "letter" | "letter-portrait" => Some(PageSize::Letter { portrait: text.ends_with("portrait") }),
        "slide" => Some(PageSize::Slide),
        "square" => Some(PageSize::Square),
        _ => None,
    };
    if let Some(named) = named {
        return Ok(named);
    }
    let (numbers, millimetres) = text.strip_suffix("mm").map_or((text, false), |numbers| (numbers, true));
    let (width, height) = numbers.split_once('x').ok_or_else(refuse)?;
    let side = |side: &str| side.parse::<f32>().ok().filter(|side| side.is_finite());
    let sides = [side(width).ok_or_else(refuse)?, side(height).ok_or_else(refuse)?];
    let size = if millimetres { PageSize::Millimetres(sides) } else { PageSize::Points(sides) };
    let points = if millimetres { sides.map(|side| side * 96.0 / 25.4) } else { sides };
    if points.iter().all(|side| SIDES.contains(side)) { Ok(size) } else { Err(refuse()) }
}

fn bounds(text: &str) -> Result<Bounds, UsageError> {
    let refuse = || usage(format!("--bounds takes W,S,E,N in degrees, such as 44,38,51,42, not “{text}”"));
    let numbers: Vec<f64> = text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    let [west, south, east, north] = numbers[..] else { return Err(refuse()) };
    let fits = [west, east].iter().all(|lon| (-180.0..=180.0).contains(lon)) && south < north;
    let fits = fits && south >= -90.0 && north <= 90.0 && west != east;
    fits.then_some(Bounds { west, south, east, north }).ok_or_else(refuse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_named_or_measured() {
        assert_eq!(size("a4-portrait"), Ok(PageSize::A4 { portrait: true }));
        assert_eq!(size("1600x1000"), Ok(PageSize::Points([1600.0, 1000.0])));
        assert_eq!(size("210x297mm"), Ok(PageSize::Millimetres([210.0, 297.0])));
        for wrong in ["", "a5", "10x10", "9000x100", "1600", "NaNx100", "100xinf"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn parts_are_switched_by_name() {
        let mut wish = Wish::default();
        wish.set("hide", "legend,locator-map").expect("known");
        wish.set("show", "north-arrow").expect("known");
        assert!(!wish.definition.shows(&Part::Legend) && wish.definition.shows(&Part::NorthArrow));
        assert!(wish.set("hide", "attribution").is_err(), "the attribution cannot be switched off");
    }
}
