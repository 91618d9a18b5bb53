//! The bundled sample coverage: articles written for Dateline, by outlets that do not exist.

use super::{Article, markdown};

const FILES: &[(&str, &str)] = &[
    ("01-caspian-wire.md", include_str!("../../assets/coverage/01-caspian-wire.md")),
    ("02-ararat-daily.md", include_str!("../../assets/coverage/02-ararat-daily.md")),
    ("03-meridian.md", include_str!("../../assets/coverage/03-meridian.md")),
    ("04-danube-observer.md", include_str!("../../assets/coverage/04-danube-observer.md")),
    ("05-black-sea-review.md", include_str!("../../assets/coverage/05-black-sea-review.md")),
    ("06-caspian-wire.md", include_str!("../../assets/coverage/06-caspian-wire.md")),
    ("07-hill-country-post.md", include_str!("../../assets/coverage/07-hill-country-post.md")),
    ("08-potomac-briefing.md", include_str!("../../assets/coverage/08-potomac-briefing.md")),
    ("09-tiflis-courier.md", include_str!("../../assets/coverage/09-tiflis-courier.md")),
    ("10-kavkaz-segodnya.md", include_str!("../../assets/coverage/10-kavkaz-segodnya.md")),
    ("11-meridian.md", include_str!("../../assets/coverage/11-meridian.md")),
    ("12-caspian-wire.md", include_str!("../../assets/coverage/12-caspian-wire.md")),
];

/// The sample coverage, in order of publication.
#[must_use]
pub fn sample() -> Vec<Article> {
    FILES.iter().map(|(name, source)| markdown::read(source, name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_says_who_published_it_and_when() {
        let articles = sample();
        assert!(articles.len() >= 8);
        for article in articles {
            assert!(
                article.title.is_some() && article.outlet.is_some() && article.date.is_some(),
                "{}",
                article.id
            );
        }
    }
}
