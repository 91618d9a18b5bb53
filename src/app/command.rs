//! What can happen. Views return commands; the app runs them between two frames.

use super::selection::Subject;

/// Something a view asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Select this alone; the other views go to it.
    Select(Subject),
    /// Add to the selection, or take away.
    Toggle(Subject),
    /// Select nothing.
    Deselect,
    /// The pointer rests on this.
    Hover(Subject),
    /// Bring it into view everywhere, as a double-click does.
    GoTo(Subject),
}
