//! The faces inside the program: Noto, in the scripts that names are shown in (SIL Open Font License 1.1).

/// A face.
#[derive(Clone, Copy, Debug)]
pub struct Face {
    /// What it is called in font lists.
    pub name: &'static str,
    /// The bytes of the TrueType file.
    pub bytes: &'static [u8],
}

/// Latin, Cyrillic and Greek.
pub const REGULAR: Face =
    Face { name: "Noto Sans", bytes: include_bytes!("../assets/fonts/NotoSans-Regular.ttf") };
/// The same, bold.
pub const BOLD: Face =
    Face { name: "Noto Sans Bold", bytes: include_bytes!("../assets/fonts/NotoSans-Bold.ttf") };
/// The same, slanted.
pub const ITALIC: Face =
    Face { name: "Noto Sans Italic", bytes: include_bytes!("../assets/fonts/NotoSans-Italic.ttf") };

/// Scripts that the Latin face lacks.
pub const OTHER_SCRIPTS: &[Face] = &[
    Face {
        name: "Noto Sans Armenian",
        bytes: include_bytes!("../assets/fonts/NotoSansArmenian-Regular.ttf"),
    },
    Face {
        name: "Noto Sans Georgian",
        bytes: include_bytes!("../assets/fonts/NotoSansGeorgian-Regular.ttf"),
    },
    Face { name: "Noto Naskh Arabic", bytes: include_bytes!("../assets/fonts/NotoNaskhArabic-Regular.ttf") },
    Face { name: "Noto Sans Hebrew", bytes: include_bytes!("../assets/fonts/NotoSansHebrew-Regular.ttf") },
];

/// The width of a line of text in points at a size of 1, in the face that has each character: the Latin one or
/// that of its script. Characters that no face here has count as square where they are Chinese, Japanese or
/// Korean, else as an average letter: good enough to keep labels apart.
#[must_use]
pub fn width(text: &str, bold: bool) -> f32 {
    let latin = if bold { &parsed()[1] } else { &parsed()[0] };
    text.chars()
        .map(|c| {
            let known =
                std::iter::once(latin).chain(&parsed()[2..]).find_map(|face| advance(face.as_ref()?, c));
            known.unwrap_or(match c {
                '\u{1100}'..='\u{11ff}'
                | '\u{2e80}'..='\u{a4cf}'
                | '\u{ac00}'..='\u{d7af}'
                | '\u{f900}'..='\u{faff}'
                | '\u{ff00}'..='\u{ffef}' => 1.0,
                '\u{300}'..='\u{36f}' => 0.0,
                _ => 0.6,
            })
        })
        .sum()
}

/// Whether a face in the program has every character of a text.
#[must_use]
pub fn covers(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || parsed().iter().flatten().any(|face| face.glyph_index(c).is_some()))
}

/// The regular and the bold face and those of the other scripts, read once.
fn parsed() -> &'static [Option<ttf_parser::Face<'static>>] {
    static FACES: std::sync::OnceLock<Vec<Option<ttf_parser::Face<'static>>>> = std::sync::OnceLock::new();
    FACES.get_or_init(|| {
        let all = [REGULAR, BOLD].into_iter().chain(OTHER_SCRIPTS.iter().copied());
        all.map(|face| ttf_parser::Face::parse(face.bytes, 0).ok()).collect()
    })
}

fn advance(face: &ttf_parser::Face<'_>, c: char) -> Option<f32> {
    let advance = face.glyph_hor_advance(face.glyph_index(c)?)?;
    Some(f32::from(advance) / f32::from(face.units_per_em().max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_of_the_story_has_glyphs() {
        for c in "Ağdam Xankəndi Бакуїґ Ստեփանակերտ თბილისი باكو שלום".chars().filter(|c| !c.is_whitespace())
        {
            let all = [REGULAR].into_iter().chain(OTHER_SCRIPTS.iter().copied());
            let drawn = all
                .filter_map(|face| ttf_parser::Face::parse(face.bytes, 0).ok())
                .any(|face| face.glyph_index(c).is_some());
            assert!(drawn, "{c}");
        }
    }

    #[test]
    fn wider_text_is_wider() {
        assert!(width("mmmm", false) > width("iiii", false));
        assert!(width("Baku", true) > width("Baku", false));
        assert!((width("北京", false) - 2.0).abs() < f32::EPSILON);
    }
}
