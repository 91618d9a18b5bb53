//! The lines of proposals by where they run, so that the one under the pointer is found without asking all.

use rstar::{AABB, RTree, RTreeObject};

use super::layers::{ProposalFeature, ProposalShape};

/// A straight piece of a line in the Web Mercator square; x may leave 0…1 where the line crosses the antimeridian.
#[derive(Clone, Copy, Debug)]
struct Piece {
    ends: [[f64; 2]; 2],
    feature: u32,
}

impl RTreeObject for Piece {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.ends[0], self.ends[1])
    }
}

impl Piece {
    fn distance(&self, [x, y]: [f64; 2]) -> f64 {
        let [[ax, ay], [bx, by]] = self.ends;
        let (dx, dy) = (bx - ax, by - ay);
        let square = dx * dx + dy * dy;
        let along = if square > 0.0 { ((x - ax) * dx + (y - ay) * dy) / square } else { 0.0 };
        let t = along.clamp(0.0, 1.0);
        (ax + t * dx - x).hypot(ay + t * dy - y)
    }
}

/// The lines of all proposals.
#[derive(Clone, Debug, Default)]
pub struct Routes(RTree<Piece>);

impl Routes {
    /// The lines among features.
    #[must_use]
    pub fn new(features: &[ProposalFeature]) -> Self {
        let mut pieces = Vec::new();
        for (feature, number) in features.iter().zip(0..) {
            if let ProposalShape::Route(line) = &feature.shape {
                let ends = line.windows(2).map(|pair| [pair[0], pair[1]]);
                pieces.extend(ends.map(|ends| Piece { ends, feature: number }));
            }
        }
        Self(RTree::bulk_load(pieces))
    }

    /// The feature whose line is nearest to a point of the Web Mercator square and within `reach` of it, in any
    /// copy of the world; of several equally near the first.
    #[must_use]
    pub fn at(&self, [x, y]: [f64; 2], reach: f64) -> Option<u32> {
        let copies = [x - 1.0, x, x + 1.0];
        let near = copies.iter().flat_map(|x| {
            let around = AABB::from_corners([x - reach, y - reach], [x + reach, y + reach]);
            self.0
                .locate_in_envelope_intersecting(around)
                .map(|piece| (piece.distance([*x, y]), piece.feature))
        });
        near.filter(|(distance, _)| *distance <= reach)
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
            .map(|(_, feature)| feature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        project::{ProposalId, TellingId},
        proposals::{ProposalKind, Status},
    };

    fn route(line: &[[f64; 2]]) -> ProposalFeature {
        ProposalFeature {
            proposal: ProposalId(TellingId::default()),
            title: String::new(),
            kind: ProposalKind::Infrastructure,
            status: Status::Planned,
            shape: ProposalShape::Route(line.to_vec()),
        }
    }

    #[test]
    fn the_nearest_line_within_reach_is_found_in_every_copy_of_the_world() {
        let lines = [
            route(&[[0.2, 0.4], [0.4, 0.4]]),
            route(&[[0.2, 0.402], [0.4, 0.402]]),
            route(&[[0.95, 0.5], [1.05, 0.5]]),
        ];
        let routes = Routes::new(&lines);
        assert_eq!(routes.at([0.3, 0.4004], 0.001), Some(0));
        assert_eq!(routes.at([0.3, 0.4015], 0.001), Some(1));
        assert_eq!(routes.at([0.3, 0.41], 0.001), None);
        assert_eq!(routes.at([0.02, 0.5], 0.001), Some(2), "beyond the antimeridian");
        assert_eq!(routes.at([0.98, 0.5], 0.001), Some(2));
        assert_eq!(Routes::default().at([0.5, 0.5], 0.1), None);
    }
}
