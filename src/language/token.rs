//! Tokens: words with their inner apostrophes and abbreviation dots, numbers, signs.

use super::{Token, TokenKind};
use crate::text::ByteSpan;

/// Words that keep a final dot, in lower case without it.
const ABBREVIATIONS: &[&str] = &[
    "adm", "ala", "apr", "ariz", "ark", "assn", "aug", "ave", "bldg", "blvd", "brig", "bros", "calif",
    "capt", "cmdr", "co", "col", "colo", "conn", "corp", "cpl", "dec", "del", "dept", "det", "dr", "etc",
    "feb", "fla", "ft", "ga", "gen", "gov", "hon", "hwy", "ill", "inc", "ind", "insp", "jan", "jr", "kan",
    "ky", "la", "lt", "ltd", "maj", "mass", "md", "mich", "minn", "miss", "mo", "mont", "mr", "mrs", "ms",
    "mt", "neb", "nev", "nov", "oct", "okla", "ont", "ore", "pa", "penn", "pres", "prof", "pvt", "que", "rd",
    "rep", "reps", "rev", "sen", "sens", "sept", "sgt", "sr", "st", "ste", "supt", "tenn", "tex", "univ",
    "va", "vs", "vt", "wash", "wis", "wyo",
];

/// Characters that are neither white space nor part of any token.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_mark(c)
}

/// Combining marks stay with the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' |
        '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{93a}'..='\u{94f}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

/// Lower case, digits as 0, curly quotes and apostrophes straight: the form words are compared in.
#[must_use]
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'a'..='z' => folded.push(c),
            c if c.is_numeric() => folded.push('0'),
            c if is_apostrophe(c) => folded.push('\''),
            '“' | '”' | '„' => folded.push('"'),
            c if is_invisible(c) => {}
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn peek_second(&self) -> Option<char> {
        self.text[self.at..].chars().nth(1)
    }

    fn skip_while(&mut self, accept: impl Fn(char) -> bool) {
        while let Some(c) = self.peek().filter(|c| accept(*c)) {
            self.at += c.len_utf8();
        }
    }
}

/// All tokens of a text, in order.
pub(super) fn tokenise(text: &str) -> Vec<Token> {
    let mut cursor = Cursor { text, at: 0 };
    let mut tokens = Vec::with_capacity(text.len() / 5);
    while let Some(c) = cursor.peek() {
        let start = cursor.at;
        let kind = if c.is_whitespace() || c.is_control() || is_invisible(c) {
            cursor.at += c.len_utf8();
            continue;
        } else if c.is_numeric() {
            number(&mut cursor);
            TokenKind::Number
        } else if is_letter(c) {
            word(&mut cursor);
            TokenKind::Word
        } else if is_apostrophe(c) && possessive(&cursor) {
            cursor.at += c.len_utf8() + 1;
            TokenKind::Word
        } else {
            cursor.at += c.len_utf8();
            if c == '.' || c == '-' {
                cursor.skip_while(|next| next == c);
            }
            TokenKind::Sign
        };
        tokens.push(Token { span: ByteSpan::new(start, cursor.at), kind });
    }
    tokens
}

/// Digits and letters, with commas and full stops between digits.
fn number(cursor: &mut Cursor<'_>) {
    loop {
        cursor.skip_while(|c| c.is_numeric() || is_letter(c));
        let between = matches!(cursor.peek(), Some(',' | '.'))
            && cursor.peek_second().is_some_and(char::is_numeric)
            && cursor.text[..cursor.at].chars().next_back().is_some_and(char::is_numeric);
        if !between {
            return;
        }
        cursor.at += 1;
    }
}

/// Whether the cursor stands at a final 's.
fn possessive(cursor: &Cursor<'_>) -> bool {
    let mut rest = cursor.text[cursor.at..].chars();
    rest.next();
    matches!(rest.next(), Some('s' | 'S')) && rest.next().is_none_or(|c| !is_letter(c) && !c.is_numeric())
}

fn word(cursor: &mut Cursor<'_>) {
    let start = cursor.at;
    loop {
        cursor.skip_while(|c| is_letter(c) || c.is_numeric() || c == '\u{ad}');
        let joins = cursor.peek().is_some_and(is_apostrophe)
            && cursor.peek_second().is_some_and(is_letter)
            && !possessive(cursor);
        if !joins {
            break;
        }
        cursor.skip_while(is_apostrophe);
    }
    if cursor.peek() == Some('.') {
        abbreviation(cursor, start);
    }
}

/// Takes in the dots of "U.S.", "W.Va.", "J. " and the listed abbreviations.
fn abbreviation(cursor: &mut Cursor<'_>, start: usize) {
    let word = &cursor.text[start..cursor.at];
    let letters = word.chars().count();
    let after_dot = cursor.peek_second();
    let upper = word.chars().next().is_some_and(char::is_uppercase);
    if letters <= 3 && after_dot.is_some_and(is_letter) {
        // Only what may be taken in is read ahead: then a text of nothing but short parts is read once.
        if upper || letters == 1 {
            cursor.at = chain_end(cursor.text, cursor.at).unwrap_or(cursor.at);
        }
        return;
    }
    let single_capital = letters == 1 && word.chars().all(char::is_uppercase);
    let space_follows = after_dot.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | ')'));
    if single_capital && space_follows {
        cursor.at += 1;
    } else if letters <= 5 && upper {
        let lower = word.to_lowercase();
        if ABBREVIATIONS.binary_search(&lower.as_str()).is_ok() {
            cursor.at += 1;
        }
    }
}

/// The end of a chain of parts of one or two letters, each with its dot, from the dot of the part before it;
/// `None` where no such part follows.
fn chain_end(text: &str, dot: usize) -> Option<usize> {
    const LONGEST_PART: usize = 2;
    let mut end = None;
    let mut at = dot + 1;
    loop {
        let rest = &text[at..];
        let letters = rest.chars().take(LONGEST_PART + 1).take_while(|c| is_letter(*c));
        let (count, part) = letters.fold((0, 0), |(count, len), c| (count + 1, len + c.len_utf8()));
        if part == 0 || count > LONGEST_PART || !rest[part..].starts_with('.') {
            return end;
        }
        at += part + 1;
        end = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokenise(text).iter().map(|token| token.span.of(text)).collect()
    }

    #[test]
    fn abbreviations_are_sorted_for_the_search() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn possessives_and_inner_apostrophes() {
        assert_eq!(
            words("Baku’s N'Djamena aren't dogs'"),
            ["Baku", "’s", "N'Djamena", "aren't", "dogs", "'"]
        );
    }

    #[test]
    fn abbreviations_keep_their_dots() {
        assert_eq!(
            words("U.S. W.Va. N.C., St. Louis, the end."),
            ["U.S.", "W.Va.", "N.C.", ",", "St.", "Louis", ",", "the", "end", "."]
        );
    }

    #[test]
    fn numbers_keep_inner_separators() {
        assert_eq!(
            words("40,000 at 3.5 on 1st, 2020."),
            ["40,000", "at", "3.5", "on", "1st", ",", "2020", "."]
        );
    }

    #[test]
    fn hyphens_stand_alone_and_runs_stay_together() {
        assert_eq!(
            words("Aghdam-Khankendi ... wait--no"),
            ["Aghdam", "-", "Khankendi", "...", "wait", "--", "no"]
        );
    }

    #[test]
    fn folding_is_for_comparing() {
        assert_eq!(fold("O’Neill’S 1991"), "o'neill's 0000");
    }
}
