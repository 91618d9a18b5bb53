//! The heat map: how much is said where, as one soft picture. It is made on a worker for a view wider than the
//! window and moved with the map.

use std::sync::Arc;

use egui::{Color32, ColorImage, Painter, Rect, TextureHandle, TextureOptions, Vec2, pos2, vec2};

use crate::{
    app::{coming::Coming, theme},
    basemap::{MapView, style::Theme},
    cartography::{cluster, palette},
};

use super::{Scene, prepare::Prepared, sheet::covers};

/// Points along a side of a cell of the picture.
const CELL: f64 = 8.0;
/// The standard deviation of a mention's spread, in cells.
const SPREAD: f64 = 2.6;
/// How much larger than the window the picture is, along each side.
const WIDER: f64 = 1.5;
/// While the map zooms the picture is stretched by at most this, as a power of two.
const STRETCH: f64 = 0.5;

/// What a picture shows: layers, and the theme it is coloured for.
type Key = (usize, Theme);

/// The picture on the graphics card, and the next one.
#[derive(Default)]
pub(super) struct Heat {
    made: Option<(Key, MapView, TextureHandle)>,
    coming: Coming<(Key, MapView, ColorImage)>,
}

impl Heat {
    /// Whether a picture is being made.
    pub(super) const fn is_drafting(&self) -> bool {
        self.coming.is_busy()
    }

    /// Draws the picture under everything else, where it is turned on.
    pub(super) fn paint(&mut self, painter: &Painter, scene: &Scene<'_, '_>) {
        if !scene.shown.heat {
            *self = Self::default();
            return;
        }
        if let Some((key, wide, picture)) = self.coming.take() {
            let texture = scene.egui.load_texture("heat map", picture, TextureOptions::LINEAR);
            self.made = Some((key, wide, texture));
        }
        let key = (Arc::as_ptr(&scene.prepared.layers) as usize, scene.theme);
        let serves = self.made.as_ref().is_some_and(|(own, made, _)| {
            *own == key && covers(made, scene.view) && (made.zoom - scene.view.zoom).abs() < STRETCH
        });
        if !serves && !self.coming.is_busy() {
            self.send_for(key, scene);
        }
        let Some((_, made, texture)) = &self.made else { return };
        let corner = |at: [f64; 2]| {
            let [x, y] = scene.view.project(made.unproject(at));
            #[allow(clippy::cast_possible_truncation)] // points
            let at = scene.rect.min + vec2(x as f32, y as f32);
            at
        };
        let area = Rect::from_min_max(corner([0.0; 2]), corner(made.size));
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), area, whole, Color32::WHITE);
    }

    fn send_for(&mut self, key: Key, scene: &Scene<'_, '_>) {
        let whole = |side: f64| (side * WIDER / CELL).ceil() * CELL;
        let wide = MapView { size: scene.view.size.map(whole), ..*scene.view };
        let (prepared, theme) = (Arc::clone(scene.prepared), scene.theme);
        self.coming.start(scene.egui, move || {
            let picture = picture(&prepared, &wide, theme);
            (key, wide, picture)
        });
    }
}

/// The picture of a view, a pixel a cell.
fn picture(prepared: &Prepared, view: &MapView, theme: Theme) -> ColorImage {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a window
    let [columns, rows] = view.size.map(|side| ((side / CELL) as usize).max(1));
    let mut density = vec![0.0_f32; columns * rows];
    prepared.clusters.within(*cluster::LEVELS.end(), view.window(), |cluster, copy| {
        let [x, y] = prepared.clusters.point(cluster);
        let at = view.project([x + f64::from(copy), y]).map(|at| at / CELL);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within the window
        let (column, row) = (at[0].max(0.0) as usize, at[1].max(0.0) as usize);
        if column < columns && row < rows {
            #[allow(clippy::cast_precision_loss)] // a weight
            let weight = cluster.weight as f32;
            density[row * columns + column] += weight;
        }
    });
    let kernel = kernel();
    let across = blurred(&density, columns, rows, &kernel);
    let density = blurred(&across, rows, columns, &kernel);
    let most = prepared.layers.markers.iter().map(|marker| marker.mentions).max().unwrap_or(1);
    #[allow(clippy::cast_precision_loss)] // a weight
    let full = (1.0 + most as f32).ln();
    let colours = palette::heat(theme).map(theme::rgb);
    let pixels = density.iter().map(|density| colour((1.0 + density).ln() / full, &colours)).collect();
    ColorImage { size: [columns, rows], pixels, source_size: Vec2::new(columns as f32, rows as f32) }
}

/// A Gaussian that is 1 in the middle: a mention by itself has a density of 1 where it is.
fn kernel() -> Vec<f32> {
    #[allow(clippy::cast_possible_truncation)] // a few cells
    let reach = (3.0 * SPREAD).ceil() as i32;
    #[allow(clippy::cast_possible_truncation)] // 0…1
    let at = |step: i32| (-f64::from(step * step) / (2.0 * SPREAD * SPREAD)).exp() as f32;
    (-reach..=reach).map(at).collect()
}

/// Spreads each row, and turns the grid on its side so that twice gives both directions.
fn blurred(grid: &[f32], columns: usize, rows: usize, kernel: &[f32]) -> Vec<f32> {
    let mut out = vec![0.0; grid.len()];
    let reach = kernel.len() / 2;
    for (row, line) in grid.chunks_exact(columns).enumerate() {
        for (column, value) in line.iter().enumerate().filter(|(_, value)| **value > 0.0) {
            for (step, share) in kernel.iter().enumerate() {
                let to = column + step;
                if (reach..columns + reach).contains(&to) {
                    out[(to - reach) * rows + row] += value * share;
                }
            }
        }
    }
    out
}

/// The colour of a share of the most: clear where there is next to nothing.
fn colour(share: f32, colours: &[Color32; 4]) -> Color32 {
    let share = share.clamp(0.0, 1.0);
    let along = share * 3.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0…2
    let at = (along.floor() as usize).min(2);
    let mixed = colours[at].lerp_to_gamma(colours[at + 1], along - at as f32);
    mixed.gamma_multiply((share * 1.6).min(0.72))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_spreads_evenly_and_nothing_is_lost_at_the_edges() {
        let kernel = kernel();
        let mut grid = vec![0.0; 40 * 30];
        grid[12 * 40 + 20] = 2.0;
        grid[0] = 1.0;
        let spread = blurred(&blurred(&grid, 40, 30, &kernel), 30, 40, &kernel);
        assert!((spread[12 * 40 + 20] - 2.0).abs() < 1e-3);
        assert!((spread[12 * 40 + 18] - spread[12 * 40 + 22]).abs() < 1e-6);
        assert!((spread[10 * 40 + 20] - spread[12 * 40 + 18]).abs() < 1e-6, "as far down as across");
        assert!((spread[0] - 1.0).abs() < 1e-3);
    }

    #[test]
    fn nothing_is_clear_and_more_is_stronger() {
        let colours = palette::heat(Theme::Light).map(theme::rgb);
        assert_eq!(colour(0.0, &colours), Color32::TRANSPARENT);
        let alphas: Vec<u8> = [0.1, 0.3, 0.9].map(|share| colour(share, &colours).a()).to_vec();
        assert!(alphas.is_sorted() && alphas[0] > 0);
    }
}
