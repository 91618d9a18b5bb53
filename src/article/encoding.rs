//! Bytes to text: UTF-8 and UTF-16 by their marks, the older encodings by what the file says of itself, or
//! else by what its bytes look like.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// The text of a file; `None` where the bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return is_text(&text).then(|| text.into_owned());
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && is_text(text)
    {
        return Some(text.to_owned());
    }
    if looks_binary(bytes) {
        let encoding = unmarked_utf16(bytes)?;
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        return (!broken && is_text(&text)).then(|| text.into_owned());
    }
    let (text, _, broken) = guess(bytes).decode(bytes);
    (!broken && is_text(&text)).then(|| text.into_owned())
}

/// The same, for a file that may name its encoding near its head (`charset=`, `encoding=`).
pub(super) fn decode_labelled(bytes: &[u8]) -> Option<String> {
    if Encoding::for_bom(bytes).is_none()
        && std::str::from_utf8(bytes).is_err()
        && let Some(encoding) = label(bytes).and_then(Encoding::for_label)
        && !looks_binary(bytes)
    {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return is_text(&text).then(|| text.into_owned());
    }
    decode(bytes)
}

/// What the beginning of a file says, cut characters and all: to tell its format.
pub(super) fn decode_head(head: &[u8]) -> Cow<'_, str> {
    match encoding_of_head(head) {
        Some(encoding) => encoding.decode(head).0,
        None => String::from_utf8_lossy(head),
    }
}

/// The encoding of a stream by its beginning; `None` where that is UTF-8 or no text.
pub(super) fn encoding_of_head(head: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Some(encoding);
    }
    match std::str::from_utf8(head) {
        Ok(_) => None,
        // A character cut at the end is no fault.
        Err(error) if error.error_len().is_none() => None,
        Err(_) if looks_binary(head) => unmarked_utf16(head),
        Err(_) => Some(guess(head)),
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// What stands behind `charset=` or `encoding=` in the head.
fn label(bytes: &[u8]) -> Option<&[u8]> {
    let head = &bytes[..bytes.len().min(2048)];
    let at = |name: &[u8]| {
        let found = head.windows(name.len()).position(|window| window.eq_ignore_ascii_case(name));
        found.map(|at| at + name.len())
    };
    let rest = &head[at(b"charset=").or_else(|| at(b"encoding="))?..];
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:".contains(byte));
    Some(&rest[..end.unwrap_or(rest.len())])
}

/// UTF-16 without a mark: read as one of its two orders, nearly all of it is letters of few scripts.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 4 {
        return None;
    }
    [UTF_16LE, UTF_16BE].into_iter().find(|encoding| {
        let (text, broken) = encoding.decode_without_bom_handling(head);
        let (mut usual, mut spaces, mut all) = (0, 0, 0);
        for c in text.chars() {
            all += 1;
            usual += usize::from(matches!(c, '\n' | '\r' | '\t' | ' '..='\u{6ff}' | '\u{2010}'..='\u{2044}'));
            spaces += usize::from(c == ' ');
        }
        !broken && usual * 20 >= all * 19 && (spaces > 0 || all < 40)
    })
}

/// Text has no NUL and next to no control characters.
fn is_text(text: &str) -> bool {
    let controls =
        text.chars().take(8192).filter(|c| c.is_control() && !c.is_whitespace() && *c != '\u{1b}').count();
    !text.chars().take(8192).any(|c| c == '\0') && controls * 50 <= text.chars().take(8192).count().max(50)
}

fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let controls =
        head.iter().filter(|byte| **byte < 32 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 12 | 27)).count();
    head.contains(&0) || controls * 50 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str = "Переговоры прошли в городе Баку, сообщили эксперты в понедельник.";

    #[test]
    fn common_encodings_are_read() {
        for encoding in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R] {
            let (bytes, _, _) = encoding.encode(RUSSIAN);
            assert_eq!(decode(&bytes).as_deref(), Some(RUSSIAN), "{}", encoding.name());
        }
        let turkish = "Görüşmeler İstanbul'da ve Diyarbakır'da yapıldı, şimdi sıra Ağrı'da; çocuklar için.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1254.encode(turkish);
        assert_eq!(decode(&bytes).as_deref(), Some(turkish));
        assert_eq!(decode("\u{feff}Baku".as_bytes()).as_deref(), Some("Baku"));
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        for text in ["Bakı, July 31: talks were held.", RUSSIAN] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [&little, &big] {
                assert_eq!(decode(bytes).as_deref(), Some(text));
            }
            let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(little).collect();
            assert_eq!(decode(&marked).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_page_may_name_its_encoding() {
        let page = "<meta charset=\"koi8-u\"><p>Київ";
        let (bytes, _, _) = encoding_rs::KOI8_U.encode(page);
        assert_eq!(decode_labelled(&bytes).as_deref(), Some(page));
    }

    #[test]
    fn binaries_are_refused() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), None);
        assert_eq!(decode(&[0, 1, 2, 3, 255, 254]), None);
    }
}
