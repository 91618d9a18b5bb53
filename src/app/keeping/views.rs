//! Views saved in the project: what the map shows and what the lists are filtered by, to come back to.

use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    basemap::MapView,
    project::{Edit, Shelf},
};

/// A view as it is saved.
#[derive(Debug, Serialize, Deserialize)]
struct View {
    version: u32,
    /// Longitude and latitude in degrees.
    centre: [f64; 2],
    zoom: f64,
    #[serde(default)]
    filter: String,
}

const VERSION: u32 = 1;

impl App {
    /// Saves what is shown under a name, in place of a view of that name.
    pub(super) fn save_view(&mut self, name: &str) {
        let MapView { centre, zoom, .. } = self.views.map.view();
        let filter = self.views.coverage.filter().to_owned();
        let json = serde_json::to_string(&View { version: VERSION, centre, zoom, filter });
        match json {
            Ok(json) => self.shelve(name, Some(json.into()), format!("save view “{name}”")),
            Err(error) => self.tell(format!("the view cannot be saved ({error})")),
        }
    }

    /// Deletes a view; undo brings it back.
    pub(super) fn delete_view(&mut self, name: &str) {
        self.shelve(name, None, format!("delete view “{name}”"));
    }

    fn shelve(&mut self, name: &str, text: Option<std::sync::Arc<str>>, label: String) {
        let edit = Edit::Save(Shelf::Views, name.to_owned(), text);
        let made = self.history.apply_as(&mut self.project, label, edit);
        self.tell_failure(made);
    }

    /// Shows a saved view again.
    pub(super) fn show_view(&mut self, name: &str) {
        let saved = self.project.saved_as(Shelf::Views, name);
        let view = saved.and_then(|json| serde_json::from_str::<View>(json).ok());
        match view.filter(|view| view.version == VERSION && view.centre.iter().all(|at| at.is_finite())) {
            Some(view) => {
                let size = self.views.map.view().size;
                self.views.map.show(MapView { centre: view.centre, zoom: view.zoom, size });
                self.views.coverage.set_filter(view.filter);
            }
            None => self.tell(format!("the view “{name}” was saved by another version of Dateline")),
        }
    }
}
