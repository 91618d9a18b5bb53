//! Right-to-left text. egui shapes words but sets them from left to right: here the words of a line are put
//! into the order in which they are seen (a simplification of the Unicode Bidirectional Algorithm to whole
//! words, which is what running text in one script needs).

use egui::{FontId, Ui};

/// Whether a letter is written from right to left.
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Whether most letters of a text are written from right to left.
#[must_use]
pub(in crate::app::views) fn runs_right_to_left(text: &str) -> bool {
    let (mut right, mut left) = (0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()).take(400) {
        if is_rtl(c) { right += 1 } else { left += 1 }
    }
    right > left
}

/// The words of one line in the order in which they are seen: right-to-left words from the right, runs of
/// left-to-right words among them unchanged.
fn seen<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let mut out: Vec<&str> = Vec::with_capacity(words.len());
    let mut at = words.len();
    while at > 0 {
        let last = at;
        // A run of left-to-right words keeps its own order.
        while at > 0 && !words[at - 1].chars().any(is_rtl) && words[at - 1].chars().any(char::is_alphanumeric)
        {
            at -= 1;
        }
        if at < last {
            out.extend(&words[at..last]);
        } else {
            at -= 1;
            out.push(words[at]);
        }
    }
    out
}

/// A single line in the order in which it is seen.
#[must_use]
pub(in crate::app::views) fn line(text: &str) -> String {
    if !runs_right_to_left(text) {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split(' ').collect();
    seen(&words).join(" ")
}

/// The width of a text set on one line, in points.
#[must_use]
pub(in crate::app::views) fn measure(ui: &Ui, text: &str, font: &FontId) -> f32 {
    ui.fonts_mut(|fonts| {
        fonts.layout_no_wrap(text.to_owned(), font.clone(), egui::Color32::PLACEHOLDER).size().x
    })
}

/// The lines of a right-to-left paragraph at a width: each the words of the text, in the order in which they
/// are seen.
#[must_use]
pub(in crate::app::views) fn lines<'t>(
    ui: &Ui,
    text: &'t str,
    font: &FontId,
    width: f32,
) -> Vec<Vec<&'t str>> {
    let space = measure(ui, " ", font);
    let (mut out, mut words, mut used) = (Vec::new(), Vec::new(), 0.0);
    for word in text.split_whitespace() {
        let wide = measure(ui, word, font);
        if !words.is_empty() && used + space + wide > width {
            out.push(seen(&words));
            words.clear();
            used = 0.0;
        }
        used += wide + if words.is_empty() { 0.0 } else { space };
        words.push(word);
    }
    out.push(seen(&words));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_put_into_the_order_in_which_they_are_seen() {
        assert_eq!(line("שלום עולם"), "עולם שלום");
        assert_eq!(line("قال New York اليوم غدا"), "غدا اليوم New York قال");
        assert_eq!(line("left to right"), "left to right");
    }
}
