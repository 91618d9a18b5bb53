//! Something worked out for a key and kept until another is asked for: at once where that is short, or else on a
//! worker, while what was there before is still shown.

use super::coming::{Coming, let_go};

/// What is kept, and what it was made for.
#[derive(Debug)]
pub(super) struct Kept<K, T> {
    key: Option<K>,
    value: T,
    coming: Coming<(K, T)>,
}

impl<K, T: Default> Default for Kept<K, T> {
    fn default() -> Self {
        Self { key: None, value: T::default(), coming: Coming::default() }
    }
}

impl<K: PartialEq + Send + 'static, T: Send + 'static> Kept<K, T> {
    /// What there is for a key. Where that is not `short` to make, a worker makes it, one thing at a time, and
    /// what was made for another key is given until it is there.
    pub(super) fn of(
        &mut self,
        key: K,
        short: bool,
        context: &egui::Context,
        make: impl FnOnce() -> T + Send + 'static,
    ) -> &T {
        if let Some((key, value)) = self.coming.take() {
            self.put(key, value);
        }
        if self.key.as_ref() != Some(&key) {
            if short {
                self.coming = Coming::default();
                self.put(key, make());
            } else if !self.coming.is_busy() {
                self.coming.start(context, move || (key, make()));
            }
        }
        &self.value
    }

    /// Whether a worker is making what was asked for.
    pub(super) const fn is_coming(&self) -> bool {
        self.coming.is_busy()
    }

    fn put(&mut self, key: K, value: T) {
        self.key = Some(key);
        let_go(std::mem::replace(&mut self.value, value));
    }
}

#[cfg(test)]
mod tests {
    use std::{thread, time::Duration};

    use super::*;

    #[test]
    fn the_last_is_shown_until_a_worker_has_the_next() {
        let context = egui::Context::default();
        let mut kept: Kept<u32, u32> = Kept::default();
        assert_eq!(*kept.of(1, true, &context, || 10), 10);
        assert_eq!(*kept.of(1, true, &context, || panic!("it is there")), 10);
        assert_eq!(*kept.of(2, false, &context, || 20), 10, "the last one");
        let came = (0..1000).any(|_| {
            thread::sleep(Duration::from_millis(2));
            *kept.of(2, false, &context, || panic!("it is on its way or there")) == 20
        });
        assert!(came);
    }
}
