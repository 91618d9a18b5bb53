//! An index of part of a project.

use super::{Index, PlaceEntry, ProposalEntry};
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
        let mut index = Self {
            revision: self.revision,
            places,
            proposals,
            unresolved,
            stories: self.stories.clone(),
            ..Self::default()
        };
        index.tie_places();
        index.tie_proposals();
        let kept = |id: &ProposalId| index.proposal(*id).is_some();
        let near = self.near.iter().filter(|near| kept(&near.proposals.0) && kept(&near.proposals.1));
        index.near = near.cloned().collect();
        index
    }
}
