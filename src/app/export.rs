//! Export as a screen: the records of a list or those marked, in a form and columns, for a purpose, into a file.
//! Invariant: without the right to export the screen does not open, and without a purpose nothing leaves; whether contacts or needs
//! are among the columns is said before. Writing is the session's to do beside the loop; Esc gives it up and leaves no file.

use super::ask::{Answer, Question};
use super::cursor::moved;
use super::layer::{Acts, Context, Step};
use super::line::Line;
use super::listing::Listing;
use super::message::{Effect, Notice};
use super::port::{Errand, Form, Going, Leaf, SoFar, Told, Which};
use crate::action::{Action, Scope};
use crate::domain::{Author, Rejection, Rights};
use crate::field::choices::Grant;
use crate::field::{Field, Guard, Id, fields};
use crate::lang::Lang;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Form,
    Columns,
    Purpose,
    Path,
}

impl Row {
    /// What is asked of records, and of a table that has columns of its own.
    pub const OF_RECORDS: &[Self] = &[Self::Form, Self::Columns, Self::Purpose, Self::Path];
    pub const OF_LEAVES: &[Self] = &[Self::Form, Self::Purpose, Self::Path];
}

/// What the screen is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Asking,
    /// The columns are being chosen; the row of the cursor.
    Choosing(usize),
    /// The file is being written, under that number.
    Writing(u64, SoFar),
}

/// The state of the screen.
#[derive(Debug)]
pub struct Export {
    which: Which,
    /// How many records, where it is known already, and whether that was asked for.
    count: Option<usize>,
    asked: bool,
    /// Every column that there is to see, and whether it goes along.
    columns: Vec<(&'static Field, bool)>,
    form: Form,
    purpose: Line,
    path: Line,
    row: Row,
    stage: Stage,
}

impl Export {
    /// The screen for what is marked in a list, or else for all of it, where the person may export.
    pub fn open(marked: Vec<Id>, listing: &Listing, context: &Context<'_>) -> Step {
        let state = &context.snapshot.state;
        let kind = listing.kind;
        let (which, count) = if marked.is_empty() {
            (Which::Listed(listing.clone()), None)
        } else {
            let count = marked.len();
            (Which::Marked(kind, marked), Some(count))
        };
        let seen = fields(kind).iter().filter(|field| state.sees(field.guard));
        let columns = seen.map(|field| (field, true)).collect();
        Self::of(which, count, columns, context)
    }

    /// The screen for a table that is no list of records, where the person may export.
    pub fn of_leaf(leaf: Leaf, context: &Context<'_>) -> Step {
        Self::of(Which::Leaf(leaf), None, Vec::new(), context)
    }

    fn of(
        which: Which,
        count: Option<usize>,
        columns: Vec<(&'static Field, bool)>,
        context: &Context<'_>,
    ) -> Step {
        let rights = Rights::of(&context.snapshot.state, &Author::new(context.user), context.owner);
        if !rights.is_ok_and(|rights| rights.has(Grant::Export)) {
            return Step::Say(Notice::refused(
                Rejection::Forbidden(Grant::Export.label()).text(context.lang),
            ));
        }
        let form = which.forms().first().copied().unwrap_or(Form::Csv);
        let path = Line::new(&proposed(&which, form, context));
        let (purpose, row, stage) = (Line::default(), Row::Purpose, Stage::Asking);
        Step::push(Self { which, count, asked: false, columns, form, purpose, path, row, stage })
    }

    /// What is asked here.
    pub const fn rows(&self) -> &'static [Row] {
        match self.which {
            Which::Leaf(_) => Row::OF_LEAVES,
            Which::Marked(..) | Which::Listed(_) => Row::OF_RECORDS,
        }
    }

    pub const fn which(&self) -> &Which {
        &self.which
    }

    /// How many records, where it is known already.
    pub const fn count(&self) -> Option<usize> {
        self.count
    }

