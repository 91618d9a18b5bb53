//! Places and names added to the user's own overlay, from the card of a mention.

use std::{fs, io::Write as _, path::Path};

use crate::{
    app::{App, jobs::Outcome as JobOutcome},
    gazetteer::{
        PlaceId,
        addition::{Addition, extended},
    },
    project::{Change, Decision, MentionId},
};

use super::Outcome;

/// The overlay of a user who has chosen none.
const OWN: &str = "places.json";

impl App {
    /// Adds to the overlay; `mentions` stand for it from then on.
    pub(super) fn add_to_places(&mut self, addition: Addition, mentions: Vec<MentionId>) {
        let own = self.keeping.home.as_ref().map(|home| home.file(OWN));
        let Some(path) = self.settings.overlay.clone().or(own) else {
            self.tell("choose a file for your own places in the settings first".to_owned());
            return;
        };
        self.jobs.start("Adding to your places", 0, move |sender| {
            let outcome = match add(&path, &addition) {
                Ok(place) => JobOutcome::Keeping(Outcome::Added(path, place, mentions)),
                Err(problem) => JobOutcome::Notice(problem),
            };
            let _sent = sender.send(outcome);
        });
    }

    /// Goes on with the overlay that was added to.
    pub(super) fn take_added(&mut self, path: &Path, place: &PlaceId, mentions: Vec<MentionId>) {
        self.settings.overlay = Some(path.to_owned());
        self.jobs.load_engine(self.settings.sources());
        self.tell(format!("added to {}", path.display()));
        let label = format!("{place} from your own places");
        let word = |id: MentionId| Change::Mention(id, Some(Decision::Place(place.clone())));
        let words: Vec<Change> = mentions.into_iter().map(word).collect();
        if !words.is_empty() {
            self.say(label, words);
        }
    }
}

fn add(path: &Path, addition: &Addition) -> Result<PlaceId, String> {
    let file = path.display().to_string();
    let failed = |error: std::io::Error| format!("{file}: cannot be written ({error}); nothing was added");
    let before = match fs::read_to_string(path) {
        Ok(json) => Some(json),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    let (json, place) = extended(before.as_deref(), addition, &file).map_err(|error| error.to_string())?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut temporary =
        tempfile::NamedTempFile::new_in(folder.unwrap_or_else(|| Path::new("."))).map_err(failed)?;
    temporary.write_all(json.as_bytes()).and_then(|()| temporary.as_file().sync_all()).map_err(failed)?;
    temporary.persist(path).map_err(|error| failed(error.error))?;
    Ok(place)
}
