//! Markers and clusters on the screen: where each stands, and all of them as one mesh.

use egui::{Align2, Color32, Mesh, Painter, Pos2, Rect, TextureHandle, TextureOptions, Vec2, pos2, vec2};

use crate::{
    app::{selection::Highlight, theme},
    basemap::style::Theme,
    cartography::{
        atlas::{Atlas, Cell},
        cluster::{Cluster, Clusters},
        layers::Marker,
        legend::Sign,
        palette, spider,
        symbol::Symbol,
    },
};

use super::{Scene, ink};

/// Selected places that are taken out of their clusters; of more than this the cluster tells the number.
const LIFTED: usize = 80;
/// Legs that a spider has at the most.
pub(super) const LEGS: usize = 120;
/// Seconds in which a spider spreads.
const SPREAD: f32 = 0.16;

/// A cluster that is spread out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spider {
    /// The marker at whose place it stands.
    pub(super) lead: u32,
    /// The level it was opened at: it closes with the next.
    pub(super) level: u8,
    /// The copy of the world it is in.
    pub(super) copy: i32,
}

/// A marker or cluster on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) at: Pos2,
    pub(super) radius: f32,
    /// The marker, or the one at whose place the cluster stands.
    pub(super) marker: u32,
    /// Markers it stands for.
    pub(super) count: u32,
    pub(super) copy: i32,
    pub(super) strength: Highlight,
    /// Where its leg begins, if it stands beside its place.
    pub(super) foot: Option<Pos2>,
}

/// The radius of a cluster's disc in points, by what it stands for.
pub(super) fn cluster_radius(weight: u64) -> f32 {
    #[allow(clippy::cast_precision_loss)] // a size
    let weight = weight as f32;
    (9.5 + 0.55 * weight.sqrt()).clamp(11.0, 20.0)
}

impl Scene<'_, '_> {
    /// Everything in view, what is drawn last at the end.
    pub(super) fn spots(&self, spider: Option<Spider>) -> Vec<Spot> {
        let prepared = self.prepared;
        let reach = 24.0 / self.view.world();
        let [west, north, east, south] = self.view.window();
        let window = [west - reach, north - reach, east + reach, south + reach];
        let mut spots: Vec<Spot> = Vec::with_capacity(400);
        let open = spider.filter(|spider| spider.level == self.level);
        if self.shown.places {
            prepared.clusters.within(self.level, window, |cluster, copy| {
                let opened = open.is_some_and(|open| open.lead == cluster.lead && open.copy == copy);
                if !opened {
                    spots.push(self.spot(cluster, copy));
                }
            });
        }
        // The most important lie on top.
        spots.sort_unstable_by_key(|spot| (spot.strength, std::cmp::Reverse(spot.marker)));
        self.lift(&mut spots, open, window);
        spots.extend(open.into_iter().flat_map(|open| self.legs(open)));
        spots
    }

    fn spot(&self, cluster: &Cluster, copy: i32) -> Spot {
        let [x, y] = self.prepared.clusters.point(cluster);
        let marker = &self.prepared.layers.markers[cluster.lead as usize];
        let alone = cluster.count == 1;
        let strength = if alone {
            self.strength(cluster.lead)
        } else {
            let members = self.prepared.clusters.members(cluster).iter();
            let strongest = members.map(|member| self.marks.marker(*member)).max().unwrap_or_default();
            if strongest == Highlight::Selected && self.marks.selected.len() <= LIFTED {
                // It is shown beside, by itself, unless it leads.
                self.marks.marker(cluster.lead)
            } else {
                strongest
            }
        };
        Spot {
            at: self.screen([x + f64::from(copy), y]),
            radius: if alone { marker.radius() } else { cluster_radius(cluster.weight) },
            marker: cluster.lead,
            count: cluster.count,
            copy,
            strength,
            foot: None,
        }
    }

    /// Selected and hovered places are never hidden in a cluster: each stands by itself, beside the disc where
    /// it would lie under it.
    fn lift(&self, spots: &mut Vec<Spot>, open: Option<Spider>, window: [f64; 4]) {
        let hovered = self.hovered.filter(|at| !self.marks.selected.contains(at));
        if self.marks.selected.len() > LIFTED || !self.shown.places {
            return;
        }
        for marker in self.marks.selected.iter().copied().chain(hovered) {
            let clusters = &self.prepared.clusters;
            let Some(cluster) = clusters.holding(self.level, marker) else { continue };
            let hidden = cluster.count > 1 && cluster.lead != marker;
            if !hidden || open.is_some_and(|open| open.lead == cluster.lead) {
                continue;
            }
            let own = &self.prepared.layers.markers[marker as usize];
            let lead = clusters.point(cluster);
            for copy in self.view.copies() {
                let shift = f64::from(copy);
                let centre = self.screen([lead[0] + shift, lead[1]]);
                let at = self.screen([own.point[0] + (lead[0] - own.point[0]).round() + shift, own.point[1]]);
                let seen = (window[0]..=window[2]).contains(&(lead[0] + shift))
                    && (window[1]..=window[3]).contains(&lead[1]);
                if !seen {
                    continue;
                }
                let free = cluster_radius(cluster.weight) + own.radius() + 8.0;
                let away = at - centre;
                let (at, foot) = if away.length() >= free {
                    (at, None)
                } else {
                    let direction = if away.length() > 0.5 { away.normalized() } else { vec2(0.8, -0.6) };
                    (centre + direction * free, Some(centre))
                };
                let strength = self.strength(marker);
                spots.push(Spot { at, radius: own.radius(), marker, count: 1, copy, strength, foot });
            }
        }
    }

