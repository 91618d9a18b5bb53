//! Subtitles as transcripts: what is said, in running text, without times, numbers and colours.

use super::{Article, plain, prose::Prose};

/// A silence that ends a paragraph, in seconds.
const PAUSE: f64 = 4.0;

pub(super) fn read(source: &str, id: &str) -> Article {
    let mut transcript = Transcript::default();
    for block in blocks(source) {
        transcript.take(&block);
    }
    let text = transcript.prose.finish();
    let date = plain::date_of(&text);
    Article { date, ..Article::from_text(id, text) }
}

/// Lines between blank ones.
fn blocks(source: &str) -> Vec<Vec<&str>> {
    let mut blocks = vec![Vec::new()];
    for line in source.lines().map(|line| line.trim_matches(['\u{feff}', ' ', '\t'])) {
        if line.is_empty() {
            blocks.push(Vec::new());
        } else if let Some(block) = blocks.last_mut() {
            block.push(line);
        }
    }
    blocks
}

#[derive(Default)]
struct Transcript {
    prose: Prose,
    ended: f64,
    speaker: Option<String>,
    /// The last lines: captions that roll show each line twice.
    recent: Vec<String>,
}

impl Transcript {
    fn take(&mut self, block: &[&str]) {
        let Some(at) = block.iter().position(|line| line.contains("-->")) else { return };
        let (from, to) = block[at].split_once("-->").unwrap_or_default();
        let from = seconds(from).unwrap_or(self.ended);
        if from - self.ended > PAUSE {
            self.prose.paragraph();
        }
        self.ended = to.split_whitespace().next().and_then(seconds).unwrap_or(from);
        let mut shown = Vec::new();
        for line in &block[at + 1..] {
            let (speaker, text) = spoken(line);
            let known = self.recent.iter().chain(&shown).any(|before| *before == text);
            if text.is_empty() || known {
                shown.push(text);
                continue;
            }
            let begins = speaker.is_some() && speaker != self.speaker || text.starts_with(">>");
            let text_shown = text.trim_start_matches('>').trim_start();
            if begins {
                self.prose.paragraph();
                if let Some(speaker) = &speaker {
                    self.prose.push(&format!("{speaker}: "));
                }
                self.speaker.clone_from(&speaker);
            } else if line.starts_with(['-', '–']) {
                self.prose.paragraph();
            }
            self.prose.push(text_shown);
            self.prose.gap();
            shown.push(text);
        }
        if !shown.is_empty() {
            self.recent = shown;
        }
    }
}

/// A line without its marks, and who says it.
fn spoken(line: &str) -> (Option<String>, String) {
    let mut speaker = None;
    let (mut text, mut rest) = (String::new(), line.trim_start_matches(['-', '–']).trim_start());
    while let Some(at) = rest.find(['<', '{']) {
        let close = if rest[at..].starts_with('<') { '>' } else { '}' };
        let Some(end) = rest[at..].find(close) else { break };
        let tag = &rest[at + 1..at + end];
        // Only marks are taken away: "<i>", "</v>", "{\an8}", "<00:01.000>".
        let is_mark = tag.len() < 80 && (close == '>' || tag.starts_with('\\'));
        text.push_str(&rest[..if is_mark { at } else { at + end + 1 }]);
        if let Some(name) = tag
            .strip_prefix("v ")
            .or_else(|| tag.strip_prefix("v.").and_then(|tag| Some(tag.split_once(' ')?.1)))
        {
            speaker = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        }
        rest = &rest[at + end + 1..];
    }
    text.push_str(rest);
    for (mark, c) in
        [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&lrm;", ""), ("&rlm;", "")]
    {
        text = text.replace(mark, c);
    }
    (speaker, text.trim().to_owned())
}

/// "00:01:02,500" and "01:02.500" in seconds.
fn seconds(time: &str) -> Option<f64> {
    let mut total = 0.0;
    for part in time.trim().split(':') {
        total = total * 60.0 + part.replace(',', ".").parse::<f64>().ok()?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subtitles_become_running_text() {
        let srt = "1\n00:00:01,000 --> 00:00:03,000\n<i>The talks were held</i>\n\n2\n00:00:03,000 --> 00:00:05,000\nin {\\an8}Yevlakh.\n\n3\n00:00:15,000 --> 00:00:17,000\n- Khankendi refused.\n";
        assert_eq!(&*read(srt, "a").text, "The talks were held in Yevlakh.\n\nKhankendi refused.");
    }

    #[test]
    fn speakers_are_named_and_rolling_captions_are_said_once() {
        let vtt = "WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:03.000 align:start\n<v Aliyev>We met in Baku\n\n00:03.000 --> 00:05.000\nWe met in Baku\n<00:03.500><c>and in Yevlakh.</c>\n\n00:05.000 --> 00:06.000\n<v Guest>No.\n";
        assert_eq!(&*read(vtt, "a").text, "Aliyev: We met in Baku and in Yevlakh.\n\nGuest: No.");
    }
}
