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

/// The width of a line of text in the regular face, in points at a size of 1. Characters without a glyph
/// there count as an average letter: good enough to keep labels apart.
#[must_use]
pub fn width(text: &str, bold: bool) -> f32 {
    let face = if bold { BOLD } else { REGULAR };
    let Ok(face) = ttf_parser::Face::parse(face.bytes, 0) else { return 0.0 };
    let units = f32::from(face.units_per_em().max(1));
    text.chars()
        .map(|c| {
            let advance = face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph));
            advance.map_or(0.6, |advance| f32::from(advance) / units)
        })
        .sum()
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
    }
}
