//! XML as office documents have it, read as a stream: no tree, no entity but the five and numbers.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    error::Limit,
    limits::{DEPTH, Deadline},
};

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum XmlError {
    /// It is no XML: at which byte it stops making sense.
    Broken(u64),
    /// It asks for too much.
    Limit(Limit),
}

/// A piece of XML. Names are given without their prefix.
#[derive(Debug)]
pub(super) enum Piece<'x> {
    /// An element begins.
    Start(&'x str, Attributes<'x>),
    /// An element ends.
    End(&'x str),
    /// Text between.
    Text(&'x str),
}

/// The attributes of an element.
#[derive(Debug)]
pub(super) struct Attributes<'x>(&'x BytesStart<'x>);

impl Attributes<'_> {
    /// The value of an attribute by its name without prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let mut same = attributes.filter(|found| found.key.local_name().as_ref() == name);
        let value = same.next()?.value;
        Some(match quick_xml::escape::unescape(&value) {
            Ok(value) => value.into_owned(),
            Err(_) => value.into_owned(),
        })
    }
}

/// Hands the pieces of a document on, in order.
pub(super) fn walk(
    bytes: &[u8],
    deadline: Deadline,
    sink: &mut dyn FnMut(Piece<'_>),
) -> Result<(), XmlError> {
    let text = super::encoding::decode_labelled(bytes).ok_or(XmlError::Broken(0))?;
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let (mut depth, mut count) = (0_usize, 0_usize);
    loop {
        count += 1;
        if count % 4096 == 0 {
            deadline.check().map_err(XmlError::Limit)?;
        }
        let event = reader.read_event().map_err(|_error| XmlError::Broken(reader.error_position()))?;
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(XmlError::Limit(Limit::Depth(DEPTH)));
                }
                let name = start.local_name();
                sink(Piece::Start(name.as_ref(), Attributes(&start)));
            }
            Event::Empty(start) => {
                let name = start.local_name();
                sink(Piece::Start(name.as_ref(), Attributes(&start)));
                sink(Piece::End(name.as_ref()));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                let name = end.local_name();
                sink(Piece::End(name.as_ref()));
            }
            Event::Text(text) => sink(Piece::Text(&text)),
            Event::CData(text) => sink(Piece::Text(&text)),
            Event::GeneralRef(name) => {
                // Entities that a document declares itself stay unread: they may be bombs or files.
                let known =
                    quick_xml::escape::unescape(&format!("&{};", &*name)).map(|text| text.into_owned());
                sink(Piece::Text(known.as_deref().unwrap_or(" ")));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(xml: &str) -> Result<String, XmlError> {
        let mut out = String::new();
        walk(xml.as_bytes(), Deadline::new(), &mut |piece| {
            if let Piece::Text(text) = piece {
                out.push_str(text);
            }
        })?;
        Ok(out)
    }

    #[test]
    fn entities_of_a_documents_own_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"boom\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><a>&b;&c;&amp;&#65;</a>";
        assert_eq!(text_of(bomb).as_deref(), Ok("  &A"));
    }

    #[test]
    fn depth_is_limited() {
        let deep = "<a>".repeat(DEPTH + 1);
        assert_eq!(text_of(&deep), Err(XmlError::Limit(Limit::Depth(DEPTH))));
    }
}
