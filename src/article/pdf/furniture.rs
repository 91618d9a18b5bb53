//! What pages repeat: running heads, footers and page numbers.

use std::collections::HashMap;

use super::lines::Page;

/// The share of a page's height, at its top and at its foot, where furniture stands.
const MARGIN: f64 = 0.13;
/// The share at the very edge, where nothing but furniture is set smaller than the text.
const EDGE: f64 = 0.06;

/// Takes away what most pages have at the same height, and lines that are nothing but a page's number.
pub(super) fn remove(pages: &mut [Page]) {
    let mut seen: HashMap<(String, bool), usize> = HashMap::new();
    for page in pages.iter() {
        let mut here: Vec<_> = page
            .blocks
            .iter()
            .flatten()
            .filter_map(|line| Some((plain(&line.text), in_margin(line.base, page.height)?)))
            .collect();
        here.sort();
        here.dedup();
        for key in here {
            *seen.entry(key).or_default() += 1;
        }
    }
    // Odd and even pages may differ.
    let enough = if pages.len() < 4 { pages.len().max(2) } else { (pages.len() * 2 / 5).max(2) };
    for page in pages {
        let (height, body) = (page.height, body(page));
        for block in &mut page.blocks {
            block.retain(|line| {
                let Some(top) = in_margin(line.base, height) else { return true };
                let repeated = seen.get(&(plain(&line.text), top)).is_some_and(|count| *count >= enough);
                // At the very edge and smaller than the text: a running head, also where there is one page.
                let edge = in_share(line.base, height, EDGE).is_some() && line.size < 0.95 * body;
                !repeated && !edge && !is_number(&line.text)
            });
        }
        page.blocks.retain(|block| !block.is_empty());
    }
}

/// Whether a base line lies in the margin: at the top, or else at the foot.
fn in_margin(base: f64, height: f64) -> Option<bool> {
    in_share(base, height, MARGIN)
}

fn in_share(base: f64, height: f64, share: f64) -> Option<bool> {
    if base < share * height { Some(true) } else { (base > (1.0 - share) * height).then_some(false) }
}

/// The size in which most lines of a page are set.
fn body(page: &Page) -> f64 {
    let mut sizes: Vec<f64> = page.blocks.iter().flatten().map(|line| line.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
}

/// A line without its figures, which count pages.
fn plain(line: &str) -> String {
    let letters = line.chars().filter(|c| !c.is_whitespace());
    letters
        .map(|c| if c.is_numeric() { '#' } else { c })
        .collect::<String>()
        .replace("##", "#")
        .replace("##", "#")
}

/// "7", "– 7 –", "Page 7 of 12", "vii".
fn is_number(line: &str) -> bool {
    let lower = line.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let roman = |word: &str| word.len() <= 6 && word.chars().all(|c| "ivxlc".contains(c));
    let number = |word: &&str| word.chars().all(|c| c.is_ascii_digit()) && word.len() <= 4;
    match words.as_slice() {
        [] => true,
        [one] => number(one) || roman(one),
        ["page" | "p" | "seite" | "с" | "стр" | "səh", rest @ ..] | rest => {
            rest.len() <= 3
                && rest.iter().all(|word| number(word) || matches!(*word, "of" | "von" | "из" | "sur"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::lines::Line, *};

    fn line(text: &str, base: f64) -> Line {
        Line { left: 50.0, right: 300.0, base, size: 10.0, text: text.to_owned() }
    }

    #[test]
    fn heads_feet_and_numbers_go_and_the_text_stays() {
        let page = |number: usize| Page {
            height: 800.0,
            blocks: vec![vec![
                line(&format!("THE REGION WEEKLY No. {number}"), 30.0),
                line(&format!("Text of page {number}"), 300.0),
                line(&format!("Page {number} of 3"), 780.0),
            ]],
        };
        let mut pages = vec![page(1), page(2), page(13)];
        remove(&mut pages);
        for page in pages {
            assert_eq!(page.blocks.len(), 1);
            assert_eq!(page.blocks[0].len(), 1);
            assert!(page.blocks[0][0].text.starts_with("Text of page"));
        }
    }

    #[test]
    fn a_single_page_loses_its_number_alone() {
        let lines = vec![line("BAKU, July 31", 40.0), line("– 4 –", 780.0)];
        let mut pages = vec![Page { height: 800.0, blocks: vec![lines] }];
        remove(&mut pages);
        assert_eq!(pages[0].blocks[0].len(), 1);
    }
}
