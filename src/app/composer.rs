//! The figure composer's worker: composes and paints the figure as it will be written, the latest wish alone,
//! off the UI thread.

use std::{
    borrow::Cow,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
};

use egui::{ColorImage, TextureHandle, TextureOptions};

use crate::{
    cartography::labels::Box4,
    export::{self, Content},
    figure::{FigureDefinition, Warning, definition::Part, paint},
    project::Filter,
};

/// What is to be shown.
struct Request {
    content: Arc<Content>,
    definition: FigureDefinition,
    scale: f64,
    revision: u64,
}

/// What was composed.
struct Made {
    image: ColorImage,
    facts: Facts,
}

/// A composed figure without its picture.
#[derive(Clone, Debug)]
pub struct Facts {
    /// How it was asked for.
    pub definition: FigureDefinition,
    /// The project's revision that it shows.
    pub revision: u64,
    /// Width and height of the page in points.
    pub size: [f32; 2],
    /// What can be moved, with its box on the page.
    pub parts: Vec<(Part, Box4)>,
    /// The title.
    pub title: String,
    /// What it shows, in words.
    pub description: String,
    /// What its reader may miss or should not trust.
    pub warnings: Vec<Warning>,
}

/// The figure as it will be written.
pub struct Preview {
    /// Its picture.
    pub texture: TextureHandle,
    /// What is known of it.
    pub facts: Facts,
}

#[derive(Default)]
struct Exchange {
    wanted: Option<Request>,
    ready: Option<Made>,
    closed: bool,
}

/// The worker and the latest preview.
#[derive(Default)]
pub struct Composer {
    exchange: Arc<(Mutex<Exchange>, Condvar)>,
    context: egui::Context,
    asked: Option<(FigureDefinition, u64, u64)>,
    content: Option<(u64, Arc<Content>)>,
    preview: Option<Preview>,
    started: bool,
}

impl Composer {
    /// A composer that wakes a window.
    #[must_use]
    pub fn new(context: egui::Context) -> Self {
        Self { exchange: Arc::default(), context, asked: None, content: None, preview: None, started: false }
    }

    /// The latest preview.
    #[must_use]
    pub const fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// Whether what was last asked for is not shown yet.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let shown = self.preview.as_ref().map(|preview| (&preview.facts.definition, preview.facts.revision));
        self.asked.as_ref().is_some_and(|(definition, revision, _)| shown != Some((definition, *revision)))
    }

    /// Asks for a figure at `scale` pixels a point, unless it is the one shown. `content` is asked for where
    /// the project has changed.
    pub fn ask(
        &mut self,
        definition: &FigureDefinition,
        revision: u64,
        scale: f64,
        content: impl FnOnce() -> Option<Content>,
    ) {
        let same = |(asked, at, size): &(FigureDefinition, u64, u64)| {
            asked == definition && *at == revision && *size == scale.to_bits()
        };
        if self.asked.as_ref().is_some_and(same) {
            return;
        }
        if self.content.as_ref().is_none_or(|(at, _)| *at != revision) {
            let Some(content) = content() else { return };
            self.content = Some((revision, Arc::new(content)));
        }
        let Some((_, content)) = &self.content else { return };
        self.asked = Some((definition.clone(), revision, scale.to_bits()));
        if !std::mem::replace(&mut self.started, true) {
            let (shared, waker) = (Arc::clone(&self.exchange), self.context.clone());
            thread::spawn(move || work(&shared, &waker));
        }
        let (lock, signal) = &*self.exchange;
        let content = Arc::clone(content);
        lock.lock().unwrap_or_else(PoisonError::into_inner).wanted =
            Some(Request { content, definition: definition.clone(), scale, revision });
        signal.notify_one();
    }

    /// Takes in what the worker has made.
    pub fn take(&mut self) {
        let (lock, _) = &*self.exchange;
        let ready = lock.lock().unwrap_or_else(PoisonError::into_inner).ready.take();
        if let Some(Made { image, facts }) = ready {
            let texture = self.context.load_texture("figure", image, TextureOptions::LINEAR);
            self.preview = Some(Preview { texture, facts });
        }
    }

    /// Lets go of what a closed composer no longer needs.
    pub fn rest(&mut self) {
        self.preview = None;
        self.asked = None;
        self.content = None;
    }
}

impl Drop for Composer {
    fn drop(&mut self) {
        let (lock, signal) = &*self.exchange;
        lock.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        signal.notify_one();
    }
}

/// What of a content is in view, kept while neither changes.
struct InView {
    whole: Arc<Content>,
    filter: Filter,
    part: Arc<Content>,
}

impl InView {
    fn of(before: Option<Self>, whole: &Arc<Content>, filter: &Filter) -> Self {
        if let Some(before) = before
            && Arc::ptr_eq(&before.whole, whole)
            && before.filter == *filter
        {
            return before;
        }
        let part = match whole.in_view(filter) {
            Cow::Borrowed(_) => Arc::clone(whole),
            Cow::Owned(part) => Arc::new(part),
        };
        Self { whole: Arc::clone(whole), filter: filter.clone(), part }
    }
}

fn work(exchange: &(Mutex<Exchange>, Condvar), context: &egui::Context) {
    let (lock, signal) = exchange;
    let mut in_view = None;
    loop {
        let request = {
            let mut state = lock.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                if state.closed {
                    return;
                }
                if let Some(request) = state.wanted.take() {
                    break request;
                }
                state = signal.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        };
        let now = InView::of(in_view.take(), &request.content, &request.definition.filter);
        let figure = export::compose(&now.part, &request.definition);
        in_view = Some(now);
        let Some(pixmap) = paint::paint(&figure.page, request.scale) else { continue };
        let size = [pixmap.width() as usize, pixmap.height() as usize];
        let made = Made {
            image: ColorImage::from_rgba_premultiplied(size, pixmap.data()),
            facts: Facts {
                definition: request.definition,
                revision: request.revision,
                size: figure.page.size,
                parts: figure.parts,
                title: figure.title,
                description: figure.description,
                warnings: figure.warnings,
            },
        };
        lock.lock().unwrap_or_else(PoisonError::into_inner).ready = Some(made);
        context.request_repaint();
    }
}
