//! How strongly each marker and proposal is marked: worked out when the selection changes, not every frame.

use std::sync::Arc;

use crate::{
    app::{
        context::ViewContext,
        selection::{Highlight, Subject},
    },
    gazetteer::PlaceId,
};

use super::prepare::Prepared;

/// The highlights of one selection over one set of layers.
#[derive(Clone, Default)]
pub(super) struct Marks {
    key: Option<(usize, u64)>,
    /// Rises whenever the highlights change.
    pub(super) revision: u64,
    /// Of each marker.
    pub(super) markers: Vec<Highlight>,
    /// Of each proposal's feature.
    pub(super) proposals: Vec<Highlight>,
    /// The markers that are selected, by themselves or through a mention.
    pub(super) selected: Vec<u32>,
}

impl Marks {
    /// The highlights as they are now: these, where nothing has changed.
    pub(super) fn following(self: &Arc<Self>, context: &ViewContext<'_>, prepared: &Prepared) -> Arc<Self> {
        let layers = Arc::as_ptr(&prepared.layers) as usize;
        let key = Some((layers, context.selection.revision()));
        if self.key == key {
            return Arc::clone(self);
        }
        let mut own = Self { key, revision: self.revision + 1, ..Self::default() };
        own.mark(context, prepared);
        Arc::new(own)
    }

    fn mark(&mut self, context: &ViewContext<'_>, prepared: &Prepared) {
        let layers = &prepared.layers;
        self.markers = vec![Highlight::None; layers.markers.len()];
        self.proposals = vec![Highlight::None; layers.proposals.len()];
        let kin = context.kin();
        for place in kin.places {
            self.set_place(prepared, place, Highlight::Related);
        }
        for id in kin.proposals {
            self.proposals[layers.features_of(id)].fill(Highlight::Related);
        }
        for subject in context.selection.subjects() {
            match subject {
                Subject::Place(place) => self.set_place(prepared, place, Highlight::Selected),
                Subject::Proposal(id) => self.proposals[layers.features_of(*id)].fill(Highlight::Selected),
                _ => {}
            }
        }
        self.selected = self
            .markers
            .iter()
            .zip(0..)
            .filter(|(highlight, _)| **highlight == Highlight::Selected)
            .map(|(_, marker)| marker)
            .collect();
        if let Some(Subject::Mention(mention)) = context.selection.lead() {
            let place = context.index.place_of(*mention).map(|entry| &entry.place.id);
            self.selected.extend(place.and_then(|place| prepared.number.get(place)));
        }
    }

    fn set_place(&mut self, prepared: &Prepared, place: &PlaceId, highlight: Highlight) {
        let marker = prepared.number.get(place).and_then(|marker| self.markers.get_mut(*marker as usize));
        if let Some(marker) = marker {
            *marker = highlight;
        }
    }

    pub(super) fn marker(&self, marker: u32) -> Highlight {
        self.markers.get(marker as usize).copied().unwrap_or_default()
    }

    pub(super) fn proposal(&self, feature: usize) -> Highlight {
        self.proposals.get(feature).copied().unwrap_or_default()
    }
}
