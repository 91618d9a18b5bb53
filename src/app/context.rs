//! What a view may read while it draws. Views change nothing: they return commands.

use std::sync::Arc;

use crate::{
    engine::Engine,
    project::{Project, index::Index},
};

use super::{
    selection::{Selection, Subject},
    settings::Settings,
};

/// Everything a view may read.
pub struct ViewContext<'a> {
    /// Articles and decisions.
    pub project: &'a Project,
    /// What is tied to what, for this revision of the project.
    pub index: &'a Arc<Index>,
    /// The engine, once it is loaded.
    pub engine: Option<&'a Engine>,
    /// The one selection.
    pub selection: &'a Selection,
    /// What the pointer rested on in the last frame, in any view.
    pub hover: Option<&'a Subject>,
    /// The user's settings.
    pub settings: &'a Settings,
    /// Whether the window is in its dark theme.
    pub dark: bool,
}
