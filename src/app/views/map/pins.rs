//! Proposals at a place: pins that fan out; many at one spot are one pin with their number until it is opened.

use std::collections::BTreeMap;

use egui::{Align2, Color32, Mesh, Painter, Pos2, vec2};

use crate::{
    app::{selection::Highlight, theme},
    basemap::style::Theme,
    cartography::{
        atlas::{Cell, PIN},
        legend::{Form, Sign},
        palette::{self, StatusGroup},
        spider,
    },
};

use super::{Scene, ink, markers::SymbolTexture};

/// Pins that fan out by themselves.
const FAN: usize = 5;
/// The length of a pin in points.
const LENGTH: f32 = 27.0;
/// Pins of an opened stack at the most.
const OPENED: usize = 60;

/// Proposals that stand at one spot of a level.
#[derive(Clone, Debug, PartialEq)]
struct Stack {
    point: [f64; 2],
    /// Their features, in order.
    features: Vec<u32>,
}

/// The stacks of a level.
#[derive(Default)]
pub(super) struct Stacks {
    key: Option<(usize, u8)>,
    stacks: Vec<Stack>,
}

/// A pin on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pin {
    pub(super) foot: Pos2,
    pub(super) head: Pos2,
    /// The feature, or the first of a stack.
    pub(super) feature: u32,
    /// How many it stands for.
    pub(super) count: usize,
    /// Which spot it belongs to.
    pub(super) spot: [u64; 2],
    strength: Highlight,
}

impl Pin {
    /// How near a point is to the pin's head, in points; 0 on it.
    pub(super) fn distance(&self, at: Pos2) -> f32 {
        (self.head.distance(at) - PIN - 1.0).max(0.0)
    }
}

impl Stacks {
    /// Gathers the pins of a level: they stand where their place's cluster stands.
    pub(super) fn update(&mut self, scene: &Scene<'_, '_>) {
        let key = Some((std::sync::Arc::as_ptr(&scene.prepared.layers) as usize, scene.level));
        if self.key == key {
            return;
        }
        self.key = key;
        let mut stacks: BTreeMap<[u64; 2], Stack> = BTreeMap::new();
        for foot in &scene.prepared.feet {
            let held = foot.marker.and_then(|marker| scene.prepared.clusters.holding(scene.level, marker));
            let point = held.map_or(foot.point, |cluster| scene.prepared.clusters.point(cluster));
            let stack = stacks
                .entry(point.map(f64::to_bits))
                .or_insert_with(|| Stack { point, features: Vec::new() });
            stack.features.extend_from_slice(&foot.features);
        }
        self.stacks = stacks.into_values().collect();
        // Runs in order: merged in no time.
        self.stacks.iter_mut().for_each(|stack| stack.features.sort());
    }
}

impl Scene<'_, '_> {
    /// The pins in view; `opened` is the spot whose stack is spread out.
    pub(super) fn pins(&self, stacks: &Stacks, opened: Option<[u64; 2]>) -> Vec<Pin> {
        let mut pins = Vec::new();
        if !self.shown.proposals {
            return pins;
        }
        let area = self.rect.expand(60.0);
        for stack in &stacks.stacks {
            for copy in self.view.copies() {
                let foot = self.screen([stack.point[0] + f64::from(copy), stack.point[1]]);
                if area.contains(foot) {
                    self.stack(stack, foot, opened == Some(stack.point.map(f64::to_bits)), &mut pins);
                }
            }
        }
        pins.sort_by_key(|pin| pin.strength);
        pins
    }

    fn stack(&self, stack: &Stack, foot: Pos2, opened: bool, pins: &mut Vec<Pin>) {
        let spot = stack.point.map(f64::to_bits);
        let count = stack.features.len();
        let pin = |feature: u32, head, count| {
            let strength = self.feature_strength(feature as usize);
            Pin { foot, head, feature, count, spot, strength }
        };
        if opened && count > FAN {
            for (feature, [dx, dy]) in stack.features.iter().take(OPENED).zip(spider::legs(count)) {
                pins.push(pin(*feature, foot + vec2(dx, dy) * 1.1, 1));
            }
        } else if count > FAN {
            // One that is selected is shown beside the pin with the number.
            let marked = |feature: &&u32| self.feature_strength(**feature as usize) >= Highlight::Hovered;
            let marked = stack.features.iter().find(marked);
            let tilt = if marked.is_some() { -10.0 } else { 0.0 };
            pins.push(Pin {
                strength: Highlight::None,
                ..pin(stack.features[0], foot + vec2(tilt, -LENGTH), count)
            });
            pins.extend(marked.map(|feature| pin(*feature, foot + vec2(14.0, -LENGTH + 2.0), 1)));
        } else {
            for (at, feature) in stack.features.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)] // at most five
                let angle = (at as f32 - (count as f32 - 1.0) / 2.0) * 0.72;
                pins.push(pin(*feature, foot + vec2(angle.sin(), -angle.cos()) * LENGTH, 1));
            }
        }
    }

    /// The legs of the pins: beneath the markers, whose numbers they would strike out.
    pub(super) fn paint_legs(&self, painter: &Painter, pins: &[Pin]) {
        let mut legs = ink::Ink::new(self.rect.expand(40.0));
        let halo = theme::rgb(palette::halo(self.theme));
        for pin in pins {
            let colour = theme::rgb(self.group(pin.feature).colour(self.theme));
            legs.line(&[pin.foot, pin.head], ink::Pen { width: 4.0, colour: halo, dash: &[] });
            legs.line(&[pin.foot, pin.head], ink::Pen { width: 2.0, colour, dash: &[] });
        }
        painter.add(legs.finish());
    }

    pub(super) fn paint_pins(&self, painter: &Painter, atlas: &SymbolTexture, pins: &[Pin]) {
        let mut mesh = Mesh::with_texture(atlas.texture.id());
        let halo = theme::rgb(palette::halo(self.theme));
        for pin in pins {
            let group = self.group(pin.feature);
            let glow = match pin.strength {
                Highlight::None => 0.0,
                Highlight::Related => 0.4,
                Highlight::Hovered => 0.7,
                Highlight::Selected => 1.0,
            };
            let larger = if pin.strength >= Highlight::Hovered { 1.2 } else { 1.0 };
            if glow > 0.0 {
                let colour = theme::accent(self.theme == Theme::Dark).gamma_multiply(glow);
                atlas.add(&mut mesh, Cell::Glow, pin.head, (PIN * larger + 8.0) / 31.0, colour);
            }
            if pin.count == 1 {
                atlas.add(&mut mesh, Cell::Pin(group), pin.head, larger, Color32::WHITE);
            } else {
                atlas.add(&mut mesh, Cell::Cluster(10), pin.head, 1.0, Color32::WHITE);
            }
        }
        painter.add(mesh);
        for pin in pins.iter().filter(|pin| pin.count > 1) {
            painter.text(pin.head, Align2::CENTER_CENTER, pin.count.to_string(), theme::bold(10.5), halo);
        }
    }

    fn group(&self, feature: u32) -> StatusGroup {
        StatusGroup::of(self.prepared.layers.proposals[feature as usize].status)
    }

    /// The signs that a pin is, for the legend.
    pub(super) fn pin_sign(&self, pin: &Pin) -> Sign {
        Sign::Proposal(Form::Venue, self.group(pin.feature))
    }
}
