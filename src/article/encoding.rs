//! Bytes to text: UTF-8 and UTF-16 by their marks, the older encodings by what the bytes look like.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// The text of a file; `None` where the bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return is_text(&text).then(|| text.into_owned());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return is_text(text).then(|| text.to_owned());
    }
    if looks_binary(bytes) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let (text, _, broken) = detector.guess(None, Utf8Detection::Allow).decode(bytes);
    (!broken && is_text(&text)).then(|| text.into_owned())
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

    #[test]
    fn common_encodings_are_read() {
        let russian = "Переговоры прошли в городе Баку, сообщили эксперты в понедельник.";
        for encoding in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R] {
            let (bytes, _, _) = encoding.encode(russian);
            assert_eq!(decode(&bytes).as_deref(), Some(russian), "{}", encoding.name());
        }
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("Bakı".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(&utf16).as_deref(), Some("Bakı"));
        assert_eq!(decode("\u{feff}Baku".as_bytes()).as_deref(), Some("Baku"));
    }

    #[test]
    fn binaries_are_refused() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), None);
        assert_eq!(decode(&[0, 1, 2, 3, 255, 254]), None);
    }
}
