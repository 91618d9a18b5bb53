//! Online tiles: the only code that can open a socket, and only once the user turned it on.
//!
//! Pictures are kept on disk as long as the server's headers allow; a server that fails is asked again after
//! longer and longer waits, and the map says so meanwhile.
#![allow(clippy::disallowed_types)] // here they are allowed

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use http_cache_reqwest::{CACacheManager, Cache, CacheMode, HttpCache, HttpCacheOptions};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};

use super::{
    base::picture,
    tiles::{Outcome, Pyramid, Source, Spot, Wanted},
};
use crate::app::settings::Basemap;

/// What must stand on a map of OpenStreetMap's tiles.
const OSM_ATTRIBUTION: &str = "© OpenStreetMap contributors";
const OSM_TEMPLATE: &str = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";
/// Who asks, as tile servers want to know.
const USER_AGENT: &str =
    concat!("Dateline/", env!("CARGO_PKG_VERSION"), " (desktop application org.dateline.Dateline)");
/// The longest wait before a server that fails is asked again.
const LONGEST_WAIT: u64 = 120;

/// How a server fares.
#[derive(Default)]
struct Health {
    failures: u32,
    until: Option<Instant>,
    problem: Option<String>,
}

/// Connections of one thread.
struct Worker {
    runtime: tokio::runtime::Runtime,
    client: ClientWithMiddleware,
}

/// A server of tiles.
pub(super) struct Online {
    template: String,
    attribution: String,
    cache: Option<PathBuf>,
    idle: Mutex<Vec<Worker>>,
    health: Mutex<Health>,
}

impl Online {
    /// The server that a setting names; `None` for basemaps that need none.
    pub(super) fn of(basemap: &Basemap, cache: Option<PathBuf>) -> Option<Self> {
        let (template, attribution) = match basemap {
            Basemap::OpenStreetMap => (OSM_TEMPLATE.to_owned(), OSM_ATTRIBUTION.to_owned()),
            Basemap::Template { url, key, attribution } => (url.replace("{key}", key), attribution.clone()),
            Basemap::Embedded | Basemap::File(_) => return None,
        };
        let (idle, health) = (Mutex::default(), Mutex::default());
        Some(Self { template, attribution, cache, idle, health })
    }

    /// What must stand on the map.
    pub(super) fn attribution(&self) -> &str {
        &self.attribution
    }

    /// Why no tiles come at present.
    pub(super) fn problem(&self) -> Option<String> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner).problem.clone()
    }

    fn url(&self, Spot { z, x, y }: Spot) -> String {
        let south = (1_u32 << z).saturating_sub(1).saturating_sub(y);
        let server = ["a", "b", "c"][(x as usize + y as usize) % 3];
        self.template
            .replace("{z}", &z.to_string())
            .replace("{x}", &x.to_string())
            .replace("{-y}", &south.to_string())
            .replace("{y}", &y.to_string())
            .replace("{s}", server)
            .replace("{r}", "")
    }

    fn worker(&self) -> Option<Worker> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.or_else(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            let client = reqwest::Client::builder()
                .user_agent(USER_AGENT)
                .connect_timeout(Duration::from_secs(8))
                .timeout(Duration::from_secs(20))
                .build()
                .ok()?;
            let mut builder = ClientBuilder::new(client);
            if let Some(path) = &self.cache {
                builder = builder.with(Cache(HttpCache {
                    mode: CacheMode::Default,
                    manager: CACacheManager { path: path.clone(), remove_opts: Default::default() },
                    options: HttpCacheOptions::default(),
                }));
            }
            Some(Worker { runtime, client: builder.build() })
        })
    }

    /// Waits that double with each failure in a row.
    fn failed(&self, problem: String, at_least: u64) -> Outcome {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.failures = (health.failures + 1).min(16);
        let seconds = (1_u64 << health.failures.min(7)).clamp(at_least, LONGEST_WAIT.max(at_least));
        let wait = Duration::from_secs(seconds);
        health.until = Some(Instant::now() + wait);
        health.problem = Some(problem);
        Outcome::Later(wait)
    }

    fn fared_well(&self) {
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = Health::default();
    }
}

impl Source for Online {
    fn pyramid(&self) -> Pyramid {
        Pyramid { side: 256, max_zoom: 19, exact: false }
    }

    fn threads(&self) -> usize {
        // The usage policy of OpenStreetMap's servers.
        2
    }

    fn tile(&self, wanted: &Wanted) -> Outcome {
        let now = Instant::now();
        let until = self.health.lock().unwrap_or_else(PoisonError::into_inner).until;
        if let Some(wait) = until.and_then(|until| until.checked_duration_since(now)) {
            return Outcome::Later(wait);
        }
        let Some(worker) = self.worker() else {
            return self.failed("no connection can be made on this machine".to_owned(), 60);
        };
        let url = self.url(wanted.spot);
        let answer = worker.runtime.block_on(async {
            let response = worker.client.get(&url).send().await?;
            let status = response.status().as_u16();
            let retry =
                response.headers().get("retry-after").and_then(|wait| wait.to_str().ok()?.parse().ok());
            Ok::<_, reqwest_middleware::Error>((status, retry, response.bytes().await?))
        });
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        match answer {
            Ok((200, _, bytes)) => match picture(&bytes) {
                Some(image) => {
                    self.fared_well();
                    Outcome::Picture(image)
                }
                None => self.failed("the tile server sends something else than pictures".to_owned(), 30),
            },
            Ok((204 | 404 | 410, _, _)) => Outcome::Nothing,
            Ok((status @ (401 | 403), _, _)) => {
                self.failed(format!("the tile server refuses to answer ({status}); check the key"), 60)
            }
            Ok((status, retry, _)) => {
                self.failed(format!("the tile server fails ({status})"), retry.unwrap_or(0).min(3_600))
            }
            // The address may hold a key: it is not repeated.
            Err(_) => self.failed("the tile server cannot be reached".to_owned(), 0),
        }
    }
}

