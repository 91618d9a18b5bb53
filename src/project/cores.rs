//! Work on all cores where there is much of it. Little is done where it is asked for: the window's thread
//! must not wait for cores that read or annotate thousands of articles meanwhile.

use rayon::prelude::*;

/// So many things are little.
const LITTLE: usize = 1600;

/// What is made of each, in order.
pub(super) fn map<T: Send, R: Send>(of: Vec<T>, make: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    if of.len() <= LITTLE {
        of.into_iter().map(make).collect()
    } else {
        of.into_par_iter().map(make).collect()
    }
}
