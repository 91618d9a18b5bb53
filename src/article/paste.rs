//! What a paste holds: paths and `file://` links, or the text of an article.

use std::path::{Path, PathBuf};

use super::{Article, plain};

/// What a paste holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// Paths or `file://` links, one a line, at least one of which exists.
    Paths(Vec<PathBuf>),
    /// The text of an article.
    Text(String),
}

/// Tells pasted paths from pasted text.
#[must_use]
pub fn read_paste(paste: &str) -> Pasted {
    let lines: Vec<&str> = paste.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let paths: Vec<PathBuf> = lines.iter().filter_map(|line| path_of(line)).collect();
    if !paths.is_empty() && paths.len() == lines.len() && paths.iter().any(|path| path.exists()) {
        Pasted::Paths(paths)
    } else {
        Pasted::Text(paste.to_owned())
    }
}

fn path_of(line: &str) -> Option<PathBuf> {
    if let Some(link) = line.strip_prefix("file://") {
        let path = link.strip_prefix("localhost").unwrap_or(link);
        return Some(PathBuf::from(percent_decoded(path)));
    }
    let bare = line.trim_matches(['"', '\'']);
    (bare.len() < 4096 && Path::new(bare).is_absolute()).then(|| PathBuf::from(bare))
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// An article from pasted text; `number` tells it from other pastes.
#[must_use]
pub fn from_paste(text: &str, number: usize) -> Option<Article> {
    (!text.trim().is_empty()).then(|| plain::read(text.to_owned(), &format!("pasted-{number}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_paths_are_told_from_text() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let path = folder.path().join("a b.txt");
        std::fs::write(&path, "Baku").expect("a scratch file");
        let link = format!("file://{}", path.display().to_string().replace(' ', "%20"));
        assert_eq!(read_paste(&link), Pasted::Paths(vec![path.clone()]));
        assert_eq!(read_paste(&path.display().to_string()), Pasted::Paths(vec![path]));
        assert_eq!(read_paste("Talks in Baku."), Pasted::Text("Talks in Baku.".to_owned()));
    }
}
