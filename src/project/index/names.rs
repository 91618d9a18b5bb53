//! Mentions by the name they carry, however it is spelt.

use std::collections::HashMap;

use super::Index;
use crate::{
    gazetteer::normalise,
    project::{MentionId, Project, Referent, cores},
};

/// The machine's mentions by their normalised names, in order. Words of the analyst's change nothing in it.
#[derive(Clone, Debug, Default)]
pub(super) struct ByName(HashMap<String, Vec<MentionId>>);

impl ByName {
    pub(super) fn of(project: &Project) -> Self {
        // As written first: the same few names are written over and over.
        let mut written: HashMap<&str, Vec<MentionId>> = HashMap::new();
        for (article, entry) in project.articles() {
            for mention in &entry.annotation.mentions {
                let id = MentionId { article, span: mention.span };
                written.entry(mention.span.of(&entry.article.text)).or_default().push(id);
            }
        }
        let written: Vec<(&str, Vec<MentionId>)> = written.into_iter().collect();
        let normal = cores::map(written, |(name, ids)| (normalise(name), ids));
        let mut names: HashMap<String, Vec<MentionId>> = HashMap::new();
        for (name, ids) in normal {
            names.entry(name).or_default().extend(ids);
        }
        names.values_mut().for_each(|ids| ids.sort_unstable());
        Self(names)
    }
}

impl Index {
    /// The machine's mentions of the name that a mention carries, in order, whatever the analyst says of them.
    #[must_use]
    pub fn named(&self, project: &Project, id: MentionId) -> &[MentionId] {
        let Some(entry) = project.article(id.article) else { return &[] };
        let name = normalise(id.span.of(&entry.article.text));
        self.basis.names.0.get(&name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every mention of the same name as a mention carries, case and diacritics aside, itself included, in
    /// order. What the analyst called no place is left out. The project may be ahead of the index by edits on
    /// single mentions.
    #[must_use]
    pub fn same_name(&self, project: &Project, id: MentionId) -> Vec<MentionId> {
        let Some(entry) = project.article(id.article) else { return Vec::new() };
        let name = normalise(id.span.of(&entry.article.text));
        let mut out: Vec<MentionId> = self.basis.names.0.get(&name).cloned().unwrap_or_default();
        for (article, sheet) in self.sheets().iter().filter(|(_, sheet)| !sheet.marks.is_empty()) {
            let Some(entry) = project.article(*article) else { continue };
            let marks = sheet.marks.iter().filter(|span| {
                entry.article.text.get(span.start()..span.end()).is_some_and(|mark| normalise(mark) == name)
            });
            out.extend(marks.map(|span| MentionId { article: *article, span: *span }));
        }
        let is_place = |id: &MentionId| {
            project.reading(*id).is_some_and(|reading| reading.referent() != Referent::NoPlace)
        };
        out.retain(is_place);
        if !out.contains(&id) {
            out.push(id);
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::Article,
        engine::Annotation,
        gazetteer::{Place, PlaceId},
        geoparse::{Mention, MentionForm, MentionKind},
        project::{Change, Decision, Edit, Entry},
        text::ByteSpan,
    };

    #[test]
    fn spelling_variants_are_the_same_name() {
        let text = "Lachin and Laçın and LACHIN and Lachinsky";
        let mention = |name: &str| {
            let start = text.find(name).expect("in the text");
            Mention {
                span: ByteSpan::new(start, start + name.len()),
                kind: MentionKind::Literal,
                form: MentionForm::Name,
                recognition: 0.9,
                resolution: None,
                candidates: Vec::new(),
            }
        };
        let mentions = vec![mention("Lachin"), mention("Laçın"), mention("LACHIN")];
        let spans: Vec<ByteSpan> = mentions.iter().map(|mention| mention.span).collect();
        let annotation = Annotation { mentions, ..Annotation::default() };
        let mut project = Project::default();
        let article = project.next_ids(1)[0];
        let entry = Entry::new(Article::from_text("a", text), annotation, Vec::new());
        project.apply(Edit::Add(vec![(article, entry)])).expect("added");
        let id = |span| MentionId { article, span };
        let places = HashMap::<PlaceId, Place>::new();
        let index = Index::new(&project, &places);
        assert_eq!(index.same_name(&project, id(spans[0])), [id(spans[0]), id(spans[2])]);
        let none = Change::Mention(id(spans[2]), Some(Decision::NotAPlace));
        project.apply(Edit::Decide(vec![none])).expect("decided");
        assert_eq!(index.same_name(&project, id(spans[0])), [id(spans[0])]);
        let marked = MentionId { article, span: ByteSpan::new(34, 40) };
        project
            .apply(Edit::Decide(vec![Change::Mention(marked, Some(Decision::Unresolved))]))
            .expect("marked");
        let index = index.after(&project, &places, false);
        assert_eq!(index.same_name(&project, id(spans[0])), [id(spans[0]), marked]);
    }
}
