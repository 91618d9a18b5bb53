//! What a worker is making for the window, one thing at a time.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// A thing that is being made.
pub(in crate::app) struct Coming<T>(Option<Receiver<T>>);

impl<T> Default for Coming<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> std::fmt::Debug for Coming<T> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_tuple("Coming").field(&self.is_busy()).finish()
    }
}

impl<T> Coming<T> {
    /// Whether it is still being made.
    pub(in crate::app) const fn is_busy(&self) -> bool {
        self.0.is_some()
    }

    /// What was made, once it is there. A worker that broke has told so: nothing comes of it.
    pub(in crate::app) fn take(&mut self) -> Option<T> {
        let made = match self.0.as_ref()?.try_recv() {
            Ok(made) => Some(made),
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => None,
        };
        self.0 = None;
        made
    }
}

impl<T: Send + 'static> Coming<T> {
    /// Has a worker make it, and wakes the window when it is there.
    pub(in crate::app) fn start(
        &mut self,
        context: &egui::Context,
        make: impl FnOnce() -> T + Send + 'static,
    ) {
        let (sender, receiver) = channel();
        self.0 = Some(receiver);
        let context = context.clone();
        rayon::spawn(move || {
            // The window may be gone: then nobody waits for it.
            let _sent = sender.send(make());
            context.request_repaint();
        });
    }
}

/// Lets go of what may be large, which takes longer than a frame has.
pub(in crate::app) fn let_go<T: Send + 'static>(what: T) {
    rayon::spawn(move || drop(what));
}

#[cfg(test)]
mod tests {
    use std::{thread, time::Duration};

    use super::*;

    #[test]
    fn what_is_made_comes_once() {
        let mut coming = Coming::default();
        assert!(!coming.is_busy() && coming.take().is_none());
        coming.start(&egui::Context::default(), || 7);
        let made = (0..1000).find_map(|_| {
            thread::sleep(Duration::from_millis(2));
            coming.take()
        });
        assert_eq!(made, Some(7));
        assert!(!coming.is_busy() && coming.take().is_none());
    }
}
