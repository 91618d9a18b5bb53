//! What is tied to the selection, found from what is selected: a project may have more places and proposals
//! than a frame has time to ask one by one.

use jiff::civil::Date;

use super::{context::ViewContext, selection::Subject};
use crate::{
    gazetteer::PlaceId,
    project::{ArticleId, ProposalId, index::PlaceEntry},
};

/// Where more than one article in so many lies in a range of days, places and proposals are asked one by one:
/// most are found to be of it at once.
const FEW: usize = 16;

/// The places and proposals that are tied to the selection, in no order, some more than once.
#[derive(Default)]
pub struct Kin<'p> {
    /// The places.
    pub places: Vec<&'p PlaceId>,
    /// The proposals.
    pub proposals: Vec<ProposalId>,
}

impl<'p> Kin<'p> {
    fn of_place(&mut self, entry: &PlaceEntry) {
        self.proposals.extend_from_slice(&entry.proposals);
    }

    fn of_proposal(&mut self, view: &ViewContext<'p>, id: ProposalId) {
        let places = view.index.proposal(id).map(|entry| entry.places.as_slice()).unwrap_or_default();
        self.places.extend(places.iter().map(|(_, place)| place));
    }

    fn of_article(&mut self, view: &ViewContext<'p>, id: ArticleId) {
        // What repeats another's text counts nowhere.
        if !view.index.stories.is_repeat(id) {
            self.places.extend(view.index.places_in(id).map(|entry| &entry.place.id));
        }
        self.proposals.extend(view.index.proposals_in(id).map(|entry| entry.id));
    }

    fn of_actor(&mut self, view: &ViewContext<'p>, name: &str) {
        let Some(actor) = view.index.actor(name) else { return };
        self.proposals.extend(actor.proposes.iter().chain(&actor.asked));
    }

    fn of_days(&mut self, view: &ViewContext<'p>, from: Date, to: Date) {
        let within = |date: Option<Date>| date.is_some_and(|date| from <= date && date <= to);
        let all = view.project.articles();
        let count = all.len();
        let articles: Vec<ArticleId> =
            all.filter(|(_, entry)| within(entry.article.date)).map(|(id, _)| id).collect();
        if articles.len() * FEW < count {
            articles.into_iter().for_each(|id| self.of_article(view, id));
            return;
        }
        let published = |id: ArticleId| articles.binary_search(&id).is_ok();
        let places = view.index.places.iter();
        let named = places.filter(|entry| entry.mentions.iter().any(|mention| published(mention.article)));
        self.places.extend(named.map(|entry| &entry.place.id));
        let proposals = view.index.proposals.iter();
        let told = proposals.filter(|entry| entry.tellings.iter().any(|telling| published(telling.article)));
        self.proposals.extend(told.map(|entry| entry.id));
    }
}

impl<'p> ViewContext<'p> {
    /// The places and proposals that [`Self::highlight`] calls related.
    #[must_use]
    pub fn kin(&self) -> Kin<'p> {
        let mut kin = Kin::default();
        match self.selection.lead() {
            Some(Subject::Mention(mention)) => {
                if let Some(entry) = self.index.place_of(*mention) {
                    kin.places.push(&entry.place.id);
                    kin.of_place(entry);
                }
            }
            Some(Subject::Speaker(name)) => kin.of_actor(self, name),
            Some(Subject::Article(article)) => kin.of_article(self, *article),
            Some(Subject::TimeRange(from, to)) => kin.of_days(self, *from, *to),
            Some(Subject::Place(_) | Subject::Proposal(_) | Subject::Passage(..)) | None => {}
        }
        for subject in self.selection.subjects() {
            match subject {
                Subject::Place(place) => {
                    self.index.place(place).into_iter().for_each(|entry| kin.of_place(entry));
                }
                Subject::Proposal(id) => kin.of_proposal(self, *id),
                _ => {}
            }
        }
        kin
    }
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use std::collections::BTreeSet;

    use egui_kittest::Harness;

    use super::*;
    use crate::{
        app::{App, selection::Highlight},
        cli::Sources,
    };

    #[test]
    fn kin_is_what_is_called_related_when_everything_is_asked() {
        let mut harness = Harness::builder().build_eframe(|creation| {
            App::new(&creation.egui_ctx, None, Vec::new(), &Sources::default()).expect("its own assets")
        });
        while harness.state().is_busy() {
            harness.step();
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let index = harness.state().index().clone();
        let mut cases: Vec<Vec<Subject>> = vec![Vec::new()];
        cases.extend(index.places.iter().map(|entry| vec![Subject::Place(entry.place.id.clone())]));
        cases.extend(index.places.iter().map(|entry| vec![Subject::Mention(entry.mentions[0])]));
        cases.extend(index.proposals.iter().map(|entry| vec![Subject::Proposal(entry.id)]));
        cases.extend(index.actors.iter().map(|actor| vec![Subject::Speaker(actor.name.clone())]));
        let dates: Vec<Date> =
            harness.state().project().articles().filter_map(|(_, entry)| entry.article.date).collect();
        for from in &dates {
            cases.extend(dates.iter().map(|to| vec![Subject::TimeRange(*from, *to)]));
        }
        cases.extend(harness.state().project().articles().map(|(id, _)| vec![Subject::Article(id)]));
        cases.push(
            index.places.iter().step_by(3).map(|entry| Subject::Place(entry.place.id.clone())).collect(),
        );
        cases.push(index.proposals.iter().step_by(3).map(|entry| Subject::Proposal(entry.id)).collect());
        for subjects in cases {
            let app = harness.state_mut();
            app.selection.set_all(subjects);
            let view = app.view_context(false);
            let kin = view.kin();
            let related = |subject: &Subject| view.highlight(subject) == Highlight::Related;
            let free = |subject: &Subject| !view.selection.contains(subject);
            let all = index
                .places
                .iter()
                .map(|entry| Subject::Place(entry.place.id.clone()))
                .chain(index.proposals.iter().map(|entry| Subject::Proposal(entry.id)));
            let asked: BTreeSet<String> = all.filter(related).map(|subject| format!("{subject:?}")).collect();
            let places = kin.places.into_iter().map(|place| Subject::Place(place.clone()));
            let found = places.chain(kin.proposals.into_iter().map(Subject::Proposal)).filter(free);
            let found: BTreeSet<String> = found.map(|subject| format!("{subject:?}")).collect();
            assert_eq!(found, asked, "{:?}", view.selection.lead());
        }
    }
}
