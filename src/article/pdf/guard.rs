//! A look at a PDF before it is parsed: its packed parts are unpacked once into nothing, to learn how large
//! they would be. The parser has no such limit of its own.

use std::io::{self, Read};

use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use crate::article::{error::Limit, limits::Deadline};

/// The most that the text, fonts and tables of a PDF may be when unpacked, in bytes.
const UNPACKED: u64 = 192 << 20;
/// The most that any one of them may be.
const ONE: u64 = 96 << 20;
/// How far before its data a part says what it is, in bytes.
const DICTIONARY: usize = 1024;

/// Refuses a PDF whose parts grow too much.
pub(super) fn check(bytes: &[u8], deadline: Deadline) -> Result<(), Limit> {
    let mut total = 0;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        let start = at + found;
        at = start + b"stream".len();
        if bytes[..start].ends_with(b"end") {
            continue;
        }
        deadline.check()?;
        let dictionary = &bytes[start.saturating_sub(DICTIONARY)..start];
        let dictionary = dictionary_of(dictionary);
        // Pictures are never decoded.
        if contains(dictionary, b"/Image") {
            continue;
        }
        let data = &bytes[at..];
        let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
        let size = unpacked(dictionary, data, deadline);
        total += size;
        if size > ONE || total > UNPACKED {
            return Err(Limit::Unpacked(UNPACKED >> 20));
        }
    }
    Ok(())
}

/// The dictionary that ends where the data begins.
fn dictionary_of(before: &[u8]) -> &[u8] {
    let start = before.windows(3).rposition(|window| window == b"obj").unwrap_or(0);
    &before[start..]
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let first = word[0];
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == first) {
        let at = from + at;
        if bytes[at..].starts_with(word) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    find(bytes, word).is_some()
}

/// How large a part is when unpacked, up to just over the limit.
fn unpacked(dictionary: &[u8], data: &[u8], deadline: Deadline) -> u64 {
    let end = || &data[..find(data, b"endstream").unwrap_or(data.len())];
    if contains(dictionary, b"LZW") {
        return lzw(end());
    }
    if contains(dictionary, b"/A85") || contains(dictionary, b"/ASCII85") {
        return inflated(&ascii85(end())[..], deadline, 2);
    }
    if contains(dictionary, b"/AHx") || contains(dictionary, b"/ASCIIHex") {
        return inflated(&hex(end())[..], deadline, 2);
    }
    inflated(data, deadline, 2)
}

/// How large what is deflated is when inflated, as deep as it is packed in itself.
fn inflated(data: &[u8], deadline: Deadline, depth: usize) -> u64 {
    let is_zlib = data.len() > 2
        && data[0] & 0x0f == 8
        && (u16::from(data[0]) << 8 | u16::from(data[1])).is_multiple_of(31);
    let mut reader: Box<dyn Read + '_> =
        if is_zlib { Box::new(ZlibDecoder::new(data)) } else { Box::new(DeflateDecoder::new(data)) };
    let mut head = Vec::new();
    let mut size = 0;
    let mut buffer = vec![0; 64 << 10];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                size += read as u64;
                if depth > 0 && head.len() < 4 << 20 {
                    head.extend_from_slice(&buffer[..read]);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
        if size > ONE || deadline.has_passed() {
            return ONE + 1;
        }
    }
    if is_zlib && depth > 0 && head.len() > 2 && head[0] & 0x0f == 8 {
        size = size.max(inflated(&head, deadline, depth - 1));
    }
    size
}

/// How long LZW data is when unpacked: of each code only the length of its string is kept.
fn lzw(data: &[u8]) -> u64 {
    let mut lengths: Vec<u64> = vec![1; 258];
    let (mut total, mut before) = (0, 0);
    let (mut buffer, mut held) = (0_u32, 0);
    let mut bytes = data.iter();
    loop {
        // Codes are one bit longer where the table is about to be full; early change is the rule.
        let width = match lengths.len() + usize::from(before > 0) + 1 {
            ..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
        while held < width {
            let Some(byte) = bytes.next() else { return total };
            buffer = buffer << 8 | u32::from(*byte);
            held += 8;
        }
        let code = (buffer >> (held - width) & ((1 << width) - 1)) as usize;
        held -= width;
        match code {
            256 => {
                lengths.truncate(258);
                before = 0;
            }
            257 => return total,
            _ => {
                let length = lengths.get(code).copied().unwrap_or(before + 1);
                if before > 0 && lengths.len() < 4096 {
                    lengths.push(before + 1);
                }
                total += length;
                before = length;
            }
        }
        if total > ONE {
            return total;
        }
    }
}

fn ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 5 * 4);
    let (mut value, mut count) = (0_u32, 0);
    for byte in data {
        match byte {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            value = value.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(&value.to_be_bytes()[..count - 1]);
    }
    out
}

fn hex(data: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = data
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    }

    fn pdf(dictionary: &str, data: &[u8]) -> Vec<u8> {
        let mut pdf = format!("%PDF-1.4\n1 0 obj\n<< {dictionary} >>\nstream\n").into_bytes();
        pdf.extend(data);
        pdf.extend(b"\nendstream\nendobj\n");
        pdf
    }

    #[test]
    fn bombs_are_refused_before_they_are_unpacked() {
        let large = vec![b' '; usize::try_from(ONE).expect("fits") + 4096];
        let bomb = packed(&large);
        assert!(bomb.len() < 200_000);
        for (dictionary, data) in
            [("/Filter /FlateDecode", bomb.clone()), ("/Filter [/FlateDecode /FlateDecode]", packed(&bomb))]
        {
            assert_eq!(
                check(&pdf(dictionary, &data), Deadline::new()),
                Err(Limit::Unpacked(UNPACKED >> 20)),
                "{dictionary}"
            );
        }
        // The same behind hexadecimal figures.
        let figures: String = bomb.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(
            check(&pdf("/Filter [/ASCIIHexDecode /FlateDecode]", figures.as_bytes()), Deadline::new())
                .is_err()
        );
    }

    #[test]
    fn honest_parts_pass_and_pictures_are_not_looked_at() {
        assert_eq!(check(&pdf("/Filter /FlateDecode", &packed(b"BT (Baku) Tj ET")), Deadline::new()), Ok(()));
        let large = packed(&vec![0; usize::try_from(ONE).expect("fits") + 1]);
        assert_eq!(check(&pdf("/Subtype /Image /Filter /FlateDecode", &large), Deadline::new()), Ok(()));
    }

    #[test]
    fn lzw_is_measured() {
        // "-----A---B", the specification's own example.
        let data = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(lzw(&data), 10);
    }

    #[test]
    fn ascii85_is_decoded() {
        assert_eq!(ascii85(b"87cURD]j7BEbo80~>"), b"Hello world!");
    }
}