    /// The markers of a cluster that is spread out.
    fn legs(&self, open: Spider) -> Vec<Spot> {
        let clusters = &self.prepared.clusters;
        let Some(cluster) = clusters.holding(self.level, open.lead) else { return Vec::new() };
        let [x, y] = clusters.point(cluster);
        let centre = self.screen([x + f64::from(open.copy), y]);
        let members = &clusters.members(cluster)[..LEGS.min(cluster.count as usize)];
        let spread = if self.still { 1.0 } else { self.spread(open) };
        members
            .iter()
            .zip(spider::legs(members.len()))
            .map(|(member, [dx, dy])| Spot {
                at: centre + vec2(dx, dy) * spread,
                radius: self.prepared.layers.markers[*member as usize].radius().min(10.0),
                marker: *member,
                count: 1,
                copy: open.copy,
                strength: self.strength(*member),
                foot: Some(centre),
            })
            .collect()
    }

    fn spread(&self, open: Spider) -> f32 {
        let id = egui::Id::unique(("spider", open.lead, open.level));
        self.egui.animate_bool_with_time(id, true, SPREAD)
    }

    /// Draws spots as rectangles of the atlas, in one mesh; then the numbers of clusters.
    pub(super) fn paint_spots(&self, painter: &Painter, atlas: &SymbolTexture, spots: &[Spot]) {
        let mut mesh = Mesh::with_texture(atlas.texture.id());
        mesh.reserve_vertices(spots.len() * 8);
        mesh.reserve_triangles(spots.len() * 4);
        let legs = spots.iter().filter_map(|spot| Some((spot.foot?, spot.at)));
        let mut lines = ink::Ink::new(self.rect);
        for (foot, at) in legs {
            let colour = theme::rgb(palette::cluster(self.theme));
            lines.line(&[foot, at], ink::Pen { width: 1.4, colour, dash: &[] });
        }
        painter.add(lines.finish());
        for spot in spots {
            let glow = match spot.strength {
                Highlight::None => 0.0,
                Highlight::Related => 0.35,
                Highlight::Hovered => 0.7,
                Highlight::Selected => 0.95,
            };
            if glow > 0.0 {
                let colour = theme::accent(self.theme == Theme::Dark).gamma_multiply(glow);
                atlas.add(&mut mesh, Cell::Glow, spot.at, (spot.radius + 8.0) / 31.0, colour);
            }
            atlas.add(&mut mesh, self.cell(spot), spot.at, 1.0, Color32::WHITE);
        }
        painter.add(mesh);
        for spot in spots.iter().filter(|spot| spot.count > 1) {
            let size = if spot.count < 1000 { 11.0 } else { 9.5 };
            painter.text(
                spot.at,
                Align2::CENTER_CENTER,
                short(spot.count),
                theme::bold(size),
                theme::rgb(palette::halo(self.theme)),
            );
        }
    }

    fn cell(&self, spot: &Spot) -> Cell {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a small radius
        let radius = spot.radius.round() as u8;
        if spot.count > 1 {
            return Cell::Cluster(radius);
        }
        let marker = &self.prepared.layers.markers[spot.marker as usize];
        Cell::Marker(Symbol::of(marker.class), marker.confidence < Marker::UNSURE_BELOW, radius)
    }

    /// The signs that spots are, for the legend.
    pub(super) fn spot_sign(&self, spot: &Spot) -> Option<Sign> {
        if spot.count > 1 {
            return Some(Sign::Cluster);
        }
        Sign::of_marker(&self.prepared.layers.markers[spot.marker as usize])
    }
}

/// A number in at most four characters.
fn short(count: u32) -> String {
    match count {
        0..1000 => count.to_string(),
        1000..10_000 => format!("{:.1}k", f64::from(count) / 1000.0),
        _ => format!("{}k", count / 1000),
    }
}

/// The cluster at a spot of a level.
pub(super) fn cluster_of(clusters: &Clusters, level: u8, spot: &Spot) -> Option<Cluster> {
    clusters.holding(level, spot.marker).filter(|cluster| cluster.count > 1 && spot.count > 1).copied()
}

/// The atlas on the graphics card.
pub(super) struct SymbolTexture {
    key: (Theme, u32),
    atlas: Atlas,
    pub(super) texture: TextureHandle,
}

impl SymbolTexture {
    /// The atlas for a theme at the window's scale, painted anew only where one of the two has changed.
    pub(super) fn keep(slot: &mut Option<Self>, context: &egui::Context, theme: Theme) {
        let scale = context.pixels_per_point();
        let key = (theme, scale.to_bits());
        if slot.as_ref().is_some_and(|own| own.key == key) {
            return;
        }
        let Some(atlas) = Atlas::new(theme, scale.clamp(0.5, 4.0)) else { return };
        let size = [atlas.pixmap.width() as usize, atlas.pixmap.height() as usize];
        let image = egui::ColorImage::from_rgba_premultiplied(size, atlas.pixmap.data());
        let texture = context.load_texture("map symbols", image, TextureOptions::LINEAR);
        *slot = Some(Self { key, atlas, texture });
    }

    pub(super) fn add(&self, mesh: &mut Mesh, cell: Cell, at: Pos2, scale: f32, tint: Color32) {
        let Some(place) = self.atlas.place(cell) else { return };
        let [left, top, right, bottom] = place.uv;
        let uv = Rect::from_min_max(pos2(left, top), pos2(right, bottom));
        mesh.add_rect_with_uv(Rect::from_center_size(at, Vec2::splat(place.half * 2.0 * scale)), uv, tint);
    }
}
