//! What each article says, as it is shown: made once, and again only where the article or the analyst's word
//! on it is another. An index is put together from these.

use std::{collections::HashMap, sync::Arc};

use crate::{
    gazetteer::{Place, PlaceClass, PlaceId, Places},
    geodesy::Position,
    geoparse::{MentionForm, MentionKind},
    project::{ArticleId, Entry, MentionId, Project, Referent, TellingId, TellingWord, cores},
    proposals::merge::{Named, Profile},
    text::ByteSpan,
};

/// A mention that names a place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tied {
    pub(super) span: ByteSpan,
    /// The place it stands for, merges of the analyst's respected; `None` while that is open.
    pub(super) place: Option<PlaceId>,
    pub(super) literal: bool,
    pub(super) demonym: bool,
    pub(super) decided: bool,
    /// Confidence in units of 2⁻³², so that sums are exact in any order.
    pub(super) sure: u64,
}

/// Confidence 0…1 in the units of [`Tied::sure`].
pub(super) const SURE: f64 = 4_294_967_296.0;

/// A telling with what it is compared by.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    pub(super) id: TellingId,
    pub(super) profile: Profile,
}

/// One article.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sheet {
    /// Its mentions in text order, without those that the analyst called no place.
    pub(super) tied: Vec<Tied>,
    /// Those of them that the analyst marked.
    pub(super) marks: Vec<ByteSpan>,
    /// Places that only a pin of the analyst's marks.
    pub(super) pins: Vec<Place>,
    /// Places that the analyst gave its proposals, shown also where no text names them.
    pub(super) given: Vec<PlaceId>,
    /// Its tellings in order.
    pub(super) told: Arc<[Told]>,
}

/// What the gazetteer says of the places that texts name.
pub(super) type Known = HashMap<PlaceId, Option<Arc<Place>>>;

impl Sheet {
    /// The mention at a span.
    pub(super) fn at(&self, span: ByteSpan) -> Option<&Tied> {
        let at = self.tied.binary_search_by_key(&span.start(), |tied| tied.span.start()).ok()?;
        self.tied.get(at).filter(|tied| tied.span == span)
    }

    /// The places it names or was given.
    pub(super) fn places(&self) -> impl Iterator<Item = &PlaceId> {
        self.tied.iter().filter_map(|tied| tied.place.as_ref()).chain(&self.given)
    }

    /// All but the tellings.
    fn of(project: &Project, id: ArticleId, entry: &Entry) -> Self {
        let mut sheet = Self::default();
        for reading in project.readings(id) {
            let place = match reading.referent() {
                Referent::NoPlace => continue,
                Referent::Open => None,
                Referent::Place(place) => Some(place.clone()),
                Referent::Pin(position) => {
                    let pin = pin(position, reading.id.span.of(&entry.article.text));
                    let id = pin.id.clone();
                    sheet.pins.push(pin);
                    Some(id)
                }
            };
            if reading.machine.is_none() {
                sheet.marks.push(reading.id.span);
            }
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0…1
            let sure = (f64::from(reading.confidence()) * SURE) as u64;
            sheet.tied.push(Tied {
                span: reading.id.span,
                place: place.map(|place| project.decisions().canonical(&place).clone()),
                literal: reading.kind == MentionKind::Literal,
                demonym: reading.form == MentionForm::Demonym,
                decided: reading.decision.is_some(),
                sure,
            });
        }
        for (telling, proposal) in project.tellings(id) {
            if let Some(TellingWord::As(_)) = project.decisions().telling(telling) {
                let places = proposal.places.iter().filter_map(|place| place.place.as_ref());
                sheet.given.extend(places.map(|place| project.decisions().canonical(place).clone()));
            }
        }
        sheet
    }

