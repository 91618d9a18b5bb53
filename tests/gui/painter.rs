//! A painter of the window's output in memory: no graphics card, the same pixels on every machine.

use std::collections::HashMap;

use egui::{
    Color32, ColorImage, ImageData, Pos2, TextureId, TexturesDelta,
    epaint::{ClippedPrimitive, Mesh, Primitive, Vertex},
};
use egui_kittest::TestRenderer;
use image::{Rgba, RgbaImage};

/// Textures as the window has handed them out.
#[derive(Default)]
pub(crate) struct Painter {
    textures: HashMap<TextureId, ColorImage>,
}

impl TestRenderer for Painter {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let changes =
            delta.set.drain().flat_map(|(id, changes)| changes.into_iter().map(move |change| (id, change)));
        for (id, change) in changes {
            let ImageData::Color(image) = change.image;
            match (change.pos, self.textures.get_mut(&id)) {
                (Some([left, top]), Some(whole)) => {
                    for (row, line) in image.pixels.chunks(image.size[0]).enumerate() {
                        let at = (top + row) * whole.size[0] + left;
                        whole.pixels[at..at + line.len()].copy_from_slice(line);
                    }
                }
                _ => drop(self.textures.insert(id, image.as_ref().clone())),
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, context: &egui::Context, output: &egui::FullOutput) -> Result<RgbaImage, String> {
        let scale = output.pixels_per_point;
        let size = context.content_rect().size() * scale;
        let mut picture = RgbaImage::from_pixel(size.x as u32, size.y as u32, Rgba([0, 0, 0, 255]));
        for ClippedPrimitive { clip_rect, primitive } in context.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = primitive else {
                return Err("a callback cannot be painted".to_owned());
            };
            let texture = self.textures.get(&mesh.texture_id).ok_or("a texture is missing")?;
            paint(&mut picture, &mesh, texture, clip_rect * scale, scale);
        }
        Ok(picture)
    }
}

/// Paints triangles at the middles of pixels. A pixel on an edge that two triangles share is painted once.
fn paint(picture: &mut RgbaImage, mesh: &Mesh, texture: &ColorImage, clip: egui::Rect, scale: f32) {
    for corners in mesh.indices.chunks_exact(3) {
        let [a, b, c] = [0, 1, 2].map(|at| mesh.vertices[corners[at] as usize]);
        let [pa, pb, pc] = [a, b, c].map(|vertex: Vertex| vertex.pos * scale);
        let area = cross(pa, pb, pc);
        if area == 0.0 {
            continue;
        }
        // Always the same way round, so that each edge is on one side.
        let (b, c, pb, pc, area) = if area < 0.0 { (c, b, pc, pb, -area) } else { (b, c, pb, pc, area) };
        let low = pa.min(pb).min(pc).max(clip.min);
        let high = pa.max(pb).max(pc).min(clip.max);
        let (columns, rows) = (whole(low.x, high.x, picture.width()), whole(low.y, high.y, picture.height()));
        for y in rows {
            for x in columns.clone() {
                let at = Pos2::new(x as f32 + 0.5, y as f32 + 0.5);
                let shares = [cross(pb, pc, at), cross(pc, pa, at), cross(pa, pb, at)];
                let edges = [(pb, pc), (pc, pa), (pa, pb)];
                let inside = shares.iter().zip(edges).all(|(share, (from, to))| {
                    *share > 0.0 || (*share == 0.0 && (to.y < from.y || (to.y == from.y && to.x > from.x)))
                });
                if inside && clip.contains(at) {
                    let shares = shares.map(|share| share / area);
                    blend(picture.get_pixel_mut(x, y), shade([a, b, c], shares, texture));
                }
            }
        }
    }
}

fn cross(a: Pos2, b: Pos2, at: Pos2) -> f32 {
    (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x)
}

fn whole(low: f32, high: f32, end: u32) -> std::ops::Range<u32> {
    (low.floor().max(0.0) as u32).min(end)..(high.ceil().max(0.0) as u32).min(end)
}

/// The colour of a point within a triangle: of its corners and the texture, alpha premultiplied.
fn shade(corners: [Vertex; 3], shares: [f32; 3], texture: &ColorImage) -> [f32; 4] {
    let mixed = |of: &dyn Fn(&Vertex) -> f32| -> f32 {
        corners.iter().zip(shares).map(|(corner, share)| of(corner) * share).sum()
    };
    let [width, height] = texture.size;
    let (u, v) = (mixed(&|corner| corner.uv.x), mixed(&|corner| corner.uv.y));
    let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let texel = |x: f32, y: f32| -> Color32 {
        let (x, y) = ((x.max(0.0) as usize).min(width - 1), (y.max(0.0) as usize).min(height - 1));
        texture.pixels[y * width + x]
    };
    let (right, down) = (x - left, y - top);
    let near = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(dx, dy)| {
        let share = (if dx > 0.0 { right } else { 1.0 - right }) * (if dy > 0.0 { down } else { 1.0 - down });
        (texel(left + dx, top + dy), share)
    });
    std::array::from_fn(|channel| {
        let of_texture: f32 = near.iter().map(|(colour, share)| f32::from(colour[channel]) * share).sum();
        of_texture * mixed(&|corner| f32::from(corner.color[channel])) / (255.0 * 255.0)
    })
}

fn blend(under: &mut Rgba<u8>, over: [f32; 4]) {
    for channel in 0..3 {
        let below = f32::from(under.0[channel]) / 255.0;
        under.0[channel] =
            ((over[channel] + below * (1.0 - over[3])) * 255.0).round().clamp(0.0, 255.0) as u8;
    }
}
