//! Clusters of markers for every zoom at once. The heaviest place takes all within [`REACH_POINTS`] and
//! *stays at that place*: a cluster has a real name, does not drift while zooming, and a level's clusters
//! are always unions of those of the level below. (The measure is supercluster's, the centre is not.)

use std::ops::RangeInclusive;

/// How near two markers must be to share a cluster, in points at the whole zoom.
pub const REACH_POINTS: f64 = 44.0;
/// The zooms that have clusters of their own; other zooms use the nearest.
pub const LEVELS: RangeInclusive<u8> = 0..=14;
/// Points along the world's side at zoom 0.
const WORLD: f64 = 256.0;

/// A marker with all it has taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The heaviest marker, at whose place the cluster stands: its number as given to [`Clusters::new`].
    pub lead: u32,
    /// How many markers it holds, the lead included.
    pub count: u32,
    /// The sum of their weights.
    pub weight: u64,
    first: u32,
}

/// One zoom's clusters, by rows of cells from north to south and west to east within a row.
#[derive(Clone, Debug, Default)]
struct Level {
    cell: f64,
    clusters: Vec<Cluster>,
    keys: Vec<u64>,
    /// First member of each cluster in the order of members, ascending, with the cluster's number.
    starts: Vec<(u32, u32)>,
}

/// All levels over one set of markers.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    points: Vec<[f64; 2]>,
    /// Markers so that every cluster of every level is one run.
    order: Vec<u32>,
    place_in_order: Vec<u32>,
    levels: Vec<Level>,
}

impl Clusters {
    /// Clusters of markers: points in the Web Mercator unit square and weights, the most important first.
    /// `None` in place of a point leaves that marker out, but its number counts.
    #[must_use]
    pub fn new(markers: &[(Option<[f64; 2]>, u32)]) -> Self {
        let points: Vec<[f64; 2]> = markers.iter().map(|(point, _)| point.unwrap_or([-1.0, -1.0])).collect();
        let mut alive: Vec<Cluster> = markers
            .iter()
            .zip(0_u32..)
            .filter(|((point, _), _)| point.is_some())
            .map(|((_, weight), lead)| Cluster { lead, count: 1, weight: u64::from(*weight), first: 0 })
            .collect();
        let mut chains = Chains::new(markers.len());
        let mut levels: Vec<Level> = Vec::new();
        for zoom in LEVELS.rev() {
            let cell = REACH_POINTS / (WORLD * f64::from(zoom).exp2());
            alive = merge(&alive, &points, cell, &mut chains);
            levels.push(Level { cell, clusters: alive.clone(), ..Level::default() });
        }
        levels.reverse();
        let order = chains.in_order(&alive);
        let mut place_in_order = vec![u32::MAX; markers.len()];
        for (marker, at) in order.iter().zip(0_u32..) {
            place_in_order[*marker as usize] = at;
        }
        for level in &mut levels {
            level.finish(&points, &place_in_order);
        }
        Self { points, order, place_in_order, levels }
    }

    /// The level that a zoom is drawn with.
    #[must_use]
    pub fn level_of(zoom: f64) -> u8 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
        let level = zoom.floor().clamp(f64::from(*LEVELS.start()), f64::from(*LEVELS.end())) as u8;
        level
    }

    /// How many clusters a level has.
    #[must_use]
    pub fn len(&self, level: u8) -> usize {
        self.levels.get(usize::from(level)).map_or(0, |level| level.clusters.len())
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Where a cluster stands in the Web Mercator square.
    #[must_use]
    pub fn point(&self, cluster: &Cluster) -> [f64; 2] {
        self.points[cluster.lead as usize]
    }

    /// The markers of a cluster, its lead first.
    #[must_use]
    pub fn members(&self, cluster: &Cluster) -> &[u32] {
        &self.order[cluster.first as usize..(cluster.first + cluster.count) as usize]
    }

    /// The cluster of a level that holds a marker.
    #[must_use]
    pub fn holding(&self, level: u8, marker: u32) -> Option<&Cluster> {
        let at = *self.place_in_order.get(marker as usize)?;
        let level = self.levels.get(usize::from(level))?;
        let after = level.starts.partition_point(|(first, _)| *first <= at);
        let (_, cluster) = level.starts.get(after.checked_sub(1)?)?;
        level.clusters.get(*cluster as usize).filter(|cluster| at < cluster.first + cluster.count)
    }

    /// Calls `found` with every cluster of a level within a window of the Web Mercator square (west, north,
    /// east, south), and with the whole worlds it is shifted by: a window may span several copies.
    pub fn within(&self, level: u8, window: [f64; 4], mut found: impl FnMut(&Cluster, i32)) {
        let Some(level) = self.levels.get(usize::from(level)) else { return };
        let [west, north, east, south] = window;
        #[allow(clippy::cast_possible_truncation)] // a few copies
        for copy in west.floor() as i32..=east.floor() as i32 {
            let shift = f64::from(copy);
            let (w, e) = ((west - shift).max(0.0), (east - shift).min(1.0));
            level.visit([w, north.max(0.0), e, south.min(1.0)], |at| {
                let cluster = &level.clusters[at];
                let [x, y] = self.point(cluster);
                if (w..=e).contains(&x) && (north..=south).contains(&y) {
                    found(cluster, copy);
                }
            });
        }
    }

    /// West, north, east and south of a cluster's markers in the Web Mercator square; west may be less than
    /// 0 or east more than 1 where they lie on both sides of the antimeridian.
    #[must_use]
    pub fn bounds(&self, cluster: &Cluster) -> [f64; 4] {
        let lead = self.point(cluster);
        let mut bounds = [lead[0], lead[1], lead[0], lead[1]];
        for member in self.members(cluster) {
            let [x, y] = self.points[*member as usize];
            let x = x + (lead[0] - x).round();
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
        }
        bounds
    }
}