    /// Reads the tellings. All places must be known.
    fn tell(&mut self, project: &Project, id: ArticleId, entry: &Entry, known: &Known) {
        let tellings = project.tellings(id);
        if tellings.is_empty() {
            return;
        }
        let place = |tied: &Tied| known.get(tied.place.as_ref()?)?.as_deref();
        let named: Vec<Named<'_>> = (self.tied.iter().zip(self.tied.iter().map(place)))
            .filter_map(|(tied, place)| Some((tied, place?)))
            .map(|(tied, place)| Named {
                span: tied.span,
                place: &place.id,
                country: place.country.as_deref(),
                class: place.class,
                literal: tied.literal,
                demonym: tied.demonym,
            })
            .collect();
        let (text, date) = (&entry.article.text, entry.article.date);
        let told = |(telling, proposal)| Told {
            id: telling,
            profile: Profile::new(id.0, date, text, proposal, &named),
        };
        self.told = tellings.into_iter().map(told).collect();
    }
}

/// The sheets of articles, on all cores, with the places they name looked up. Where a sheet turns out as it
/// was before, the old one is given.
pub(super) fn sheets(
    project: &Project,
    of: &[(ArticleId, &Entry)],
    before: &dyn Before,
    known: &mut Arc<Known>,
    places: &(dyn Places + Sync),
) -> Vec<(ArticleId, Arc<Sheet>)> {
    let made: Vec<Sheet> = cores::map(of.iter().collect(), |(id, entry)| Sheet::of(project, *id, entry));
    look_up(&made, known, places);
    let known = &**known;
    cores::map(of.iter().zip(made).collect(), |((id, entry), mut sheet)| {
        sheet.tell(project, *id, entry, known);
        let Some(old) = before.sheet(*id).filter(|old| old.told == sheet.told) else {
            return (*id, Arc::new(sheet));
        };
        if **old == sheet {
            return (*id, Arc::clone(old));
        }
        sheet.told = Arc::clone(&old.told);
        (*id, Arc::new(sheet))
    })
}

/// The sheets of articles without their tellings, which take longest.
pub(super) fn without_tellings(
    project: &Project,
    of: &[(ArticleId, &Entry)],
    known: &mut Arc<Known>,
    places: &(dyn Places + Sync),
) -> Vec<(ArticleId, Arc<Sheet>)> {
    let made: Vec<Sheet> = cores::map(of.iter().collect(), |(id, entry)| Sheet::of(project, *id, entry));
    look_up(&made, known, places);
    of.iter().zip(made).map(|((id, _), sheet)| (*id, Arc::new(sheet))).collect()
}

/// Sheets made before.
pub(super) trait Before: Sync {
    /// The one of an article.
    fn sheet(&self, id: ArticleId) -> Option<&Arc<Sheet>>;
}

/// Looks places up that are not known yet.
fn look_up(sheets: &[Sheet], known: &mut Arc<Known>, places: &(dyn Places + Sync)) {
    let mut fresh: Vec<&PlaceId> =
        sheets.iter().flat_map(Sheet::places).filter(|id| !known.contains_key(*id)).collect();
    fresh.sort_unstable();
    fresh.dedup();
    let pins: Vec<&Place> =
        sheets.iter().flat_map(|sheet| &sheet.pins).filter(|pin| !known.contains_key(&pin.id)).collect();
    if fresh.is_empty() && pins.is_empty() {
        return;
    }
    let found = cores::map(fresh, |id| (id.clone(), places.place(id).map(Arc::new)));
    let known = Arc::make_mut(known);
    known.extend(found);
    for pin in pins {
        known.insert(pin.id.clone(), Some(Arc::new(pin.clone())));
    }
}

/// A place that only a pin of the analyst's marks.
fn pin(position: Position, name: &str) -> Place {
    Place {
        id: PlaceId::Own(format!("pin:{:.5},{:.5}", position.lon(), position.lat()).into()),
        name: name.to_owned(),
        contested_names: Vec::new(),
        class: PlaceClass::Facility,
        position,
        country: None,
        region: None,
        population: 0,
    }
}

/// The id of a mention on a sheet.
pub(super) const fn mention(article: ArticleId, tied: &Tied) -> MentionId {
    MentionId { article, span: tied.span }
}
