//! What can happen. Views return commands; the app runs them between two frames.

use std::{path::PathBuf, sync::Arc};

use crate::basemap::{NameLanguage, Worldview};

use super::{
    action::Action,
    exchange::DataRequest,
    keeping::Ask,
    selection::Subject,
    settings::{Basemap, NamePolicy, ThemeChoice},
    views::{exchange::Offer, map::Shown},
};
use crate::{
    export::annotation::Precedence,
    figure::{FigureDefinition, handout::Subjects},
    project::{Change, TellingId},
};

/// Something a view asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Select this alone; the other views go to it.
    Select(Subject),
    /// Add to the selection, or take away.
    Toggle(Subject),
    /// Select these, or add them to the selection.
    SelectMany(Vec<Subject>, bool),
    /// Select nothing.
    Deselect,
    /// The pointer rests on this.
    Hover(Subject),
    /// Bring it into view everywhere, as a double-click does.
    GoTo(Subject),
    /// What a menu, a shortcut or the palette asks for.
    Act(Action),
    /// Open these files and folders.
    Open(Vec<PathBuf>),
    /// A wish about the project's file.
    Keep(Ask),
    /// Save under a name, then leave as was asked.
    SaveAndLeave,
    /// Read the tables asked about with these columns, or leave them out.
    ReadTables(Option<crate::article::Columns>),
    /// Choose a folder to watch.
    ChooseWatch,
    /// Watch this folder, or none.
    SetWatch(Option<PathBuf>),
    /// Count articles that repeat another's text by themselves, or once.
    KeepDuplicates(bool),
    /// Take in pasted text or paths.
    Paste(String),
    /// Say or take back words of the analyst's, under a name for the history: one step to undo.
    Say(String, Vec<Change>),
    /// Search the gazetteer for the mention at hand.
    Search(String),
    /// Let the next click on the map set a pin, or no longer.
    Place(bool),
    /// Set a pin at this point of the window.
    DropPin(egui::Pos2),
    /// Start or end a review.
    Review(bool),
    /// Leave what was only shown as it is, and in a review go on.
    LeaveOthers,
    /// Edit one article's telling of a proposal.
    EditProposal(TellingId),
    /// Show in the table what this party has a part in.
    FilterActor(String),
    /// Show in the table what concerns this place.
    FilterPlace(String),
    /// Show a folder in the file picker.
    ListFolder(PathBuf),
    /// Take what was picked in it; nothing where it was closed.
    Picked(Vec<PathBuf>),
    /// Undo or make again until so many changes stand.
    GoToStep(usize),
    /// Light or dark.
    SetTheme(ThemeChoice),
    /// Names of contested places.
    SetNames(NamePolicy),
    /// Choose the user's own gazetteer overlay.
    ChooseOverlay,
    /// Lay this overlay over the gazetteer, or none.
    SetOverlay(Option<PathBuf>),
    /// Draw the boundaries that this point of view sees.
    SetBoundaries(Worldview),
    /// Name the basemap's places in this language.
    SetLanguage(NameLanguage),
    /// Choose an archive of tiles as basemap.
    ChooseBasemap,
    /// Let the map stand on this.
    SetBasemap(Basemap),
    /// Which layers the map draws.
    SetLayers(Shown),
    /// Nothing moves by itself, or no longer.
    SetStill(bool),
    /// Write a figure.
    WriteFigure(Box<FigureDefinition>),
    /// Write a handout.
    WriteHandout(Subjects, Box<FigureDefinition>),
    /// Put a figure on the clipboard.
    CopyFigure(Box<FigureDefinition>),
    /// Keep a figure in the project under a name, or drop it.
    KeepFigure(String, Option<Box<FigureDefinition>>),
    /// Write data.
    WriteData(Box<DataRequest>),
    /// Take in a colleague's decisions.
    TakeDecisions(Arc<Offer>, Precedence),
    /// Take in none of them.
    TakeNoDecisions,
    /// Stop the work under way.
    Cancel,
    /// Forget what was told.
    DismissNotices,
}