impl Level {
    fn finish(&mut self, points: &[[f64; 2]], place_in_order: &[u32]) {
        let cell = self.cell;
        let key = |cluster: &Cluster| key_of(points[cluster.lead as usize], cell);
        self.clusters.sort_by_key(|cluster| (key(cluster), cluster.lead));
        for cluster in &mut self.clusters {
            cluster.first = place_in_order[cluster.lead as usize];
        }
        self.keys = self.clusters.iter().map(key).collect();
        self.starts = self.clusters.iter().map(|cluster| cluster.first).zip(0..).collect();
        self.starts.sort_unstable();
    }

    /// Every cluster in the cells that a window touches, row by row.
    fn visit(&self, [west, north, east, south]: [f64; 4], mut found: impl FnMut(usize)) {
        if west > east || north > south {
            return;
        }
        for row in cell_of(north, self.cell)..=cell_of(south, self.cell) {
            let from = self.keys.partition_point(|key| *key < pack(row, cell_of(west, self.cell)));
            let last = pack(row, cell_of(east, self.cell));
            for at in from..self.keys.len() {
                if self.keys[at] > last {
                    break;
                }
                found(at);
            }
        }
    }
}

fn cell_of(value: f64, cell: f64) -> u32 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within the square
    let at = (value / cell).floor().clamp(0.0, f64::from(u32::MAX)) as u32;
    at
}

const fn pack(row: u32, column: u32) -> u64 {
    (row as u64) << 32 | column as u64
}

fn key_of([x, y]: [f64; 2], cell: f64) -> u64 {
    pack(cell_of(y, cell), cell_of(x, cell))
}

/// Members of clusters as chains: joining two is one step, and each stays one run of the final order.
struct Chains {
    next: Vec<u32>,
    tail: Vec<u32>,
}

impl Chains {
    fn new(count: usize) -> Self {
        Self { next: vec![u32::MAX; count], tail: (0..).take(count).collect() }
    }

    fn join(&mut self, lead: u32, other: u32) {
        let (lead, other) = (lead as usize, other as usize);
        self.next[self.tail[lead] as usize] = u32::try_from(other).unwrap_or(u32::MAX);
        self.tail[lead] = self.tail[other];
    }

    fn in_order(&self, leads: &[Cluster]) -> Vec<u32> {
        let mut order = Vec::with_capacity(self.next.len());
        for cluster in leads {
            let mut at = cluster.lead;
            while at != u32::MAX {
                order.push(at);
                at = self.next[at as usize];
            }
        }
        order
    }
}

