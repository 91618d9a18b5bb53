//! File dialogs, so that tests can stand in for the desktop's.

use std::{
    future::Future,
    path::PathBuf,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use crate::article;

/// What the user picks, some time. Empty when the dialog was closed.
pub type Picked = Pin<Box<dyn Future<Output = Vec<PathBuf>> + Send>>;

/// Where file dialogs come from.
pub trait FileDialogs {
    /// Files to open.
    fn open_files(&self) -> Picked;
    /// A folder.
    fn open_folder(&self) -> Picked;
    /// Where to save. Each kind is a name and its ending; the proposed file name has the first.
    fn save(&self, title: &str, name: &str, kinds: &[(&str, &str)]) -> Picked;
}

/// The desktop's own dialogs.
pub struct Desktop;

impl FileDialogs for Desktop {
    fn open_files(&self) -> Picked {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Open a project or articles")
            .add_filter(
                "Projects and articles",
                &std::iter::once("dateline").chain(article::endings()).collect::<Vec<_>>(),
            )
            .add_filter("All files", &["*"])
            .pick_files();
        Box::pin(async move {
            dialog.await.unwrap_or_default().into_iter().map(|file| file.path().to_owned()).collect()
        })
    }

    fn open_folder(&self) -> Picked {
        let dialog = rfd::AsyncFileDialog::new().set_title("Choose a folder").pick_folder();
        Box::pin(async move { dialog.await.map(|folder| folder.path().to_owned()).into_iter().collect() })
    }

    fn save(&self, title: &str, name: &str, kinds: &[(&str, &str)]) -> Picked {
        let dialog = rfd::AsyncFileDialog::new().set_title(title).set_file_name(name);
        let dialog = kinds.iter().fold(dialog, |dialog, (kind, ending)| dialog.add_filter(*kind, &[*ending]));
        let dialog = dialog.save_file();
        Box::pin(async move { dialog.await.map(|file| file.path().to_owned()).into_iter().collect() })
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits on this thread for what the user picks.
#[must_use]
pub fn wait(picked: Picked) -> Vec<PathBuf> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut picked = pin!(picked);
    loop {
        match picked.as_mut().poll(&mut context) {
            Poll::Ready(paths) => return paths,
            Poll::Pending => thread::park(),
        }
    }
}
