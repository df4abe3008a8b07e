//! Views: lines of the query language with a name. Some every office has, the others are records that somebody saved.
//! One's own come first, then the office's and those that others share, then the ready ones; a name means the first that is
//! called so. Counting looks at each record once for all views of its kind, so it runs beside the loop.

use super::filter::Subject;
use super::query::{Asker, Query};
use crate::domain::{Record, State};
use crate::field::tables::view;
use crate::field::{Id, Kind};
use crate::fold::fold;
use crate::lang::{Label, Lang};

/// Keys of views: 1 to 9.
const NUMBERS: u8 = 9;

/// Whose a view is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    Own,
    Office,
    /// Somebody else's, who shares it.
    Others,
    /// Every office has it.
    Ready,
}

/// A view as it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub name: String,
    pub kind: Kind,
    pub query: String,
    /// A field, `newest`, `name` or `urgency`; a minus in front turns it.
    pub sort: Option<String>,
    /// The fields that are shown, in their order; empty for the usual ones.
    pub columns: Vec<String>,
    /// The key that opens it.
    pub number: Option<u8>,
    pub whose: Whose,
    /// Where it is kept; `None` for a ready one.
    pub record: Option<Id>,
}

/// A view that every office has.
struct Ready {
    name: Label,
    kind: Kind,
    query: &'static str,
    /// The order, where it is another than the queue's.
    sort: Option<&'static str>,
}

const fn ready(ja: &'static str, en: &'static str, kind: Kind, query: &'static str) -> Ready {
    Ready { name: Label::new(ja, en), kind, query, sort: None }
}

/// The ready views; the first nine have the keys 1 to 9 where nobody's view has taken them.
const READY: &[Ready] = &[
    ready("今日", "Today", Kind::Person, "due:..today stage:received..settled"),
    ready("新規未対応", "New, unanswered", Kind::Person, "stage:received first_response_on:none"),
    ready("自分の担当", "Mine", Kind::Person, "owner:me"),
    ready("担当なし", "Without owner", Kind::Person, "owner:none"),
    ready(
        "期限超過",
        "Overdue",
        Kind::Person,
        "(due:overdue or first_response_due:overdue first_response_on:none) stage:received..settled",
    ),
    ready(
        "14日動きなし",
        "Quiet for 14 days",
        Kind::Person,
        "activity:>14d stage:received..settled -waiting_on:person,company,region,third",
    ),
    ready("相手待ち", "Waiting on others", Kind::Person, "waiting_on:person,company,region,third"),
    ready("面談予定", "Interviews", Kind::Person, "match:interview or stage:introduced"),
    ready("候補提示中", "Presented", Kind::Person, "match:presented"),
    ready("お試し滞在中", "On trial", Kind::Person, "stage:trial trial_from:..today trial_to:today.."),
    ready("開始準備(書類待ち)", "Preparing", Kind::Person, "stage:preparing"),
    ready("定着確認今月", "Settlement checks this month", Kind::Person, "check_due:..this_month"),
    ready("重複の確認前", "Duplicates unchecked", Kind::Person, "stage:received dedupe_checked_on:none"),
    ready("同意切れ間近", "Consent about to expire", Kind::Person, "consent.expires:today..30d"),
    ready("保留(再開今週)", "Held until this week", Kind::Person, "stage:on_hold resume_on:..this_week"),
    ready("潜在層フォロー", "Latent, to follow up", Kind::Person, "segment:latent due:..90d"),
    ready("引継ぎ", "Handover", Kind::Person, "tag:引継 or (owner:me handed_over_on:<=30d)"),
    ready("保存期限", "Keeping ends", Kind::Person, "keep_until:..90d"),
    Ready {
        sort: Some("unseen"),
        ..ready("提示から遠い人", "Longest unseen", Kind::Person, "stage:triaged..matching")
    },
    ready("案件: 応募多数", "Jobs with many candidates", Kind::Job, "status:open candidates:>=10"),
    ready("案件: 候補ゼロ", "Jobs without candidates", Kind::Job, "status:open candidates:0"),
    ready("案件: 期限間近", "Jobs closing soon", Kind::Job, "status:open due:today..14d"),
    ready(
        "案件: 募集中でスキル未定",
        "Open jobs without skills",
        Kind::Job,
        "status:open skills_must:none -any_skill:yes",
    ),
    ready("施策: 要再確認", "Measures to check again", Kind::Measure, "due:..today"),
    ready("顕在層", "Manifest", Kind::Person, "segment:manifest"),
    ready("地域住民・地域人材", "Local residents", Kind::Person, "segment:resident_local"),
    ready("社員", "Employees", Kind::Person, "segment:employee"),
    ready("転職なき移住(社員支援)", "Moving without changing jobs", Kind::Person, "kind:employee_support"),
    ready("副業・複業マッチ", "Side jobs", Kind::Person, "kind:side_job"),
    ready("起業・事業承継", "Founding and succession", Kind::Person, "kind:startup_lvs,succession"),
    ready(
        "行政・地域企業",
        "Municipalities and local companies",
        Kind::Organisation,
        "roles:municipality,host",
    ),
    ready("支援法人", "Support corporations", Kind::Organisation, "roles:support_corp"),
    ready("地域の人事部", "Regional HR", Kind::Organisation, "roles:regional_hr"),
];