/// Why an address is no template of tiles; `None` where it is one.
#[must_use]
pub(in crate::app) fn complaint(template: &str) -> Option<&'static str> {
    if !template.starts_with("https://") && !template.starts_with("http://") {
        return Some("The address must begin with https://");
    }
    let has = |part: &str| template.contains(part);
    if !has("{z}") || !has("{x}") || !(has("{y}") || has("{-y}")) {
        return Some("The address needs {z}, {x} and {y} where zoom, column and row stand");
    }
    None
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        thread,
    };

    use super::*;
    use crate::basemap::style::Style;

    fn wanted() -> Wanted {
        Wanted { spot: Spot { z: 3, x: 5, y: 2 }, pixels: 256, scale: 1.0, style: Style::default() }
    }

    fn png() -> Vec<u8> {
        crate::export::png_of(&[200; 4 * 4], [2, 2]).expect("a picture")
    }

    /// A server on this machine that gives one answer to all; how often it was asked, and what it was last asked.
    fn server(answer: Vec<u8>) -> (String, Arc<AtomicUsize>, Arc<Mutex<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        let (asked, last) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(String::new())));
        let (count, heard) = (Arc::clone(&asked), Arc::clone(&last));
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut buffer = [0; 4096];
                let read = stream.read(&mut buffer).unwrap_or(0);
                *heard.lock().unwrap() = String::from_utf8_lossy(&buffer[..read]).into_owned();
                count.fetch_add(1, Ordering::SeqCst);
                let _sent = stream.write_all(&answer);
            }
        });
        (format!("http://{address}/{{z}}/{{x}}/{{y}}.png?key={{key}}"), asked, last)
    }

    fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let mut out = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
            body.len()
        )
        .into_bytes();
        out.extend(body);
        out
    }

    fn online(url: String, cache: Option<PathBuf>) -> Online {
        let basemap =
            Basemap::Template { url, key: "s3cret".to_owned(), attribution: "© Somebody".to_owned() };
        Online::of(&basemap, cache).expect("a server")
    }

    #[test]
    fn a_tile_is_asked_for_once_as_long_as_its_headers_allow() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, asked, last) =
            server(answer("200 OK", "Cache-Control: max-age=3600\r\nContent-Type: image/png\r\n", &png()));
        for _ in 0..2 {
            let online = online(url.clone(), Some(folder.path().to_owned()));
            assert!(matches!(online.tile(&wanted()), Outcome::Picture(image) if image.size == [2, 2]));
            assert_eq!(online.problem(), None);
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        let heard = last.lock().unwrap().to_lowercase();
        assert!(heard.starts_with("get /3/5/2.png?key=s3cret"), "{heard}");
        assert!(heard.contains("user-agent: dateline/"), "{heard}");
    }

    #[test]
    fn a_server_that_fails_is_left_alone_for_a_while_and_the_map_says_so() {
        let (url, asked, _) = server(answer("503 Service Unavailable", "Retry-After: 30\r\n", b""));
        let online = online(url, None);
        let Outcome::Later(wait) = online.tile(&wanted()) else { panic!("it must be asked again later") };
        assert!(wait >= Duration::from_secs(30), "{wait:?}");
        assert!(matches!(online.tile(&wanted()), Outcome::Later(_)));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert!(online.problem().is_some_and(|problem| problem.contains("503")));
    }

    #[test]
    fn a_dead_server_and_one_that_sends_no_pictures_are_told_apart_and_no_key_is_told() {
        let dead = online("http://127.0.0.1:9/{z}/{x}/{y}?key={key}".to_owned(), None);
        assert!(matches!(dead.tile(&wanted()), Outcome::Later(_)));
        assert_eq!(dead.problem().as_deref(), Some("the tile server cannot be reached"));
        let (url, ..) = server(answer("200 OK", "", b"<html>"));
        let page = online(url, None);
        assert!(matches!(page.tile(&wanted()), Outcome::Later(_)));
        assert!(page.problem().is_some_and(|problem| problem.contains("pictures")));
    }

    #[test]
    fn tiles_that_do_not_exist_are_not_asked_for_again() {
        let (url, ..) = server(answer("404 Not Found", "", b""));
        assert!(matches!(online(url, None).tile(&wanted()), Outcome::Nothing));
    }

    #[test]
    fn templates_are_checked_before_they_are_used() {
        assert_eq!(complaint(OSM_TEMPLATE), None);
        assert!(complaint("tile.org/{z}/{x}/{y}").is_some());
        assert!(complaint("https://tile.org/{z}/{x}").is_some());
    }
}