    pub fn columns(&self) -> &[(&'static Field, bool)] {
        &self.columns
    }

    pub const fn form(&self) -> Form {
        self.form
    }

    pub const fn purpose(&self) -> &Line {
        &self.purpose
    }

    pub const fn path(&self) -> &Line {
        &self.path
    }

    pub const fn row(&self) -> Row {
        self.row
    }

    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// The columns that leave and that not everybody may see.
    pub fn sensitive(&self) -> impl Iterator<Item = &'static Field> {
        let leaving = self.columns.iter().filter(|(_, goes)| *goes).map(|(field, _)| *field);
        leaving.filter(|field| field.guard != Guard::Open)
    }

    fn line(&mut self) -> Option<&mut Line> {
        match self.row {
            Row::Purpose => Some(&mut self.purpose),
            Row::Path => Some(&mut self.path),
            Row::Form | Row::Columns => None,
        }
    }

    fn step(&mut self, by: usize) {
        let rows = self.rows();
        let place = rows.iter().position(|row| *row == self.row).unwrap_or(0);
        self.row = rows.get((place + by) % rows.len().max(1)).copied().unwrap_or(Row::Form);
    }

    /// The next form, or the one before; a name that was proposed follows it.
    fn turn(&mut self, by: usize, context: &Context<'_>) {
        let before = proposed(&self.which, self.form, context);
        let forms = self.which.forms();
        let place = forms.iter().position(|form| *form == self.form).unwrap_or(0);
        self.form = forms.get((place + by) % forms.len().max(1)).copied().unwrap_or(Form::Csv);
        if self.path.text() == before {
            self.path = Line::new(&proposed(&self.which, self.form, context));
        }
    }

    fn write(&mut self, context: &Context<'_>) -> Step {
        let lacking = if self.purpose.text().trim().is_empty() {
            self.row = Row::Purpose;
            Some(context.say("書き出しの目的を入力してください", "say what the export is for"))
        } else if self.path.text().trim().is_empty() {
            self.row = Row::Path;
            Some(context.say("書き出し先を入力してください", "say where it goes"))
        } else if self.which.kind().is_some() && !self.columns.iter().any(|(_, goes)| *goes) {
            self.row = Row::Columns;
            Some(context.say("列を選んでください", "choose columns"))
        } else {
            None
        };
        if let Some(why) = lacking {
            return Step::Say(Notice::refused(why));
        }
        let number = context.ticket;
        self.stage = Stage::Writing(number, SoFar::default());
        let going = Going {
            number,
            which: self.which.clone(),
            columns: self.columns.iter().filter(|(_, goes)| *goes).map(|(field, _)| *field).collect(),
            form: self.form,
            purpose: self.purpose.text().trim().to_owned(),
            path: self.path.text().trim().to_owned(),
        };
        Step::Do(Effect::Files(Errand::Write(Box::new(going))))
    }

    fn ask(&mut self, action: Action, context: &Context<'_>) -> Step {
        let last = self.rows().len().saturating_sub(1);
        let forms = self.which.forms().len();
        match action {
            Action::Back => return Step::Pop,
            Action::Save => return self.write(context),
            Action::PreviousField | Action::FieldUp => self.step(last),
            Action::TakeField | Action::Choose if self.row == Row::Columns => self.stage = Stage::Choosing(0),
            Action::TakeField if self.row == Row::Path => return self.write(context),
            Action::TakeField | Action::NextField | Action::FieldDown => self.step(1),
            Action::Choose | Action::CaretRight if self.row == Row::Form => self.turn(1, context),
            Action::CaretLeft if self.row == Row::Form => self.turn(forms.saturating_sub(1), context),
            other => {
                let done = self.line().is_some_and(|line| line.act(other));
                return if done { Step::Done } else { Step::Pass };
            }
        }
        Step::Done
    }

