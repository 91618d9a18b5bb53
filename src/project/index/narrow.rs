//! An index of part of a project.

use std::sync::Arc;

use super::{Index, PlaceEntry, ProposalEntry, Resolved};
use crate::project::{MentionId, ProposalId};

impl Index {
    /// The index of the same revision with these places and proposals alone, in their order.
    #[must_use]
    pub(in crate::project) fn narrowed(
        &self,
        places: Vec<PlaceEntry>,
        proposals: Vec<ProposalEntry>,
        unresolved: Vec<MentionId>,
    ) -> Self {
        let tied = places.iter().enumerate().flat_map(|(at, entry)| {
            entry.mentions.iter().chain(&entry.repeats).map(move |mention| (*mention, at))
        });
        let resolved = Resolved::Part(Arc::new(tied.collect()));
        let mut index = Self {
            revision: self.revision,
            places: Arc::new(places.into_iter().map(Arc::new).collect()),
            proposals: Arc::new(proposals.into_iter().map(Arc::new).collect()),
            unresolved: Arc::new(unresolved),
            stories: Arc::clone(&self.stories),
            resolved,
            ..Self::default()
        };
        index.tie_places();
        index.tie_proposals();
        let kept = |id: &ProposalId| index.proposal(*id).is_some();
        let near = self.near.iter().filter(|near| kept(&near.proposals.0) && kept(&near.proposals.1));
        index.put_near(near.cloned().collect());
        index
    }
}
