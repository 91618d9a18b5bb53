//! Holds the rooms' allowed arrows: what each part of the code may use. ARCHITECTURE.md explains them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each room and the rooms it may use besides itself and the `FOUNDATIONS`.
const ROOMS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("geodesy", &[]),
    ("fonts", &[]),
    ("language", &[]),
    ("article", &["language"]),
    ("gazetteer", &[]),
    ("geoparse", &["language", "gazetteer"]),
    ("quotes", &["language", "gazetteer", "geoparse"]),
    ("proposals", &["language", "article", "gazetteer", "geoparse", "quotes"]),
    ("engine", &["language", "article", "gazetteer", "geoparse", "quotes", "proposals"]),
    ("project", &["language", "article", "gazetteer", "geoparse", "quotes", "proposals", "engine"]),
    ("basemap", &["fonts", "gazetteer"]),
    (
        "cartography",
        &["fonts", "basemap", "article", "gazetteer", "geoparse", "proposals", "engine", "project"],
    ),
    (
        "figure",
        &[
            "fonts",
            "basemap",
            "cartography",
            "article",
            "gazetteer",
            "geoparse",
            "proposals",
            "engine",
            "project",
        ],
    ),
    (
        "export",
        &[
            "fonts",
            "basemap",
            "cartography",
            "figure",
            "language",
            "article",
            "gazetteer",
            "geoparse",
            "quotes",
            "proposals",
            "engine",
            "project",
        ],
    ),
    (
        "cli",
        &[
            "export",
            "figure",
            "basemap",
            "cartography",
            "language",
            "article",
            "gazetteer",
            "geoparse",
            "quotes",
            "proposals",
            "engine",
            "project",
        ],
    ),
];

/// Used by every room and using none.
const FOUNDATIONS: &[&str] = &["text", "geodesy"];

/// Crates of the window: named in `app` alone.
const WINDOW_CRATES: &[&str] = &["egui", "eframe", "walkers", "rfd", "egui_wgpu"];

/// Rooms that may touch files.
const FILE_ROOMS: &[&str] = &["article", "project", "export", "cli", "app"];

fn source_files(room: &str) -> Vec<PathBuf> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let single = src.join(format!("{room}.rs"));
    if single.is_file() {
        files.push(single);
    }
    let mut folders = vec![src.join(room)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a readable source folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The code of a file: without comments and without its inline test module.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a readable source file");
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn rooms_named(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let names_after = |rest: &str| -> Vec<String> {
        let name = |text: &str| -> String {
            text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        };
        let Some(list) = rest.strip_prefix('{') else { return vec![name(rest)] };
        let (mut depth, mut names, mut start) = (1, Vec::new(), 0);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 || (depth == 1 && c == ',') {
                names.push(name(&list[start..at]));
                start = at + 1;
            }
            if depth == 0 {
                break;
            }
        }
        names
    };
    for (at, _) in code.match_indices("crate::") {
        found.extend(names_after(&code[at + "crate::".len()..]));
    }
    found.remove("");
    found
}

fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        code[at + name.len()..].starts_with("::")
            && before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

#[test]
fn every_room_uses_only_the_rooms_before_it() {
    let known: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).chain(["app"]).collect();
    for (room, allowed) in ROOMS {
        for file in source_files(room) {
            for used in rooms_named(&code(&file)) {
                if !known.contains(used.as_str()) {
                    continue; // an item of the crate's root, such as a macro
                }
                assert!(
                    used == *room || FOUNDATIONS.contains(&used.as_str()) || allowed.contains(&used.as_str()),
                    "{} uses `{used}`, which the room `{room}` may not",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn every_room_is_listed_here() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let listed: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).chain(["app", "lib", "main"]).collect();
    for entry in fs::read_dir(src).expect("the source folder") {
        let path = entry.expect("a readable entry").path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a UTF-8 name").to_owned();
        assert!(listed.contains(name.as_str()), "the room `{name}` has no allowed arrows yet");
    }
}

#[test]
fn only_the_window_names_the_window_crates() {
    for (room, _) in ROOMS {
        for file in source_files(room) {
            let code = code(&file);
            for name in WINDOW_CRATES {
                assert!(!names_crate(&code, name), "{} names `{name}`", file.display());
            }
        }
    }
}

#[test]
fn only_the_online_layer_names_network_types() {
    for file in source_files("app") {
        if file.ends_with("views/map/online.rs") {
            continue;
        }
        let code = code(&file);
        for name in ["HttpTiles", "reqwest", "TcpStream", "UdpSocket"] {
            assert!(!code.contains(name), "{} names `{name}`", file.display());
        }
    }
    for (room, _) in ROOMS {
        for file in source_files(room) {
            let code = code(&file);
            assert!(!code.contains("std::net"), "{} names `std::net`", file.display());
        }
    }
}

#[test]
fn only_the_rooms_that_read_or_write_touch_files() {
    for (room, _) in ROOMS.iter().filter(|(room, _)| !FILE_ROOMS.contains(room)) {
        for file in source_files(room) {
            let code = code(&file);
            for name in ["std::fs", "File::open", "File::create"] {
                assert!(!code.contains(name), "{} touches files: `{name}`", file.display());
            }
        }
    }
}

#[test]
fn the_engine_prints_nothing() {
    for (room, _) in ROOMS.iter().filter(|(room, _)| *room != "cli") {
        for file in source_files(room) {
            let code = code(&file);
            for name in ["println!", "eprintln!", "print!(", "dbg!"] {
                assert!(!code.contains(name), "{} prints: `{name}`", file.display());
            }
        }
    }
}
