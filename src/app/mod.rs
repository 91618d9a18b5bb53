//! The window.

pub mod command;
pub mod context;
pub mod selection;
pub mod settings;
