//! The weights of urgency: how much each part adds or takes at most, as one versioned set.
//! Invariant: a set that differs from the program's own has another version, so that an account names the numbers it was made
//! with. The program's own are those of domain.md 3.9, after taskwarrior; an office's come from its `office.toml`.

use crate::lang::Label;

/// The version of the program's own weights.
pub const VERSION: u32 = 1;
/// The most that a part may weigh either way, in tenths: the sum of all stays far below what a rank holds.
pub const MOST: i32 = 999;

/// What adds to urgency or takes from it, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Due,
    Ours,
    Priority,
    Window,
    First,
    Reply,
    Age,
    Others,
    Held,
}

impl Part {
    pub const ALL: [Self; 9] = [
        Self::Due,
        Self::Ours,
        Self::Priority,
        Self::Window,
        Self::First,
        Self::Reply,
        Self::Age,
        Self::Others,
        Self::Held,
    ];

    /// What it is called.
    pub const fn label(self) -> Label {
        match self {
            Self::Due => Label::new("期限", "due"),
            Self::Ours => Label::new("自分待ち", "our move"),
            Self::Priority => Label::new("優先度", "priority"),
            Self::Window => Label::new("7日以内の締切・お試し", "window or trial within 7 days"),
            Self::First => Label::new("初回連絡なし", "no first response"),
            Self::Reply => Label::new("未読の返信", "unread reply"),
            Self::Age => Label::new("経過", "age"),
            Self::Others => Label::new("相手待ち", "waiting on others"),
            Self::Held => Label::new("保留", "on hold"),
        }
    }

    /// As files name it; a contract.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Ours => "our_move",
            Self::Priority => "priority",
            Self::Window => "window",
            Self::First => "first_response",
            Self::Reply => "reply",
            Self::Age => "age",
            Self::Others => "waiting",
            Self::Held => "on_hold",
        }
    }

    /// The part that files call so.
    pub fn called(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }

    /// What the program itself lets it weigh, in tenths (domain.md 3.9).
    const fn usual(self) -> i32 {
        match self {
            Self::Due => 120,
            Self::Ours => 80,
            Self::Priority => 60,
            Self::Window => 50,
            Self::First => 40,
            Self::Reply => 30,
            Self::Age => 20,
            Self::Others => -30,
            Self::Held => -50,
        }
    }
}

/// Where a set of weights is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// The program's own: the office says nothing of them.
    #[default]
    Program,
    /// The office's file.
    Office,
    /// The program's own, because the office's file is wrong on that line; 0 where it cannot be read.
    Refused(usize),
}

/// One set: the most that each part adds, or takes, in tenths. Of the priority it is the amount of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    version: u32,
    tenths: [i32; Part::ALL.len()],
    origin: Origin,
}

impl Default for Weights {
    fn default() -> Self {
        Self { version: VERSION, tenths: Part::ALL.map(Part::usual), origin: Origin::Program }
    }
}

impl Weights {
    /// The program's own set with some parts weighing something else, in tenths, under a version of the office's; amounts
    /// beyond `MOST` are cut.
    pub fn with(version: u32, own: impl IntoIterator<Item = (Part, i32)>) -> Self {
        let mut weights = Self { version, origin: Origin::Office, ..Self::default() };
        for (part, tenths) in own {
            if let Some(held) = weights.tenths.get_mut(part as usize) {
                *held = tenths.clamp(-MOST, MOST);
            }
        }
        weights
    }

    /// The program's own, because the office's file is wrong on that line.
    pub fn refused(line: usize) -> Self {
        Self { origin: Origin::Refused(line), ..Self::default() }
    }

    /// Where they are from.
    pub const fn origin(&self) -> Origin {
        self.origin
    }

    /// The version that an account names.
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// What a part weighs, in tenths.
    pub fn of(&self, part: Part) -> i32 {
        self.tenths.get(part as usize).copied().unwrap_or(0)
    }

    /// Whether these are the numbers of the program.
    pub fn are_usual(&self) -> bool {
        self.tenths == Self::default().tenths
    }
}
