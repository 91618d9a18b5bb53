//! Mentions by the name they carry, however it is spelt.

use std::collections::BTreeMap;

use super::{ArticleId, Entry, MentionId, Project, Referent};
use crate::{gazetteer::normalise, text::ByteSpan};

/// The machine's mentions of one article by their normalised names.
pub(super) type Names = BTreeMap<String, Vec<ByteSpan>>;

impl Entry {
    /// Gathered when first asked for: an article's names never change.
    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut names = Names::new();
            for mention in &self.annotation.mentions {
                let name = normalise(mention.span.of(&self.article.text));
                names.entry(name).or_default().push(mention.span);
            }
            names
        })
    }
}

impl Project {
    /// Every mention of the same name as a mention carries, case and diacritics aside, itself included, in
    /// order. What the analyst called no place is left out.
    #[must_use]
    pub fn same_name(&self, id: MentionId) -> Vec<MentionId> {
        let Some(entry) = self.article(id.article) else { return Vec::new() };
        let name = normalise(id.span.of(&entry.article.text));
        let mut out: Vec<MentionId> = self.articles().flat_map(|(id, _)| self.named(id, &name)).collect();
        if !out.contains(&id) {
            out.push(id);
            out.sort_unstable();
        }
        out
    }

    /// The mentions of a normalised name in one article, in text order.
    fn named(&self, article: ArticleId, name: &str) -> Vec<MentionId> {
        let Some(entry) = self.article(article) else { return Vec::new() };
        let machine = entry.names().get(name).into_iter().flatten();
        let mut ids: Vec<MentionId> = machine.map(|span| MentionId { article, span: *span }).collect();
        let marked = self.decisions().mentions_in(article).map(|(id, _)| id);
        ids.extend(marked.filter(|id| normalise(id.span.of(&entry.article.text)) == name));
        ids.sort_unstable();
        ids.dedup();
        let is_place =
            |id: &MentionId| self.reading(*id).is_some_and(|reading| reading.referent() != Referent::NoPlace);
        ids.retain(is_place);
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::Article,
        engine::Annotation,
        geoparse::{Mention, MentionForm, MentionKind},
        project::{Change, Decision, Edit},
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
        assert_eq!(project.same_name(id(spans[0])), [id(spans[0]), id(spans[2])]);
        let none = Change::Mention(id(spans[2]), Some(Decision::NotAPlace));
        project.apply(Edit::Decide(vec![none])).expect("decided");
        assert_eq!(project.same_name(id(spans[0])), [id(spans[0])]);
    }
}
