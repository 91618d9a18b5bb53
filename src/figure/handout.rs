//! The handout: one page for each place or proposal, with its map, every passage about it and their sources.

use super::{
    compose::{self, Figure, Material},
    definition::{Callouts, FigureDefinition, Target},
};

/// What a handout has pages for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subjects {
    /// Places, most mentions first.
    Places,
    /// Proposals, in order of their first telling.
    Proposals,
    /// Both.
    All,
}

/// The most subjects of a handout.
pub const MOST: usize = 500;

/// What gets a page, in order.
#[must_use]
pub fn targets(material: &Material<'_>, subjects: Subjects) -> Vec<Target> {
    let places = material.index.places.iter().map(|entry| Target::Place(entry.place.id.clone()));
    let proposals = material.index.proposals.iter().map(|entry| Target::Proposal(entry.id));
    match subjects {
        Subjects::Places => places.take(MOST).collect(),
        Subjects::Proposals => proposals.take(MOST).collect(),
        Subjects::All => proposals.chain(places).take(MOST).collect(),
    }
}

/// The pages of a handout, one or more for each target.
#[must_use]
pub fn pages(material: &Material<'_>, definition: &FigureDefinition, targets: &[Target]) -> Vec<Figure> {
    targets
        .iter()
        .flat_map(|target| {
            let wanted =
                FigureDefinition { callouts: Callouts::Chosen(vec![target.clone()]), ..definition.clone() };
            compose::sheets(material, &wanted, target)
        })
        .collect()
}
