//! What the reader shows of an article: worked out once for a revision of the project.

use std::sync::Arc;

use crate::{
    app::{command::Command, context::ViewContext, selection::Subject},
    gazetteer::PlaceClass,
    geoparse::MentionKind,
    project::{
        ArticleId, Change, Entry, Home, MentionId, ProposalId, Referent, TellingId, TellingWord,
        index::{Index, ProposalEntry},
    },
    proposals::{PlaceRole, Proposal, ProposalKind, ProposalPlace, Status},
    text::ByteSpan,
};

/// A mention as the reader shows it.
pub(super) struct Shown {
    pub(super) id: MentionId,
    pub(super) kind: MentionKind,
    pub(super) class: Option<PlaceClass>,
    pub(super) decided: bool,
    pub(super) no_place: bool,
}

/// One article, ready to be set.
pub(super) struct Page {
    pub(super) article: ArticleId,
    pub(super) text: Arc<str>,
    pub(super) paragraphs: Vec<ByteSpan>,
    /// In text order.
    pub(super) mentions: Vec<Shown>,
    /// Passages of proposals, shortest first.
    pub(super) evidence: Vec<(ByteSpan, ProposalId, Status)>,
    /// Quotes in text order, with who says them.
    quotes: Vec<(ByteSpan, String)>,
    revision: u64,
    taken: Vec<TellingId>,
}

/// Who puts what to whom, in a line: "United States to Azerbaijan: infrastructure via Aghdam · floated".
fn line(entry: &ProposalEntry, index: &Index) -> String {
    let parties = match (&entry.proposer, &entry.addressee) {
        (Some(by), Some(to)) => format!("{by} to {to}: "),
        (Some(by), None) => format!("{by}: "),
        (None, Some(to)) => format!("To {to}: "),
        (None, None) => String::new(),
    };
    let mut line = format!("{parties}{}", entry.kind.label().to_lowercase());
    for (role, place) in &entry.places {
        if let Some(place) = index.place(place) {
            line.push_str(&format!(" {} {}", role.label(), place.place.name));
        }
    }
    if let Some(date) = &entry.date {
        line.push_str(&format!(" on {date}"));
    }
    format!("{line} · {}", entry.status.label())
}

/// Who says the quotes of an article, with the role that the text gives.
fn quotes(entry: &Entry) -> Vec<(ByteSpan, String)> {
    let text = &entry.article.text;
    let said = |quote: &crate::quotes::Quote| {
        let name = quote.speaker_name.clone()?;
        let role = quote.role.and_then(|span| text.get(span.start()..span.end()));
        let relayed = quote.relayed_by.and_then(|span| text.get(span.start()..span.end()));
        let role = role.map(|role| format!(", {role}")).unwrap_or_default();
        let relayed = relayed.map(|outlet| format!(", to {outlet}")).unwrap_or_default();
        Some((quote.span, format!("{name}{role} says{relayed}")))
    };
    entry.annotation.quotes.iter().filter_map(said).collect()
}

impl Page {
    pub(super) fn new(article: ArticleId, entry: &Entry, context: &ViewContext<'_>) -> Self {
        let (project, index) = (context.project, context.index);
        let mut paragraphs: Vec<ByteSpan> = entry.passages.iter().map(|passage| passage.paragraph).collect();
        paragraphs.dedup();
        let show = |reading: crate::project::Reading<'_>| Shown {
            id: reading.id,
            kind: reading.kind,
            class: index.place_of(reading.id).map(|entry| entry.place.class),
            decided: reading.decision.is_some(),
            no_place: reading.referent() == Referent::NoPlace,
        };
        let mut evidence = Vec::new();
        for proposal in index.proposals_in(article) {
            for telling in proposal.tellings.iter().filter(|telling| telling.article == article) {
                let spans = project.telling(*telling).map(|told| told.evidence.as_slice());
                let spans = spans.unwrap_or_default();
                evidence.extend(spans.iter().map(|span| (*span, proposal.id, proposal.status)));
            }
        }
        evidence.sort_by_key(|(span, id, _)| (span.len(), *span, *id));
        Self {
            article,
            text: Arc::clone(&entry.article.text),
            paragraphs,
            mentions: project.readings(article).into_iter().map(show).collect(),
            evidence,
            quotes: quotes(entry),
            revision: index.revision,
            taken: project.tellings(article).into_iter().map(|(id, _)| id).collect(),
        }
    }

    pub(super) fn is_for(&self, article: ArticleId, context: &ViewContext<'_>) -> bool {
        self.article == article && self.revision == context.index.revision
    }

    /// The mentions that lie in a span, in text order.
    pub(super) fn mentions_in(&self, span: ByteSpan) -> &[Shown] {
        let first = self.mentions.partition_point(|shown| shown.id.span.start() < span.start());
        let last = self.mentions.partition_point(|shown| shown.id.span.start() < span.end());
        &self.mentions[first..last.max(first)]
    }

    /// The mention, or else the proposal, at a byte of the text.
    pub(super) fn subject_at(&self, byte: usize) -> Option<Subject> {
        let after = self.mentions.partition_point(|shown| shown.id.span.end() < byte);
        let near = self.mentions.get(after).filter(|shown| shown.id.span.start() <= byte);
        if let Some(shown) = near {
            return Some(Subject::Mention(shown.id));
        }
        let hit = self.evidence.iter().find(|(span, ..)| span.contains(byte));
        hit.map(|(_, id, _)| Subject::Proposal(*id))
    }

    /// Who says what to whom at a byte of the text: the speaker of a quote, and each proposal told there.
    pub(super) fn told_at(&self, byte: usize, index: &Index) -> Option<String> {
        let quote = self.quotes.iter().find(|(span, _)| span.contains(byte)).map(|(_, said)| said.clone());
        let mut lines: Vec<String> = quote.into_iter().collect();
        for (_, id, _) in self.evidence.iter().filter(|(span, ..)| span.contains(byte)) {
            let told = index.proposal(*id).map(|entry| line(entry, index));
            lines.extend(told.filter(|told| !lines.contains(told)));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// The commands that make a proposal of a stretch of text, with the places it names.
    pub(super) fn new_proposal(&self, span: ByteSpan, words: &str) -> Vec<Command> {
        let taken =
            |nth: &u32| self.taken.contains(&TellingId { article: self.article, evidence: span, nth: *nth });
        let nth = (0..).find(|nth| !taken(nth)).unwrap_or(u32::MAX);
        let id = TellingId { article: self.article, evidence: span, nth };
        let places = self.mentions_in(span).iter().filter(|shown| shown.class.is_some());
        let proposal = Proposal {
            id: String::new(),
            kind: ProposalKind::Other,
            evidence: vec![span],
            proposer: None,
            addressee: None,
            source: None,
            places: places
                .map(|shown| ProposalPlace { mention: shown.id.span, role: PlaceRole::Venue, place: None })
                .collect(),
            date: None,
            status: Status::Unknown,
            status_evidence: None,
            conditions: None,
            confidence: 1.0,
        };
        let changes = vec![
            Change::Telling(id, Some(TellingWord::As(Box::new(proposal)))),
            Change::Home(id, Some(Home::Alone)),
        ];
        vec![
            Command::Say(format!("proposal added: “{words}”"), changes),
            Command::Select(Subject::Proposal(ProposalId(id))),
        ]
    }
}
