//! Questions that may take longer than a key press, and their answers: lists, rankings, searches, the log.
//! Invariant: an answer carries its question, so that a layer can tell the answer it waits for from one it no longer
//! wants. `answer` is pure and runs on a snapshot, beside the loop; the log is the session's to read.

use std::sync::Arc;

use super::find::Hits;
use crate::domain::{Commit, State};
use crate::field::{Date, Guard, Id, Kind};
use crate::lang::Lang;
use crate::matching::measures::{Advice, measures};
use crate::matching::round::Proposal;
use crate::matching::{self, Explanation, Gap, Options};
use crate::report::kpi::{self, Kpi};
use crate::report::paper::Paper;
use crate::report::policy::{self, Desk};
use crate::report::{Asked, Report, Table};
use crate::search::{Asker, Cancel, View, counts};
use crate::snapshot::{Alike, Counts, Pairs, Snapshot};

use super::listing::{self, Listing, Rows};
use super::port::About;
use super::rank::{self, Fit};
use super::round::{self, Wanted};
use super::suspects::PAIRS_MAX;

/// Something to find out beside the loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The rows of a list.
    List(Listing),
    /// The first rows of a filtered list, before all are known.
    Begin(Listing),
    /// The records of a kind by how well they suit `anchor`.
    Rank { anchor: Id, kind: Kind },
    /// The records that a written query finds.
    Search { written: String, most: usize },
    /// Why two records suit each other.
    Explain { of: Id, other: Id },
    /// The records that suit another best, of the first kind of which there are any.
    Best { of: Id },
    /// The measures that answer somebody's needs and worries.
    Measures { of: Id },
    /// What a round comes to.
    Propose { asked: Box<Wanted> },
    /// Which skills a region or a job asks for, and how many people have them.
    Gaps { of: Id },
    /// The targets of a region beside what came of them.
    Kpis { of: Id },
    /// The records that are likely the same as one.
    Alike { of: Id },
    /// The pairs of a kind that are likely the same.
    Pairs { kind: Kind },
    /// How many records there are to see: the answer is in the snapshot.
    Totals,
    /// How many records each view shows.
    Counts { views: Vec<View>, user: Box<str> },
    /// A report of all years or one.
    Report { report: Report, fiscal_year: Option<i16> },
    /// A page about one thing.
    Paper { about: About },
    /// What is asked of policy, with what was thought and said about it.
    Policy,
    /// Commits before a number (`None`: the newest), about one record or any, newest first.
    History { record: Option<Id>, before: Option<u64>, most: usize },
}

/// What was found out.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The rows know which list they are of.
    List {
        rows: Rows,
    },
    Rank {
        anchor: Id,
        kind: Kind,
        rows: Arc<[Fit]>,
    },
    Search {
        written: String,
        result: Result<Hits, String>,
    },
    Explain {
        of: Id,
        other: Id,
        account: Result<Box<Explanation>, String>,
    },
    Best {
        of: Id,
        others: Vec<Id>,
    },
    Measures {
        of: Id,
        advice: Result<Advice, String>,
    },
    Propose {
        asked: Box<Wanted>,
        proposal: Arc<Proposal>,
    },
    Gaps {
        of: Id,
        gaps: Vec<Gap>,
    },
    Kpis {
        of: Id,
        kpis: Vec<Kpi>,
    },
    Alike {
        of: Id,
        found: Arc<[Alike]>,
    },
    Pairs {
        kind: Kind,
        found: Arc<Pairs>,
    },
    Totals,
    Report {
        report: Report,
        fiscal_year: Option<i16>,
        table: Table,
    },
    Paper {
        about: About,
        paper: Option<Arc<Paper>>,
    },
    Policy {
        desk: Arc<Desk>,
    },
    Counts {
        views: Vec<View>,
        counts: Counts,
    },
    History {
        record: Option<Id>,
        before: Option<u64>,
        chapters: Vec<Chapter>,
        more: bool,
    },
}

/// A commit as the log shows it: a large one only begins here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// The commit with its first events.
    pub commit: Commit,
    /// How many events it has in all.
    pub total: u64,
}

/// Questions of one slot follow each other: only the newest that waits is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    List(Kind),
    Rank(Kind),
    Search,
    Explain,
    Best,
    Measures,
    Propose,
    Gaps,
    Kpis,
    Alike,
    Pairs,
    Counts,
    Totals,
    Report,
    Paper,
    Policy,
    History(bool),
}

impl Slot {
    /// Whether its questions go through all records of a kind, and nobody waits for the answer to go on working.
    pub const fn is_long(self) -> bool {
        matches!(
            self,
            Self::Rank(_)
                | Self::Gaps
                | Self::Kpis
                | Self::Pairs
                | Self::Counts
                | Self::Totals
                | Self::Report
                | Self::Paper
                | Self::Policy
        )
    }
}

impl Question {
    /// Which questions it takes the place of.
    pub fn slot(&self) -> Slot {
        match self {
            Self::List(listing) | Self::Begin(listing) => Slot::List(listing.kind),
            Self::Rank { kind, .. } => Slot::Rank(*kind),
            Self::Search { .. } => Slot::Search,
            Self::Explain { .. } => Slot::Explain,
            Self::Best { .. } => Slot::Best,
            Self::Measures { .. } => Slot::Measures,
            Self::Propose { .. } => Slot::Propose,
            Self::Gaps { .. } => Slot::Gaps,
            Self::Kpis { .. } => Slot::Kpis,
            Self::Alike { .. } => Slot::Alike,
            Self::Pairs { .. } => Slot::Pairs,
            Self::Totals => Slot::Totals,
            Self::Report { .. } => Slot::Report,
            Self::Paper { .. } => Slot::Paper,
            Self::Policy => Slot::Policy,
            Self::Counts { .. } => Slot::Counts,
            Self::History { record, .. } => Slot::History(record.is_some()),
        }
    }

