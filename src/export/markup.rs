//! Text in XML and HTML.

/// Text as the content of an element or the value of a quoted attribute, in XML and HTML alike. Characters
/// that XML cannot hold become spaces.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// An address that may be a link: of the web, nothing that runs.
pub(super) fn link(url: Option<&String>) -> Option<String> {
    let url = url?;
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    is_web.then(|| escape(url))
}

/// A colour as `#rrggbb`.
pub(super) fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text_and_scripts_are_no_links() {
        assert_eq!(escape("<b a=\"'&\">\u{0}"), "&lt;b a=&quot;&#39;&amp;&quot;&gt; ");
        assert_eq!(link(Some(&"javascript:alert(1)".to_owned())), None);
        assert_eq!(link(Some(&"HTTPS://a.b/?x&y".to_owned())).as_deref(), Some("HTTPS://a.b/?x&amp;y"));
    }
}
