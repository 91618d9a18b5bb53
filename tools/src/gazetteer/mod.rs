//! The gazetteer: GeoNames' and Natural Earth's tables, names and points brought together.

mod admin;
mod cities;
mod countries;
mod draft;
mod natural;

use std::path::Path;

use dateline::gazetteer::format;
pub(crate) use draft::{find, lines, rows};

/// Builds the gazetteer file. The same sources give the same bytes.
pub(crate) fn build(sources: &Path) -> anyhow::Result<Vec<u8>> {
    let mut drafts = draft::Drafts::default();
    countries::add(&mut drafts, sources)?;
    admin::add(&mut drafts, sources)?;
    cities::add(&mut drafts, sources)?;
    natural::add(&mut drafts, sources)?;
    cities::add_postal(&mut drafts, sources)?;
    eprintln!("{} places", drafts.places.len());
    format::write(&drafts.places, draft::tags).map_err(anyhow::Error::msg)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline::{
        gazetteer::{Gazetteer, PlaceId, Places},
        geodesy::Position,
    };
    use std::io::Write as _;

    fn zip(path: &Path, name: &str, text: &str) {
        let mut archive = zip::ZipWriter::new(std::fs::File::create(path).expect("a file"));
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        archive.write_all(text.as_bytes()).expect("its text");
        archive.finish().expect("the archive");
    }

    fn row(
        id: u32,
        name: &str,
        at: (f64, f64),
        feature: &str,
        codes: (&str, &str, &str),
        people: u32,
    ) -> String {
        let (class, kind) = feature.split_once('.').expect("class.kind");
        let (country, region, district) = codes;
        let (lat, lon) = at;
        format!(
            "{id}\t{name}\t{name}\t\t{lat}\t{lon}\t{class}\t{kind}\t{country}\t\t{region}\t{district}\t\t\t{people}\t\t\t\t2026-01-01\n"
        )
    }

    /// The layout of GeoNames' own server: zipped main tables, plain code tables, no derived points.
    #[test]
    fn the_publishers_own_files_build_a_gazetteer() {
        let folder = tempfile::tempdir().expect("a folder");
        let geonames = folder.path().join("geonames");
        std::fs::create_dir_all(&geonames).expect("a folder");
        std::fs::create_dir_all(folder.path().join("names")).expect("a folder");
        let main = [
            row(1, "Republic of Testland", (40.0, 47.5), "A.PCLI", ("TL", "00", ""), 900_000),
            row(2, "Upper Region", (41.0, 46.0), "A.ADM1", ("TL", "01", ""), 300_000),
            row(3, "Mill District", (41.2, 46.2), "A.ADM2", ("TL", "01", "A1"), 90_000),
            row(4, "Millton", (41.3, 46.3), "P.PPL", ("TL", "01", "A1"), 1_200),
            row(5, "Cold River", (41.4, 46.4), "H.STM", ("TL", "01", ""), 0),
        ];
        zip(&geonames.join("allCountries.zip"), "allCountries.txt", &main.concat());
        zip(
            &geonames.join("no-country.zip"),
            "no-country.txt",
            &row(6, "Wide Sea", (0.0, 0.0), "H.SEA", ("", "", ""), 0),
        );
        let country = "#ISO\nTL\tTLD\t1\tTL\tTestland\tMillton\t1\t900000\tAS\t.tl\tX\tX\t\t\t\t\t1\t\t\n";
        for (name, text) in [
            ("countryInfo.txt", country),
            ("admin1CodesASCII.txt", "TL.01\tUpper Region\tUpper Region\t2\n"),
            ("admin2Codes.txt", "TL.01.A1\tMill District\tMill District\t3\n"),
        ] {
            std::fs::write(geonames.join(name), text).expect("a table");
        }
        for name in [
            "cldr_territories",
            "country_names_factbook",
            "demonyms_factbook",
            "demonyms_supplement",
            "admin1_aliases",
            "regions_supplement",
            "region_aliases",
        ] {
            std::fs::write(folder.path().join(format!("names/{name}.tsv")), "").expect("a table");
        }
        let gazetteer = Gazetteer::open(build(folder.path()).expect("a build").into()).expect("a gazetteer");
        let place = |id| gazetteer.place(&PlaceId::GeoNames(id)).expect("the place");
        assert_eq!(place(1).position, Position::new(47.5, 40.0).expect("a position"));
        assert_eq!(
            (place(4).region.as_deref(), place(4).country.as_deref()),
            (Some("Upper Region"), Some("TL"))
        );
        assert_eq!(place(3).position, Position::new(46.2, 41.2).expect("a position"));
        assert_eq!(place(5).name, "Cold River");
        assert_eq!(place(6).name, "Wide Sea");
    }
}