    fn choose(&mut self, index: usize, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let page = usize::from(context.size.rows.saturating_sub(8));
        if let Some(index) = moved(index, action, count, page, self.columns.len()) {
            self.stage = Stage::Choosing(index);
            return Step::Done;
        }
        match action {
            Action::Mark => {
                if let Some((_, goes)) = self.columns.get_mut(index) {
                    *goes = !*goes;
                }
                self.stage = Stage::Choosing((index + 1).min(self.columns.len().saturating_sub(1)));
            }
            Action::MarkAll => {
                let all = self.columns.iter().all(|(_, goes)| *goes);
                self.columns.iter_mut().for_each(|(_, goes)| *goes = !all);
            }
            Action::Back | Action::Open => self.stage = Stage::Asking,
            _ => return Step::Pass,
        }
        Step::Done
    }
}

/// A name that no other export of the hour has.
fn proposed(which: &Which, form: Form, context: &Context<'_>) -> String {
    let now: String = context.now.to_string().chars().filter(char::is_ascii_digit).take(12).collect();
    format!("{}-{now}.{}", which.key(), form.ending())
}

impl Acts for Export {
    fn scopes(&self) -> &'static [Scope] {
        match self.stage {
            Stage::Asking => &[Scope::Form, Scope::Text],
            Stage::Choosing(_) => &[Scope::List, Scope::Picker],
            Stage::Writing(..) => &[Scope::Import],
        }
    }

    fn takes_text(&self) -> bool {
        self.stage == Stage::Asking && matches!(self.row, Row::Purpose | Row::Path)
    }

    fn typed(&mut self, text: &str, _context: &Context<'_>) -> Step {
        if let Some(line) = self.line() {
            line.insert(text);
        }
        Step::Done
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        match self.stage {
            Stage::Asking => self.ask(action, context),
            Stage::Choosing(index) => self.choose(index, action, count, context),
            Stage::Writing(..) if action == Action::Back => Step::Do(Effect::Files(Errand::Stop)),
            Stage::Writing(..) => super::import::meanwhile(action),
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        match self.stage {
            Stage::Asking => {
                let mut offers = vec![Action::Save, Action::NextField];
                if matches!(self.row, Row::Form | Row::Columns) {
                    offers.push(Action::Choose);
                }
                offers.push(Action::Back);
                offers
            }
            Stage::Choosing(_) => vec![Action::Mark, Action::MarkAll, Action::Back],
            Stage::Writing(..) => vec![Action::Back],
        }
    }

    fn wants(&mut self, _context: &Context<'_>) -> Vec<Effect> {
        match &self.which {
            Which::Listed(listing) if self.count.is_none() && !self.asked => {
                self.asked = true;
                vec![Effect::Ask(Question::List(listing.clone()))]
            }
            _ => Vec::new(),
        }
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let (Answer::List { rows }, Which::Listed(listing)) = (answer, &self.which)
            && rows.is_of(listing)
        {
            self.count = Some(rows.len());
        }
    }

    fn told(&mut self, told: &Told, context: &Context<'_>) -> Step {
        let Stage::Writing(number, _) = self.stage else { return Step::Pass };
        match told {
            Told::SoFar { number: of, so_far } if *of == number => {
                self.stage = Stage::Writing(number, *so_far);
                Step::Done
            }
            Told::Written { number: of, count, path, twins, merged } if *of == number => {
                let twins = match (*twins, context.lang) {
                    (0, _) => String::new(),
                    (twins, Lang::Ja) => format!("  〜 − などを同じ形の文字で書いた行 {twins}"),
                    (twins, Lang::En) => {
                        format!("  {twins} lines with a wave dash or minus written by its twin")
                    }
                };
                let merged = match (*merged, context.lang) {
                    (0, _) => String::new(),
                    (merged, Lang::Ja) => format!("  統合済みの{merged}件は統合先として出ています"),
                    (merged, Lang::En) => {
                        format!("  {merged} merged records leave as what they were merged into")
                    }
                };
                let twins = format!("{twins}{merged}");
                let path = path.display();
                let said = match context.lang {
                    Lang::Ja => format!("書き出し: {count}件 → {path}  閲覧記録に残しました{twins}"),
                    Lang::En => format!("exported: {count} -> {path}  noted in the access chain{twins}"),
                };
                Step::All(vec![Step::Pop, Step::Say(Notice::saved(said))])
            }
            Told::Failed { number: of, why } if *of == number => {
                self.stage = Stage::Asking;
                Step::Say(Notice::refused(why.clone()))
            }
            Told::Stopped { number: of } if *of == number => {
                self.stage = Stage::Asking;
                let said = context.say("中止しました。ファイルは残していません", "stopped; no file was left");
                Step::Say(Notice::plain(said))
            }
            _ => Step::Pass,
        }
    }
}
