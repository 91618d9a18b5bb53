//! Keeps the index and what the map draws up with the project. An edit of the analyst's is carried over at
//! once; what rests on all articles is worked out on a thread of its own and follows. A small project is done
//! whole within the frame.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, channel},
    },
    thread,
};

use super::{App, coming::let_go, settings::NamePolicy};
use crate::{
    basemap::outline::Outlines,
    cartography::layers::Layers,
    engine::Engine,
    project::{Estimate, Project, Review, index::Index},
};

/// A project of so many articles with so many mentions is small.
const SMALL: (usize, usize) = (64, 1500);

/// What a thread has made.
enum Made {
    /// What the map draws.
    Layers(Arc<Layers>),
    /// The index, made whole.
    Whole(Box<Index>),
    /// The estimate of the review that goes with it.
    Estimate(Option<Estimate>),
}

/// How far the upkeep is.
#[derive(Default)]
pub(super) struct Upkeep {
    /// The revision for which everything is whole.
    whole: u64,
    /// Whether nothing that was made holds any more.
    anew: bool,
    /// Whether only the layers are to be made again.
    relabel: bool,
    coming: Option<Receiver<Made>>,
}

/// What one making needs.
#[derive(Clone)]
struct Makings {
    base: Arc<Index>,
    project: Project,
    engine: Arc<Engine>,
    outlines: Arc<Outlines>,
    layers: Arc<Layers>,
    review: Option<Review>,
    keep_duplicates: bool,
    both_names: bool,
}

impl Makings {
    fn index(&self) -> Index {
        self.base.after(&self.project, self.engine.gazetteer(), self.keep_duplicates)
    }

    fn layers_of(&self, index: &Index) -> Layers {
        Layers::new(index, &self.outlines, self.both_names)
    }

    /// What the map draws of an index, where that is other than before: the same is not made ready once more.
    fn other_layers(&mut self, index: &Index) -> Option<Arc<Layers>> {
        let layers = Arc::new(self.layers_of(index));
        (*layers != *self.layers).then(|| {
            self.layers = Arc::clone(&layers);
            layers
        })
    }

    fn estimate(&self) -> Option<Estimate> {
        self.review.as_ref().and_then(|review| review.estimate(&self.project))
    }
}

impl Upkeep {
    /// Names or places may be others now, or other articles count: everything is made again.
    pub(super) fn begin_anew(&mut self) {
        *self = Self { anew: true, ..Self::default() };
    }

    /// Places are called otherwise now.
    pub(super) const fn relabel(&mut self) {
        self.relabel = true;
    }

    /// Whether anything is still to come.
    pub(super) const fn is_busy(&self) -> bool {
        self.coming.is_some() || self.anew
    }
}

impl App {
    /// Brings index, layers and estimate up with the project.
    pub(super) fn keep_up(&mut self, context: &egui::Context) {
        self.take_made();
        let Some(engine) = self.engine.clone() else { return };
        let behind = self.index.revision != self.project.revision();
        let Upkeep { whole, anew, relabel, .. } = self.upkeep;
        if !behind && !anew && !relabel && whole == self.project.revision() {
            return;
        }
        if behind && !anew && !is_small(&self.project) {
            let index = self.index.at_once(&self.project, engine.gazetteer());
            if let Some(index) = index {
                self.put_index(Arc::new(index));
            }
        }
        if self.upkeep.coming.is_some() {
            return;
        }
        self.upkeep.whole = self.project.revision();
        (self.upkeep.anew, self.upkeep.relabel) = (false, false);
        let makings = Makings {
            base: if anew { Arc::default() } else { Arc::clone(&self.index) },
            project: self.project.clone(),
            engine,
            outlines: Arc::clone(&self.outlines),
            layers: Arc::clone(&self.layers),
            review: self.review.clone(),
            keep_duplicates: self.settings.keep_duplicates,
            both_names: self.settings.names == NamePolicy::Both,
        };
        if is_small(&self.project) {
            let index = Arc::new(makings.index());
            self.layers = Arc::new(makings.layers_of(&index));
            self.estimate = makings.estimate();
            self.put_index(index);
        } else {
            self.upkeep.coming = Some(make(makings, context.clone()));
        }
    }

    /// Takes in what the thread has made.
    fn take_made(&mut self) {
        while let Some(coming) = &self.upkeep.coming {
            match coming.try_recv() {
                Ok(Made::Layers(layers)) => let_go(std::mem::replace(&mut self.layers, layers)),
                Ok(Made::Whole(index)) => {
                    let Some(engine) = &self.engine else { return };
                    // The project may have gone on meanwhile.
                    let index = if index.revision == self.project.revision() {
                        Some(*index)
                    } else {
                        index.at_once(&self.project, engine.gazetteer())
                    };
                    if let Some(index) = index {
                        self.put_index(Arc::new(index));
                    }
                }
                Ok(Made::Estimate(estimate)) => self.estimate = estimate,
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => self.upkeep.coming = None,
            }
        }
    }

    fn put_index(&mut self, index: Arc<Index>) {
        let_go(std::mem::replace(&mut self.index, index));
    }
}

/// Whether all of a project is worked through within a frame.
pub(super) fn is_small(project: &Project) -> bool {
    let articles = project.articles();
    articles.len() <= SMALL.0
        && articles.map(|(_, entry)| entry.annotation.mentions.len()).sum::<usize>() <= SMALL.1
}

/// Makes everything on a thread of its own, in the order in which it is wanted.
fn make(mut makings: Makings, context: egui::Context) -> Receiver<Made> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let send = |made: Made| {
            // The window may be gone: then nobody waits for it.
            let _sent = sender.send(made);
            context.request_repaint();
        };
        let work = || {
            if makings.base.places.is_empty() {
                // Of a project that was just opened the places first.
                let first = Index::of_places(&makings.project, makings.engine.gazetteer());
                let layers = makings.other_layers(&first);
                send(Made::Whole(Box::new(first)));
                layers.into_iter().for_each(|layers| send(Made::Layers(layers)));
            } else if makings.base.revision == makings.project.revision() {
                let base = Arc::clone(&makings.base);
                makings.other_layers(&base).into_iter().for_each(|layers| send(Made::Layers(layers)));
            }
            let index = makings.index();
            send(Made::Whole(Box::new(index.clone())));
            makings.other_layers(&index).into_iter().for_each(|layers| send(Made::Layers(layers)));
            send(Made::Estimate(makings.estimate()));
        };
        // The panic itself is reported where all are; what was shown before stays.
        let _done = catch_unwind(AssertUnwindSafe(work));
        drop(sender);
        context.request_repaint();
    });
    receiver
}
