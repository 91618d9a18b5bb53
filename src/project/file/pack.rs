//! How articles, annotations and words lie in a project file: packed with a checksum, so that a flipped bit
//! is an error and never another article or another decision.

use std::io::{Read as _, Write as _};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use serde::{Serialize, de::DeserializeOwned};

/// What is wrong with packed bytes.
pub(super) type Damage = &'static str;

/// Stored as they are.
const PLAIN: u8 = 0;
/// Deflated.
const DEFLATED: u8 = 1;
/// Kind, checksum, length of what is packed.
const HEAD: usize = 9;
/// Shorter than this nothing is gained.
const LEAST: usize = 128;

fn checksum(place: &str, data: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(place.as_bytes());
    sum.update(data);
    sum.finalize()
}

/// Packs bytes. `place` says where they lie ("text 3"): they count as damaged anywhere else.
pub(super) fn pack(place: &str, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let mut out = vec![PLAIN];
    out.extend(checksum(place, data).to_le_bytes());
    out.extend(length.to_le_bytes());
    if data.len() >= LEAST {
        let mut encoder = DeflateEncoder::new(out.clone(), Compression::new(4));
        // Writing into memory does not fail; if it did, the bytes are stored as they are.
        if encoder.write_all(data).is_ok()
            && let Ok(mut deflated) = encoder.finish()
            && deflated.len() < HEAD + data.len() / 8 * 7
        {
            deflated[0] = DEFLATED;
            return deflated;
        }
    }
    out.extend(data);
    out
}

/// Unpacks what [`pack`] made for that place, if it is no longer than `limit` bytes.
pub(super) fn unpack(place: &str, packed: &[u8], limit: usize) -> Result<Vec<u8>, Damage> {
    let (head, body) = packed.split_at_checked(HEAD).ok_or("a value is cut short")?;
    let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let length = number(5) as usize;
    if length > limit {
        return Err("a value is larger than it may be");
    }
    let data = match head[0] {
        PLAIN => body.to_vec(),
        DEFLATED => {
            // What is claimed is only believed as far as it is there.
            let mut data = Vec::with_capacity(length.min(packed.len().saturating_mul(8)));
            let most = length as u64 + 1;
            DeflateDecoder::new(body)
                .take(most)
                .read_to_end(&mut data)
                .map_err(|_broken| "a value cannot be unpacked")?;
            data
        }
        _ => return Err("a value is of no known kind"),
    };
    if data.len() != length || checksum(place, &data) != number(1) {
        return Err("a value does not agree with its checksum");
    }
    Ok(data)
}

/// Packs a value as JSON, which later versions can read with fields added.
pub(super) fn pack_json<T: Serialize>(place: &str, value: &T) -> Result<Vec<u8>, Damage> {
    serde_json::to_vec(value).map(|json| pack(place, &json)).map_err(|_unwritable| "a value has no JSON")
}

/// The longest JSON value that is read.
const MAX_JSON: usize = 256 << 20;

/// Unpacks a value from JSON.
pub(super) fn unpack_json<T: DeserializeOwned>(place: &str, packed: &[u8]) -> Result<T, Damage> {
    let json = unpack(place, packed, MAX_JSON)?;
    serde_json::from_slice(&json).map_err(|_unknown| "a value cannot be understood")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again_and_any_changed_byte_is_told(
            data in proptest::collection::vec(0_u8..4, 0..600),
            at in any::<prop::sample::Index>(),
            flip in 1_u8..=255,
        ) {
            let packed = pack("text 1", &data);
            prop_assert_eq!(unpack("text 1", &packed, 600), Ok(data.clone()));
            prop_assert!(unpack("text 2", &packed, 600).is_err(), "it lies in another place");
            let mut broken = packed;
            let at = at.index(broken.len());
            broken[at] ^= flip;
            if let Ok(read) = unpack("text 1", &broken, 600) {
                prop_assert_eq!(read, data, "a bit that deflate has no use for may differ");
            }
        }

        #[test]
        fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _result = unpack("x", &bytes, 1 << 20);
        }
    }

    #[test]
    fn a_small_value_that_claims_to_be_huge_is_refused() {
        let mut bomb = pack("text 1", &vec![b'a'; 1 << 20]);
        assert_eq!(unpack("text 1", &bomb, 1 << 16), Err("a value is larger than it may be"));
        bomb[5..9].copy_from_slice(&4_u32.to_le_bytes());
        assert!(unpack("text 1", &bomb, 1 << 16).is_err());
    }
}