    /// Whether a first page tells enough: of people it has those that come first, of everything else too little. Whoever is not
    /// answered asks again when the rest is there.
    fn goes_by_a_page(&self) -> bool {
        match self {
            Self::List(listing) => listing.kind == Kind::Person && listing.filter.is_empty(),
            Self::Totals | Self::History { .. } => true,
            Self::Begin(_)
            | Self::Rank { .. }
            | Self::Search { .. }
            | Self::Explain { .. }
            | Self::Best { .. }
            | Self::Gaps { .. }
            | Self::Kpis { .. }
            | Self::Alike { .. }
            | Self::Pairs { .. }
            | Self::Report { .. }
            | Self::Paper { .. }
            | Self::Policy
            | Self::Measures { .. }
            | Self::Propose { .. }
            | Self::Counts { .. } => false,
        }
    }

    /// The answer as of `snapshot`; `None` for the log, which a snapshot does not hold.
    pub fn answer(&self, snapshot: &Snapshot, today: Date, lang: Lang, cancel: &Cancel) -> Option<Answer> {
        if snapshot.is_page() && !self.goes_by_a_page() {
            return None;
        }
        let options = || Options { limit: 0, today, sees_needs: snapshot.state.sees(Guard::Needs) };
        match self {
            Self::List(asked) | Self::Begin(asked) => {
                let first = matches!(self, Self::Begin(_)).then(|| listing::begin(asked, snapshot, today));
                let all = || listing::rows_unless(cancel, asked, snapshot, today);
                first.flatten().or_else(all).map(|rows| Answer::List { rows })
            }
            Self::Rank { anchor, kind } => {
                let rows = rank::rows(*anchor, *kind, snapshot, today, lang);
                Some(Answer::Rank { anchor: *anchor, kind: *kind, rows })
            }
            Self::Search { written, most } => {
                let found = super::find::find(written, *most, snapshot, today, lang, cancel);
                found.ok().map(|result| Answer::Search { written: written.clone(), result })
            }
            Self::Explain { of, other } => {
                let account = matching::explain(&snapshot.state, *of, *other, &options());
                let account = account.map(Box::new).map_err(|error| error.text(lang));
                Some(Answer::Explain { of: *of, other: *other, account })
            }
            Self::Best { of } => {
                Some(Answer::Best { of: *of, others: rank::best(*of, snapshot, today, lang) })
            }
            Self::Measures { of } => {
                let advice = measures(&snapshot.state, *of, &options()).map_err(|error| error.text(lang));
                Some(Answer::Measures { of: *of, advice })
            }
            Self::Propose { asked } => {
                let proposal = Arc::new(round::solve(asked, snapshot, today));
                Some(Answer::Propose { asked: asked.clone(), proposal })
            }
            Self::Gaps { of } => {
                let gaps = snapshot.fits().gaps(&snapshot.state, *of, today).unwrap_or_default();
                Some(Answer::Gaps { of: *of, gaps })
            }
            Self::Kpis { .. } | Self::Report { .. } | Self::Paper { .. } | Self::Policy => {
                self.counted(&snapshot.state, today, lang)
            }
            Self::Alike { of } => {
                let found = snapshot.state.live(*of).map(|record| snapshot.alike(&record));
                Some(Answer::Alike { of: *of, found: found.unwrap_or_default().into() })
            }
            Self::Pairs { kind } => {
                let found = snapshot.pairs(*kind, PAIRS_MAX, &|_| !cancel.is_cancelled())?;
                Some(Answer::Pairs { kind: *kind, found: Arc::new(found) })
            }
            Self::Totals => {
                snapshot.count_all();
                Some(Answer::Totals)
            }
            Self::Counts { views, user } => {
                let counts = counted(views, user, snapshot, today, cancel)?;
                Some(Answer::Counts { views: views.clone(), counts })
            }
            Self::History { .. } => None,
        }
    }
    /// The answer to what is counted from a state: reports and pages.
    fn counted(&self, state: &State, today: Date, lang: Lang) -> Option<Answer> {
        match self {
            Self::Kpis { of } => Some(Answer::Kpis { of: *of, kpis: kpi::of_region(state, *of) }),
            Self::Report { report, fiscal_year } => {
                let table = report.table(state, &Asked { today, fiscal_year: *fiscal_year, lang });
                Some(Answer::Report { report: *report, fiscal_year: *fiscal_year, table })
            }
            Self::Paper { about } => {
                let paper = about.paper(state, today, lang).map(Arc::new);
                Some(Answer::Paper { about: *about, paper })
            }
            Self::Policy => {
                let desk = policy::desk(state, &Asked { today, fiscal_year: None, lang });
                Some(Answer::Policy { desk: Arc::new(desk) })
            }
            _ => None,
        }
    }
}

/// How many records each view shows.
fn counted(views: &[View], user: &str, snapshot: &Snapshot, today: Date, cancel: &Cancel) -> Option<Counts> {
    // Nobody counts twice what is the same for all who ask under one name on one day.
    let key = format!("{user}\n{today}\n{views:?}");
    snapshot.counted(&key, || {
        if snapshot.state.count(Kind::Person) < listing::MANY_PEOPLE {
            // Reading each record once is less work than a list for each view.
            return Some(counts(views, &Asker { state: &snapshot.state, today, user }).into());
        }
        // Whoever searches waits for the index, and is not to wait longer for counts.
        snapshot.index();
        listing::counts(cancel, views, snapshot, (today, user))
    })
}
