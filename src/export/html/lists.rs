//! The lists of the report: proposals, places, what is tied to no place, and the articles.

use std::io::{self, Write};

use super::{anchor, counted, source};
use crate::{
    export::{
        dataset::{Dataset, MentionRow, ProposalRow, word},
        markup::escape,
    },
    project::index::PlaceEntry,
};

/// Passages shown of one place; more are counted.
const PASSAGES: usize = 100;

/// A search field that is there where scripts run.
fn search(list: &str, what: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<p data-script hidden><label>Find in {what}: <input class=\"search\" type=\"search\" data-list=\"{list}\"></label></p>\n<div id=\"{list}\">"
    )
}

fn end(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<p class=\"none\" role=\"status\" hidden>Nothing matches.</p>\n</div>\n</section>\n")
}

pub(super) fn proposals(data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<section aria-labelledby=\"proposals\">\n<h2 id=\"proposals\">Proposals</h2>\n")?;
    search("proposal-list", "the proposals", out)?;
    let mut count = 0;
    for row in data.proposals() {
        proposal(&row, out)?;
        count += 1;
    }
    if count == 0 {
        out.write_all(b"<p>No proposal was found in these articles.</p>\n")?;
    }
    end(out)
}

fn proposal(row: &ProposalRow<'_>, out: &mut dyn Write) -> io::Result<()> {
    let entry = row.entry;
    write!(
        out,
        "<details><summary><h3><bdi>{}</bdi></h3><span class=\"status s-{}\">{}</span><span class=\"facts\">{}</span></summary>\n<div id=\"{}\">\n<dl>",
        escape(&entry.title),
        word(row.status()),
        row.status().label(),
        counted(row.tellings.len(), "article"),
        anchor("proposal", &row.key)
    )?;
    let mut fact = |name: &str, value: &str| {
        if value.is_empty() { Ok(()) } else { write!(out, "<dt>{name}</dt><dd>{value}</dd>") }
    };
    let text =
        |text: Option<&String>| text.map(|text| format!("<bdi>{}</bdi>", escape(text))).unwrap_or_default();
    fact("Kind", row.kind().label())?;
    fact("Put forward by", &text(entry.proposer.as_ref()))?;
    fact("Addressed to", &text(entry.addressee.as_ref()))?;
    fact("When", &text(entry.date.as_ref()))?;
    let places: Vec<String> = row
        .places
        .iter()
        .map(|(role, place)| {
            let name = escape(&place.label(true));
            let id = anchor("place", &place.id.to_string());
            format!("{} <a href=\"#{id}\"><bdi>{name}</bdi></a>", role.label())
        })
        .collect();
    fact("Where", &places.join(", "))?;
    let decided = if row.by.label() == "analyst" { "reviewed by an analyst" } else { "found by the program" };
    fact("Certainty", &format!("{:.0} %, {decided}", entry.confidence * 100.0))?;
    out.write_all(b"</dl>\n")?;
    for telling in &row.tellings {
        write!(out, "<h4>{}: {}</h4>", source(telling.article), telling.told.status.label())?;
        for (_, _, text) in &telling.evidence {
            write!(out, "<blockquote><p dir=\"auto\">{}</p></blockquote>", escape(text))?;
        }
        if let Some(text) = telling.status_evidence {
            write!(
                out,
                "<p class=\"source\">Its status is told here:</p><blockquote><p dir=\"auto\">{}</p></blockquote>",
                escape(text)
            )?;
        }
        if let Some(text) = telling.conditions {
            write!(out, "<p class=\"source\">Condition: <bdi>{}</bdi></p>", escape(text))?;
        }
        out.write_all(b"\n")?;
    }
    out.write_all(b"</div></details>\n")
}

pub(super) fn places(data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<section aria-labelledby=\"places\">\n<h2 id=\"places\">Places</h2>\n")?;
    search("place-list", "the places", out)?;
    for entry in data.places() {
        if data.progress.is_cancelled() {
            break;
        }
        place(data, entry, out)?;
    }
    if data.places().is_empty() {
        out.write_all(b"<p>No place was found in these articles.</p>\n")?;
    }
    end(out)
}

fn place(data: &Dataset<'_>, entry: &PlaceEntry, out: &mut dyn Write) -> io::Result<()> {
    let place = &entry.place;
    let within = [place.region.as_deref(), place.country.as_deref()];
    let within: Vec<&str> = within.into_iter().flatten().filter(|name| *name != place.name).collect();
    let within = if within.is_empty() {
        String::new()
    } else {
        format!(", <bdi>{}</bdi>", escape(&within.join(", ")))
    };
    writeln!(
        out,
        "<details><summary><h3><bdi>{}</bdi></h3><span class=\"facts\">{}{within} · {} in {} · {:.0} % sure</span></summary>\n<div id=\"{}\">",
        escape(&place.label(true)),
        place.class.label(),
        counted(entry.mentions.len(), "mention"),
        counted(entry.articles, "article"),
        entry.confidence * 100.0,
        anchor("place", &place.id.to_string())
    )?;
    let about: Vec<String> = entry
        .proposals
        .iter()
        .filter_map(|id| data.excerpt.index.proposal(*id))
        .map(|proposal| {
            let id = anchor("proposal", &data.key(proposal.id.0));
            format!("<a href=\"#{id}\"><bdi>{}</bdi></a>", escape(&proposal.title))
        })
        .collect();
    if !about.is_empty() {
        writeln!(out, "<p>Proposals: {}</p>", about.join("; "))?;
    }
    let mut result = Ok(());
    let mut shown = 0;
    data.passages(entry, |row| {
        if shown < PASSAGES && result.is_ok() {
            result = passage(&row, out);
            shown += 1;
        }
    });
    result?;
    if entry.mentions.len() > shown {
        writeln!(out, "<p>{} more are in the exports of data.</p>", entry.mentions.len() - shown)?;
    }
    out.write_all(b"</div></details>\n")
}

/// A passage with the words that name the place marked in it.
fn passage(row: &MentionRow<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (from, to) = (row.start.saturating_sub(row.passage_start), row.end.saturating_sub(row.passage_start));
    let byte = |chars: usize| row.passage.char_indices().nth(chars).map_or(row.passage.len(), |(at, _)| at);
    let (from, to) = (byte(from), byte(to));
    let (before, named, after) = (&row.passage[..from], &row.passage[from..to], &row.passage[to..]);
    writeln!(
        out,
        "<blockquote><p dir=\"auto\">{}<mark>{}</mark>{}</p><p class=\"source\">{}</p></blockquote>",
        escape(before),
        escape(named),
        escape(after),
        source(row.article)
    )
}

pub(super) fn unresolved(data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
    let open = data.excerpt.index.unresolved();
    if open.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section aria-labelledby=\"open\">\n<h2 id=\"open\">Tied to no place</h2>\n<details><summary><h3>{}</h3></summary>\n<div>",
        counted(open.len(), "mention")
    )?;
    for id in open.iter().take(PASSAGES) {
        if let Some(row) = data.mention(*id) {
            passage(&row, out)?;
        }
    }
    if open.len() > PASSAGES {
        writeln!(out, "<p>{} more are in the exports of data.</p>", open.len() - PASSAGES)?;
    }
    out.write_all(b"</div></details>\n</section>\n")
}

pub(super) fn sources(data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"<section aria-labelledby=\"sources\">\n<h2 id=\"sources\">Articles</h2>\n<ol class=\"sources\">\n",
    )?;
    for (_, entry) in data.articles() {
        writeln!(out, "<li>{}</li>", source(&entry.article))?;
    }
    out.write_all(b"</ol>\n</section>\n")
}
