//! The home screen of the demo office at 140 by 40: bytes and time of a cursor move and of a scroll.
//! Both screens draw the same frames; one knows what is shown, the other sends everything each time.

use nichiiki::app::{App, Effect, Message};
use nichiiki::input::{Input, Size, parse_sequence};
use nichiiki::lang::Lang;
use nichiiki::search::Cancel;
use nichiiki::snapshot::Snapshot;
use nichiiki::terminal::{Caps, Screen};
use nichiiki::ui::{self, Theme};

use crate::table::{Table, Unit, each, median};
use crate::world::{self, World, now};

const SIZE: Size = Size { columns: 140, rows: 40 };
const BASELINE: &str = "the whole screen sent anew";

/// What one key is for.
const KEYS: [(&str, &str); 4] = [
    ("cursor down (both other panes ordered anew)", "j"),
    ("scroll by a page", "C-f"),
    ("to another pane", "Tab"),
    ("a chord's first key (what can follow)", "g"),
];
/// Keys between two measurements of `g`, so that it begins a chord again.
const END_CHORD: &str = "Esc";

pub fn run(world: &World, table: &mut Table) {
    let snapshot = Snapshot::new(world::office());
    for (what, key) in KEYS {
        let mut home = Home::new(&snapshot);
        let (mut bytes, mut times) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
        for turn in 0..=world.rounds() * 2 {
            home.press(key);
            let (own, plain) = home.draw();
            if turn > 0 {
                bytes.0.push(own.0);
                bytes.1.push(plain.0);
                times.0.push(own.1);
                times.1.push(plain.1);
            }
            if key == "g" {
                home.press(END_CHORD);
                home.draw();
            }
        }
        table.line(&format!("{what}: bytes"), Unit::Bytes, (median(bytes.0), median(bytes.1)), BASELINE);
        table.line("  painting and comparing", Unit::Time, (median(times.0), median(times.1)), BASELINE);
    }
}

/// A session's screen without a wire.
struct Home<'a> {
    snapshot: &'a Snapshot,
    app: App,
    theme: Theme,
    screen: Screen,
    whole: Screen,
}

impl<'a> Home<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let (app, effects) = App::plain(Lang::Ja, SIZE, snapshot.clone(), now());
        let screen = || Screen::new(SIZE, Caps::full());
        let theme = Theme::new(Caps::full());
        let mut home = Self { snapshot, app, theme, screen: screen(), whole: screen() };
        home.answer(effects);
        home.draw();
        home
    }

    fn press(&mut self, keys: &str) {
        for key in parse_sequence(keys).unwrap() {
            let effects = self.app.update(Message::Input(Input::Key(key)));
            self.answer(effects);
        }
    }

    fn answer(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let Effect::Ask(question) = effect else { continue };
            let never = Cancel::never();
            let Some(answer) = question.answer(self.snapshot, now().date(), Lang::Ja, &never) else {
                continue;
            };
            let next = self.app.update(Message::Answer(answer));
            self.answer(next);
        }
    }

    /// Bytes and nanoseconds of a frame that follows the one before, and of the same frame sent whole.
    #[expect(clippy::cast_precision_loss, reason = "a frame has few bytes")]
    fn draw(&mut self) -> ((f64, f64), (f64, f64)) {
        let Self { snapshot, app, theme, screen, whole } = self;
        let mut bytes = (0, 0);
        let own = each(1, |_| bytes.0 = screen.draw(|frame| ui::draw(app, snapshot, theme, frame)).len());
        whole.repaint();
        let plain = each(1, |_| bytes.1 = whole.draw(|frame| ui::draw(app, snapshot, theme, frame)).len());
        ((bytes.0 as f64, own), (bytes.1 as f64, plain))
    }
}
