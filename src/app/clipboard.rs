//! Pictures on the clipboard, checked by reading them back: some desktops report success and copy nothing.

use std::{
    borrow::Cow,
    sync::{Mutex, PoisonError},
};

use arboard::{Clipboard, ImageData};

/// On some desktops what was copied lasts only as long as the program holds on to it.
static HELD: Mutex<Option<Clipboard>> = Mutex::new(None);

/// Puts a picture of RGBA pixels on the clipboard; what to tell the user.
#[must_use]
pub(super) fn copy_image(pixels: &[u8], [width, height]: [usize; 2]) -> String {
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    if held.is_none() {
        *held = Clipboard::new().ok();
    }
    let Some(clipboard) = held.as_mut() else {
        return "the desktop has no clipboard; save the figure to a file instead".to_owned();
    };
    let image = ImageData { width, height, bytes: Cow::Borrowed(pixels) };
    if let Err(error) = clipboard.set_image(image) {
        return format!("the figure could not be copied ({error}); save it to a file instead");
    }
    match clipboard.get_image() {
        Ok(back) if (back.width, back.height) == (width, height) && *back.bytes == *pixels => {
            format!("copied the figure, {width} × {height} pixels")
        }
        _ => "the desktop says that the figure was copied, but it is not there; save it to a file instead"
            .to_owned(),
    }
}
