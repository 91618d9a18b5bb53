//! RTF: text with its code pages and Unicode escapes. Written here because the crates for it read neither
//! code pages nor nested groups safely.

use encoding_rs::Encoding;

use super::{
    Article,
    error::{ArticleError, Limit},
    limits::DEPTH,
    office::{self, Properties},
    prose::Prose,
};

/// Groups whose text is no text of the document.
const SKIPPED: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "xmlnstbl",
    "fldinst",
    "bkmkstart",
    "bkmkend",
    "revtbl",
    "filetbl",
    "operator",
    "annotation",
    "atnid",
    "atnauthor",
    "nonshppict",
    "mmathPr",
    "pntext",
];
/// The marks that a group is optional with.
const OPTIONAL: &[&str] = &["shptxt", "fldrslt", "footnote", "ud", "upr"];

pub(super) fn read(bytes: &[u8], id: &str, file: &str) -> Result<Article, ArticleError> {
    let mut reader = Reader::new(bytes);
    reader.read().map_err(|limit| ArticleError::Limit { file: file.to_owned(), limit })?;
    let Reader { prose, title, author, created, .. } = reader;
    let [year, month, day] = created;
    let date = (year > 1900).then(|| format!("{year:04}-{month:02}-{day:02}"));
    let some = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let properties = Properties { title: some(title), author: some(author), publisher: None, date };
    Ok(office::article(id, &prose.finish(), None, properties))
}

/// Where a group's text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Text,
    Nowhere,
    Title,
    Author,
    Created,
    Fonts,
}

#[derive(Clone, Copy)]
struct Group {
    target: Target,
    /// Characters that stand for a Unicode escape in old readers.
    fallback: usize,
    encoding: &'static Encoding,
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    groups: Vec<Group>,
    prose: Prose,
    title: String,
    author: String,
    created: [i32; 3],
    /// The font at hand in the font table, and each font's encoding.
    font: i32,
    fonts: std::collections::HashMap<i32, &'static Encoding>,
    /// Bytes of the code page that wait to be decoded.
    pending: Vec<u8>,
    /// Characters still to be left out after a Unicode escape.
    skip: usize,
    surrogate: Option<u16>,
}