/// One level up: the most important first, each takes what is free within a cell's side.
fn merge(below: &[Cluster], points: &[[f64; 2]], cell: f64, chains: &mut Chains) -> Vec<Cluster> {
    let point = |at: u32| points[below[at as usize].lead as usize];
    let mut cells: Vec<(u64, u32)> =
        (0..).take(below.len()).map(|at| (key_of(point(at), cell), at)).collect();
    cells.sort_unstable();
    let mut taken = vec![false; below.len()];
    let mut out = Vec::new();
    for at in (0..).take(below.len()) {
        if std::mem::replace(&mut taken[at as usize], true) {
            continue;
        }
        let mut cluster = below[at as usize];
        let mut gain: Vec<u32> = Vec::new();
        let centre = point(at);
        // Across the antimeridian the neighbours are those at the other end of the square.
        for shift in [0.0, -1.0, 1.0] {
            let [x, y] = [centre[0] + shift, centre[1]];
            if x + cell < 0.0 || x - cell > 1.0 {
                continue;
            }
            let (west, east) = (cell_of((x - cell).max(0.0), cell), cell_of((x + cell).min(1.0), cell));
            for row in cell_of((y - cell).max(0.0), cell)..=cell_of((y + cell).min(1.0), cell) {
                let from = cells.partition_point(|(key, _)| *key < pack(row, west));
                let near = cells[from..].iter().take_while(|(key, _)| *key <= pack(row, east));
                for (_, other) in near {
                    let [ox, oy] = point(*other);
                    if !taken[*other as usize] && (ox - x).powi(2) + (oy - y).powi(2) <= cell * cell {
                        taken[*other as usize] = true;
                        gain.push(*other);
                    }
                }
            }
        }
        gain.sort_unstable();
        for other in gain {
            let other = below[other as usize];
            cluster.count += other.count;
            cluster.weight += other.weight;
            chains.join(cluster.lead, other.lead);
        }
        out.push(cluster);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn everything(clusters: &Clusters, level: u8) -> Vec<Cluster> {
        let mut out = Vec::new();
        clusters.within(level, [0.0, 0.0, 0.999_999_9, 1.0], |cluster, _| out.push(*cluster));
        out
    }

    proptest! {
        #[test]
        fn every_marker_is_in_one_cluster_of_every_level_and_levels_nest(
            markers in proptest::collection::vec((0.0..0.999_f64, 0.1..0.9_f64, 1_u32..50), 0..120)
        ) {
            let given: Vec<_> = markers.iter().map(|(x, y, weight)| (Some([*x, *y]), *weight)).collect();
            let clusters = Clusters::new(&given);
            for level in LEVELS {
                let all = everything(&clusters, level);
                let mut members: Vec<u32> =
                    all.iter().flat_map(|cluster| clusters.members(cluster).to_vec()).collect();
                members.sort_unstable();
                prop_assert_eq!(members, (0..).take(given.len()).collect::<Vec<u32>>());
                for cluster in &all {
                    prop_assert_eq!(clusters.members(cluster)[0], cluster.lead, "it stands at its heaviest place");
                    let sum: u64 = clusters.members(cluster).iter().map(|at| u64::from(given[*at as usize].1)).sum();
                    prop_assert_eq!(sum, cluster.weight);
                    for member in clusters.members(cluster) {
                        prop_assert_eq!(clusters.holding(level, *member), Some(cluster));
                        prop_assert!(cluster.lead <= *member, "the most important leads");
                        if level < *LEVELS.end() {
                            let below = clusters.holding(level + 1, *member).expect("held below too");
                            let up = clusters.holding(level, below.lead).expect("held");
                            prop_assert_eq!(up, cluster, "what is together stays together further out");
                        }
                    }
                }
            }
        }

        #[test]
        fn leads_of_a_level_are_further_apart_than_the_reach(
            markers in proptest::collection::vec((0.0..0.999_f64, 0.1..0.9_f64), 2..80)
        ) {
            let given: Vec<_> = markers.iter().map(|(x, y)| (Some([*x, *y]), 1)).collect();
            let clusters = Clusters::new(&given);
            for level in [1, 4, 8] {
                let cell = REACH_POINTS / (WORLD * f64::from(level).exp2());
                let all = everything(&clusters, level);
                for (at, a) in all.iter().enumerate() {
                    for b in &all[at + 1..] {
                        let ([ax, ay], [bx, by]) = (clusters.point(a), clusters.point(b));
                        let dx = (ax - bx).abs().min(1.0 - (ax - bx).abs());
                        prop_assert!(dx.hypot(ay - by) > cell);
                    }
                }
            }
        }
    }

    #[test]
    fn neighbours_across_the_antimeridian_share_a_cluster() {
        let clusters = Clusters::new(&[(Some([0.9999, 0.5]), 9), (Some([0.0001, 0.5]), 1), (None, 4)]);
        let cluster = clusters.holding(3, 1).expect("held");
        assert_eq!((cluster.lead, cluster.count, cluster.weight), (0, 2, 10));
        let [west, _, east, _] = clusters.bounds(cluster);
        assert!(east - west < 0.001, "{west} {east}");
        assert!(clusters.holding(3, 2).is_none(), "what has no point is in no cluster");
    }

    #[test]
    fn a_window_over_two_worlds_shows_a_cluster_twice() {
        let clusters = Clusters::new(&[(Some([0.02, 0.5]), 1)]);
        let mut copies = Vec::new();
        clusters.within(2, [-0.1, 0.0, 1.1, 1.0], |_, copy| copies.push(copy));
        assert_eq!(copies, [0, 1]);
    }

    #[test]
    fn coincident_markers_never_part() {
        let clusters = Clusters::new(&[(Some([0.3, 0.3]), 2), (Some([0.3, 0.3]), 2), (Some([0.6, 0.6]), 1)]);
        assert_eq!(clusters.len(14), 2);
        assert_eq!(clusters.members(clusters.holding(14, 1).expect("held")), [0, 1]);
    }
}
