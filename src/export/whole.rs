//! Files that are there whole or not at all.

use std::{io, path::Path};

use tempfile::NamedTempFile;

use super::ExportError;

/// Lets a file be written beside its place and then puts it there. One that is there already is only
/// replaced when asked.
///
/// # Errors
/// [`ExportError`], naming the file; nothing is left of it then.
pub fn write(
    path: &Path,
    replace: bool,
    fill: impl FnOnce(&mut NamedTempFile) -> io::Result<()>,
) -> Result<(), ExportError> {
    let file = || path.display().to_string();
    if !replace && path.exists() {
        return Err(ExportError::Exists { file: file() });
    }
    let failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::Interrupted => ExportError::Cancelled { file: file() },
        io::ErrorKind::AlreadyExists => ExportError::Exists { file: file() },
        _ => ExportError::Write { file: file(), reason: error.to_string() },
    };
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut temporary = temporary(folder).map_err(|error| failed(&error))?;
    fill(&mut temporary).and_then(|()| temporary.as_file().sync_all()).map_err(|error| failed(&error))?;
    let put = if replace { temporary.persist(path) } else { temporary.persist_noclobber(path) };
    put.map_err(|error| failed(&error.error))?;
    Ok(())
}

/// A file that others may read, as any that a program saves; the user's mask applies.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dateline-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