impl<'b> Reader<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            groups: vec![Group { target: Target::Text, fallback: 1, encoding: encoding_rs::WINDOWS_1252 }],
            prose: Prose::default(),
            title: String::new(),
            author: String::new(),
            created: [0; 3],
            font: 0,
            fonts: std::collections::HashMap::new(),
            pending: Vec::new(),
            skip: 0,
            surrogate: None,
        }
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group {
                target: Target::Nowhere,
                fallback: 1,
                encoding: encoding_rs::WINDOWS_1252,
            });
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn read(&mut self) -> Result<(), Limit> {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    let group = *self.group();
                    self.groups.push(group);
                    if self.groups.len() > DEPTH {
                        return Err(Limit::Depth(DEPTH));
                    }
                    self.skip = 0;
                }
                b'}' => {
                    self.flush();
                    // The text ends with the outermost group.
                    if self.groups.len() <= 2 {
                        return Ok(());
                    }
                    self.groups.pop();
                    self.skip = 0;
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                _ => self.byte(byte),
            }
        }
        self.flush();
        Ok(())
    }

    fn control(&mut self) {
        let Some(first) = self.bytes.get(self.at).copied() else { return };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            self.symbol(first);
            return;
        }
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_alphabetic) {
            self.at += 1;
        }
        let word = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        let number_at = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        let number =
            std::str::from_utf8(&self.bytes[number_at..self.at]).unwrap_or_default().parse::<i32>().ok();
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        if word == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
            return;
        }
        self.word(word, number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let figures =
                    self.bytes.get(self.at..self.at + 2).and_then(|pair| std::str::from_utf8(pair).ok());
                if let Some(byte) = figures.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'~' => self.text(" "),
            b'_' => self.text("-"),
            b'\r' | b'\n' => self.paragraph(),
            b'*' => {
                // What follows may be left out by readers that do not know it.
                let rest = &self.bytes[self.at..];
                let known = OPTIONAL.iter().any(|word| rest.starts_with(format!("\\{word}").as_bytes()));
                if !known {
                    self.group().target = Target::Nowhere;
                }
            }
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if !matches!(word, "u" | "uc") {
            self.flush();
        }
        let target = self.group().target;
        match word {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.group().fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            "ansicpg" => {
                if let Some(encoding) = code_page(number.unwrap_or(1252)) {
                    for group in &mut self.groups {
                        group.encoding = encoding;
                    }
                }
            }
            "mac" => self.group().encoding = encoding_rs::MACINTOSH,
            "par" | "sect" | "page" | "row" => self.paragraph(),
            "line" if target == Target::Text => self.prose.line(),
            "tab" | "cell" | "emspace" | "enspace" | "qmspace" => self.text(" "),
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "bullet" => self.text("•"),
            "f" => {
                self.font = number.unwrap_or(0);
                if target != Target::Fonts
                    && let Some(encoding) = self.fonts.get(&self.font)
                {
                    self.group().encoding = encoding;
                }
            }
            "fcharset" if target == Target::Fonts => {
                if let Some(encoding) = character_set(number.unwrap_or(0)) {
                    self.fonts.insert(self.font, encoding);
                }
            }
            "fonttbl" => self.group().target = Target::Fonts,
            // Only the text's own properties are read.
            "info" if target == Target::Text => self.group().target = Target::Nowhere,
            "title" if self.groups.len() == 4 && target == Target::Nowhere => {
                self.group().target = Target::Title;
            }
            "author" if self.groups.len() == 4 && target == Target::Nowhere => {
                self.group().target = Target::Author;
            }
            "creatim" if target == Target::Nowhere => self.group().target = Target::Created,
            "yr" | "mo" | "dy" if target == Target::Created => {
                let at = ["yr", "mo", "dy"].iter().position(|known| *known == word).unwrap_or(0);
                self.created[at] = number.unwrap_or(0);
            }
            "v" if number != Some(0) => self.group().target = Target::Nowhere,
            "deleted" if number != Some(0) => self.group().target = Target::Nowhere,
            _ if SKIPPED.contains(&word) => self.group().target = Target::Nowhere,
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // signed 16 bits, as the format has them
        let unit = number as u16;
        self.skip = self.group().fallback;
        match (self.surrogate.take(), unit) {
            (_, 0xd800..=0xdbff) => self.surrogate = Some(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                let c = char::decode_utf16([high, unit]).next().and_then(Result::ok);
                self.text(c.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
            }
            (_, unit) => {
                if let Some(c) = char::from_u32(u32::from(unit)) {
                    self.text(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.pending.len() < 1 << 16 {
            self.pending.push(byte);
        } else {
            self.flush();
            self.pending.push(byte);
        }
    }

    /// Decodes the bytes that wait.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let encoding = self.group().encoding;
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        self.text(&text);
    }

    fn text(&mut self, text: &str) {
        let target = self.group().target;
        match target {
            Target::Text => self.prose.push(text),
            Target::Title if self.title.len() < 1000 => self.title.push_str(text),
            Target::Author if self.author.len() < 1000 => self.author.push_str(text),
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        self.flush();
        if self.group().target == Target::Text {
            self.prose.paragraph();
        }
    }
}

fn code_page(number: i32) -> Option<&'static Encoding> {
    match number {
        866 => Some(encoding_rs::IBM866),
        874 => Some(encoding_rs::WINDOWS_874),
        932 => Some(encoding_rs::SHIFT_JIS),
        936 => Some(encoding_rs::GBK),
        949 => Some(encoding_rs::EUC_KR),
        950 => Some(encoding_rs::BIG5),
        10000 => Some(encoding_rs::MACINTOSH),
        10007 => Some(encoding_rs::X_MAC_CYRILLIC),
        20866 => Some(encoding_rs::KOI8_R),
        21866 => Some(encoding_rs::KOI8_U),
        65001 => Some(encoding_rs::UTF_8),
        1250..=1258 => Encoding::for_label(format!("windows-{number}").as_bytes()),
        _ => None,
    }
}

/// The encoding of a font's character set.
fn character_set(number: i32) -> Option<&'static Encoding> {
    code_page(match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rtf(source: &str) -> Article {
        read(source.as_bytes(), "a", "a.rtf").expect("within the limits")
    }

    #[test]
    fn text_properties_and_escapes_are_read() {
        let article = rtf(
            r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Times;}}{\info{\title Roads}{\author A. B.}{\creatim\yr2023\mo7\dy31}}
{\*\generator Word;}\pard\f0 To A\u287?dam {\b and} back.\par{\f1 \'c1\'e0\'ea\'f3}\par {\field{\*\fldinst HYPERLINK x}{\fldrslt Yevlakh}}\par}",
        );
        assert_eq!(&*article.text, "To Ağdam and back.\n\nБаку\n\nYevlakh");
        assert_eq!(article.title.as_deref(), Some("Roads"));
        assert_eq!(article.author.as_deref(), Some("A. B."));
        assert_eq!(article.date.map(|date| date.to_string()).as_deref(), Some("2023-07-31"));
    }

    #[test]
    fn depth_is_limited_and_loose_ends_are_survived() {
        let deep = read("{\\rtf1".repeat(1000).as_bytes(), "a", "a.rtf");
        assert!(matches!(deep, Err(ArticleError::Limit { limit: Limit::Depth(_), .. })));
        for source in ["{\\rtf1 Baku", "{\\rtf1}}}}{", "{\\rtf1\\u", "{\\rtf1\\'", "{\\rtf1\\bin99999999 x}"]
        {
            let _read = rtf(source);
        }
    }
}
