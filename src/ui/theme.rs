//! The look: named roles, each with a style for the colours a terminal has, and the signs it draws in one column.
//! Invariant: nothing is told by colour alone; in monochrome every role is still readable and the cursor still seen.
//! One accent; red is for what is overdue and what was refused, and for nothing else.

use ratatui::style::{Color, Modifier, Style};

use crate::terminal::{Caps, Colours, Symbols};

/// What a piece of text is, from which its style follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Plain,
    /// Labels, counts, what is not needed at a glance.
    Dim,
    /// Names and numbers that matter.
    Strong,
    /// The one accent: keys, the pane that has the focus, what was typed.
    Accent,
    /// The row of the cursor where the keys are.
    Here,
    /// A secondary part of that row.
    HereDim,
    /// The row of the cursor in another pane.
    There,
    /// Overdue and refused.
    Alert,
    /// The same in the row of the cursor.
    HereAlert,
    /// The part of a text that matched.
    Found,
    /// The same in the row of the cursor.
    HereFound,
}

/// The styles and signs of one terminal.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    colours: Colours,
    pub symbols: &'static Symbols,
    /// Whether ambiguous characters take two columns.
    pub wide: bool,
}

/// A dark blue on which white is read well, on light and on dark terminals alike.
const HERE_GROUND: Color = Color::Indexed(24);
const HERE_TEXT: Color = Color::Indexed(231);
const HERE_QUIET: Color = Color::Indexed(153);
const HERE_ALARM: Color = Color::Indexed(217);

impl Theme {
    /// The theme of a terminal.
    pub fn new(caps: Caps) -> Self {
        Self { colours: caps.colours, symbols: Symbols::of(caps.ambiguous_wide), wide: caps.ambiguous_wide }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        match self.colours {
            Colours::Mono => mono(role),
            Colours::Ansi16 => sixteen(role),
            Colours::Ansi256 | Colours::True => many(role),
        }
    }
}

const fn mono(role: Role) -> Style {
    let plain = Style::new();
    match role {
        Role::Plain | Role::Dim => plain,
        Role::Strong | Role::There | Role::Alert => plain.add_modifier(Modifier::BOLD),
        Role::Accent | Role::Found => plain.add_modifier(Modifier::UNDERLINED),
        Role::Here | Role::HereDim => plain.add_modifier(Modifier::REVERSED),
        Role::HereAlert => plain.add_modifier(Modifier::REVERSED).add_modifier(Modifier::BOLD),
        Role::HereFound => plain.add_modifier(Modifier::REVERSED).add_modifier(Modifier::UNDERLINED),
    }
}

const fn sixteen(role: Role) -> Style {
    let plain = Style::new();
    let here = plain.fg(Color::Black).bg(Color::Cyan);
    match role {
        Role::Plain => plain,
        Role::Dim => plain.fg(Color::DarkGray),
        Role::Strong | Role::There => plain.add_modifier(Modifier::BOLD),
        Role::Accent => plain.fg(Color::Cyan),
        Role::Here | Role::HereDim => here,
        Role::Alert => plain.fg(Color::Red),
        // Red on cyan cannot be read; the words say it here.
        Role::HereAlert => here.add_modifier(Modifier::BOLD),
        Role::Found => plain.fg(Color::Cyan).add_modifier(Modifier::UNDERLINED),
        Role::HereFound => here.add_modifier(Modifier::UNDERLINED),
    }
}

const fn many(role: Role) -> Style {
    let here = Style::new().fg(HERE_TEXT).bg(HERE_GROUND);
    match role {
        Role::Here => here.add_modifier(Modifier::BOLD),
        Role::HereDim => here.fg(HERE_QUIET),
        Role::HereAlert => here.fg(HERE_ALARM).add_modifier(Modifier::BOLD),
        Role::HereFound => here.add_modifier(Modifier::BOLD).add_modifier(Modifier::UNDERLINED),
        other => sixteen(other),
    }
}