impl Ready {
    fn view(&self, place: usize, lang: Lang) -> View {
        View {
            name: self.name.text(lang).to_owned(),
            kind: self.kind,
            query: self.query.to_owned(),
            sort: self.sort.map(str::to_owned),
            columns: Vec::new(),
            number: u8::try_from(place + 1).ok().filter(|number| *number <= NUMBERS),
            whose: Whose::Ready,
            record: None,
        }
    }
}

/// The views that `user` has, in their order; each number is the key of one of them.
pub fn views(state: &State, user: &str, lang: Lang) -> Vec<View> {
    let mut views: Vec<View> = state.records(Kind::View).filter_map(|record| saved(&record, user)).collect();
    views.sort_by_key(|view| (view.whose, view.number.unwrap_or(u8::MAX), view.record));
    views.extend(READY.iter().enumerate().map(|(place, ready)| ready.view(place, lang)));
    let mut taken = [false; NUMBERS as usize + 1];
    for view in &mut views {
        let slot = view.number.and_then(|number| taken.get_mut(usize::from(number)));
        if slot.is_none_or(|taken| std::mem::replace(taken, true)) {
            view.number = None;
        }
    }
    views
}

/// The view that is called so, in either language and any way of writing.
pub fn view_called(state: &State, user: &str, lang: Lang, name: &str) -> Option<View> {
    let wanted = fold(name);
    let mut all = views(state, user, lang).into_iter();
    all.find(|view| fold(&view.name) == wanted).or_else(|| {
        let place = READY
            .iter()
            .position(|one| [one.name.ja, one.name.en].iter().any(|name| fold(name) == wanted))?;
        READY.get(place).map(|one| one.view(place, lang))
    })
}

fn saved(record: &Record, user: &str) -> Option<View> {
    let whose = match record.text(&view::WHOSE) {
        Some(whose) if whose == user => Whose::Own,
        None => Whose::Office,
        Some(_) if record.flag(&view::SHARED) == Some(true) => Whose::Others,
        Some(_) => return None,
    };
    let kind = *Kind::ALL.get(usize::from(record.choice(&view::LISTED)?))?;
    Some(View {
        name: record.text(&view::NAME_FIELD)?.to_owned(),
        kind,
        query: record.text(&view::QUERY).unwrap_or_default().to_owned(),
        sort: record.text(&view::SORT).map(str::to_owned),
        columns: record.texts(&view::COLUMNS).map(str::to_owned).collect(),
        number: record.int(&view::NUMBER).and_then(|number| u8::try_from(number).ok()),
        whose,
        record: Some(record.id),
    })
}

/// How many records each view shows; `None` for one whose line cannot be meant.
pub fn counts(views: &[View], asker: &Asker<'_>) -> Vec<Option<usize>> {
    let read = |view: &View| Query::read(&view.query, asker).ok();
    let mut counted: Vec<(Kind, Option<Query>, usize)> =
        views.iter().map(|view| (view.kind, read(view), 0)).collect();
    for kind in Kind::ALL {
        let mut wanted: Vec<(&Query, &mut usize)> = counted
            .iter_mut()
            .filter(|(of, ..)| *of == kind)
            .filter_map(|(_, query, count)| Some((query.as_ref()?, count)))
            .collect();
        if wanted.is_empty() {
            continue;
        }
        for record in asker.state.records(kind) {
            let subject = Subject::new(&record, asker.state);
            for (query, count) in &mut wanted {
                **count += usize::from(query.passes_as(&subject));
            }
        }
    }
    counted.into_iter().map(|(_, query, count)| query.map(|_| count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Date;
    use crate::field::choices::Listed;

    #[test]
    fn every_ready_view_can_be_meant() {
        let state = State::new();
        let asker = Asker { state: &state, today: Date::default(), user: "田中" };
        for view in views(&state, "田中", Lang::Ja) {
            assert!(Query::read(&view.query, &asker).is_ok(), "{}", view.query);
        }
        assert!(counts(&views(&state, "田中", Lang::En), &asker).iter().all(|count| *count == Some(0)));
    }

    #[test]
    fn what_a_view_lists_has_the_number_of_its_kind() {
        for (kind, listed) in Kind::ALL.into_iter().zip(Listed::ALL) {
            assert_eq!((kind.key(), kind.index()), (listed.key(), usize::from(listed.code())));
        }
    }

    #[test]
    fn keys_and_names_mean_one_view() {
        let state = State::new();
        let all = views(&state, "田中", Lang::Ja);
        let numbers: Vec<u8> = all.iter().filter_map(|view| view.number).collect();
        assert_eq!(numbers, (1..=NUMBERS).collect::<Vec<_>>());
        for name in ["担当なし", "Without owner", "without  owner"] {
            let found = view_called(&state, "田中", Lang::Ja, name).unwrap();
            assert_eq!(found.query, "owner:none", "{name}");
        }
        assert_eq!(view_called(&state, "田中", Lang::Ja, "ない"), None);
    }
}
