//! Frames against models of real terminals: the right cells, whole glyphs, few bytes, nothing harmful.

use nichiiki::input::Size;
use nichiiki::terminal::{Caps, Colours, Screen, clear_overlay, widen};
use proptest::prelude::*;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::model::Model;
use super::stock::stock_bytes;

const SIZE: Size = Size { columns: 40, rows: 6 };

fn model() -> Model {
    Model::new(usize::from(SIZE.columns), usize::from(SIZE.rows))
}

/// What a terminal shows that gets this frame as its first.
fn painted_anew(caps: Caps, mut model: Model, paint: impl Fn(&mut Frame<'_>)) -> Model {
    model.show(&Screen::new(SIZE, caps).draw(|frame| paint(frame)));
    model
}

fn bar(text: &str) -> impl Fn(&mut Frame<'_>) {
    let text = text.to_owned();
    move |frame: &mut Frame<'_>| paint_bar(frame.buffer_mut(), &text)
}

/// A row of text as a list paints its selected row: the text, then the look over the whole width.
fn paint_bar(buffer: &mut Buffer, text: &str) {
    buffer.set_string(0, 0, text, Style::new());
    buffer.set_style(Rect::new(0, 0, SIZE.columns, 1), Style::new().add_modifier(Modifier::REVERSED));
}

#[test]
fn the_half_cell_that_the_stock_comparison_leaves_is_repaired() {
    let (before, after) = (bar("aあいう|"), bar("あいう |"));
    let expected = painted_anew(Caps::full(), model(), &after);

    let mut shown = Buffer::empty(Rect::new(0, 0, SIZE.columns, SIZE.rows));
    let mut next = shown.clone();
    paint_bar(&mut shown, "aあいう|");
    paint_bar(&mut next, "あいう |");
    let mut stock = model();
    stock.show(&stock_bytes(&Buffer::empty(shown.area), &shown));
    stock.show(&stock_bytes(&shown, &next));
    assert!(stock.cells != expected.cells, "the stock comparison has been mended; ours may be simplified");

    let mut ours = model();
    let mut screen = Screen::new(SIZE, Caps::full());
    ours.show(&screen.draw(&before));
    ours.show(&screen.draw(&after));
    assert_eq!(ours.cells, expected.cells);
    assert_eq!(ours.row(0), "あいう |");
}

#[test]
fn an_unchanged_frame_is_no_bytes() {
    let mut screen = Screen::new(SIZE, Caps::full());
    let paint = |frame: &mut Frame<'_>| {
        bar("山田 太郎 ①")(frame);
        frame.set_cursor_position((3, 0));
    };
    assert!(!screen.draw(paint).is_empty());
    assert_eq!(screen.draw(paint), b"");
    assert_eq!(
        screen.draw(|frame| {
            paint(frame);
            frame.set_cursor_position((5, 0));
        }),
        b"\x1b[1;6H"
    );
    assert_eq!(screen.draw(bar("山田 太郎 ①")), b"\x1b[?25l");
    screen.repaint();
    assert!(screen.draw(paint).starts_with(b"\x1b[?2026h\x1b[m\x1b[2J"));
}

#[test]
fn large_frames_are_synchronized_where_the_terminal_may_know_it() {
    let paint = |frame: &mut Frame<'_>| {
        (0..4).for_each(|y| {
            frame.buffer_mut().set_string(0, y, "山", Style::new());
        });
    };
    let bytes = Screen::new(SIZE, Caps::full()).draw(paint);
    assert!(bytes.starts_with(b"\x1b[?2026h") && bytes.ends_with(b"\x1b[?2026l"));
    let bytes = Screen::new(SIZE, Caps { synchronized: false, ..Caps::full() }).draw(paint);
    assert!(!String::from_utf8(bytes).unwrap().contains("2026"));
}

#[test]
fn the_caret_is_where_the_frame_puts_it() {
    let mut screen = Screen::new(SIZE, Caps::full());
    let mut terminal = model();
    let at = |x: u16, y: u16| {
        move |frame: &mut Frame<'_>| {
            bar("山田")(frame);
            frame.set_cursor_position((x, y));
        }
    };
    for (x, y) in [(4, 0), (0, 3), (39, 5), (2, 5)] {
        terminal.show(&screen.draw(at(x, y)));
        assert_eq!(terminal.cursor, (usize::from(x), usize::from(y)));
        assert!(terminal.cursor_shown);
    }
    terminal.show(&screen.draw(bar("山田")));
    assert!(!terminal.cursor_shown);
    terminal.show(&screen.draw(at(40, 0)));
    assert!(!terminal.cursor_shown, "a caret outside the screen is hidden");
}

#[test]
fn a_change_of_size_paints_all_of_it() {
    let mut screen = Screen::new(Size { columns: 200, rows: 60 }, Caps::full());
    let text = |frame: &mut Frame<'_>| frame.buffer_mut().set_string(0, 0, "練馬区", Style::new());
    screen.draw(text);
    for size in [SIZE, Size { columns: 1, rows: 1 }, SIZE] {
        screen.resize(size);
        assert_eq!(screen.size(), size);
        let mut terminal = Model::new(usize::from(size.columns), usize::from(size.rows));
        terminal.show(&screen.draw(text));
        assert_eq!(terminal.row(0), if size == SIZE { "練馬区" } else { "" });
    }
}

#[test]
fn popups_keep_their_edges_over_wide_text() {
    for x in 0..8 {
        let paint = |frame: &mut Frame<'_>| {
            frame.buffer_mut().set_string(0, 0, "山田太郎様御中", Style::new());
            clear_overlay(frame.buffer_mut(), Rect::new(x, 0, 4, 1));
            frame.buffer_mut().set_string(x, 0, "[ab]", Style::new());
        };
        let terminal = painted_anew(Caps::full(), model(), paint);
        let glyphs: Vec<_> =
            terminal.cells.iter().skip(usize::from(x)).take(4).map(|cell| cell.glyph.as_str()).collect();
        assert_eq!(glyphs, ["[", "a", "b", "]"], "popup at {x}");
    }
}

#[test]
fn hostile_text_never_steers_the_terminal() {
    let hostile = [
        "\x1b]52;c;aGk=\x07",
        "\u{9b}31m",
        "a\u{202E}b",
        "\u{200B}",
        "\x00",
        "\r\n",
        "\u{2028}",
        "\u{E0041}",
    ];
    for text in hostile {
        let mut terminal = model();
        let bytes = Screen::new(SIZE, Caps::full()).draw(|frame| {
            if let Some(cell) = frame.buffer_mut().cell_mut((1, 1)) {
                cell.set_symbol(text);
            }
        });
        terminal.show(&bytes);
        let sent = String::from_utf8(bytes).unwrap();
        let body = sent.replace("\x1b[", "").replace('\r', "");
        assert!(!body.chars().any(char::is_control), "{text:?} gave {sent:?}");
        assert!(!body.contains(['\u{202E}', '\u{2028}', '\u{200B}']), "{text:?} gave {sent:?}");
    }
}

#[test]
fn colours_follow_the_terminal() {
    let paint = |frame: &mut Frame<'_>| {
        frame.buffer_mut().set_string(
            0,
            0,
            "x",
            Style::new().fg(Color::Rgb(255, 0, 0)).add_modifier(Modifier::BOLD),
        );
    };
    let sent =
        |colours| String::from_utf8(Screen::new(SIZE, Caps { colours, ..Caps::full() }).draw(paint)).unwrap();
    assert!(sent(Colours::True).contains("38;2;255;0;0"));
    assert!(sent(Colours::Ansi256).contains("38;5;196"));
    assert!(sent(Colours::Ansi16).contains(";91m"));
    assert!(sent(Colours::Mono).contains("\x1b[1mx"));
}

/// One page of a list in Japanese: 7 columns of text, the selected row reversed.
fn list_page(first: usize, selected: usize) -> impl Fn(&mut Buffer) {
    const NAMES: [&str; 7] =
        ["佐藤 花子", "鈴木一郎", "髙橋 美咲", "田中 次郎", "伊藤さくら", "渡辺 健", "山本 陽子"];
    const TOWNS: [&str; 6] =
        ["練馬区", "長野県飯山市", "北海道上川町", "徳島県神山町", "高知県四万十町", "島根県海士町"];
    move |buffer: &mut Buffer| {
        for row in 0..48u16 {
            let number = first + usize::from(row);
            let style = if usize::from(row) == selected {
                Style::new().add_modifier(Modifier::REVERSED)
            } else {
                Style::new()
            };
            buffer.set_string(0, row + 1, " ".repeat(200), style);
            let fields = [
                (0, format!("P{number:06}")),
                (10, NAMES[number % 7].to_owned()),
                (28, TOWNS[number % 6].to_owned()),
                (48, TOWNS[number * 5 % 6].to_owned()),
                (70, ["相談", "登録", "調整中", "成立"][number % 4].to_owned()),
                (84, format!("2026-{:02}-{:02}", number % 12 + 1, number % 28 + 1)),
                (100, format!("介護・経理・農業（週{}日）、在宅勤務を希望", number % 5 + 1)),
            ];
            for (column, text) in fields {
                buffer.set_string(column, row + 1, text, style);
            }
        }
    }
}

#[test]
fn scrolling_a_japanese_list_takes_at_most_45_percent_of_the_stock_bytes() {
    let size = Size { columns: 200, rows: 50 };
    let area = Rect::new(0, 0, size.columns, size.rows);
    for selected in [0, 10] {
        let mut buffers = [Buffer::empty(area), Buffer::empty(area)];
        list_page(0, selected)(&mut buffers[0]);
        list_page(1, selected)(&mut buffers[1]);
        let stock = stock_bytes(&buffers[0], &buffers[1]).len();
        let stock_first = stock_bytes(&Buffer::empty(area), &buffers[0]).len();

        let mut screen = Screen::new(size, Caps::full());
        let mut terminal = Model::new(200, 50);
        let first = screen.draw(|frame| list_page(0, selected)(frame.buffer_mut()));
        let second = screen.draw(|frame| list_page(1, selected)(frame.buffer_mut()));
        terminal.show(&first);
        terminal.show(&second);
        let mut expected = Model::new(200, 50);
        expected
            .show(&Screen::new(size, Caps::full()).draw(|frame| list_page(1, selected)(frame.buffer_mut())));
        assert_eq!(terminal.cells, expected.cells);
        println!("scroll: {} of {stock} bytes; first: {} of {stock_first}", second.len(), first.len());
        assert!(second.len() * 100 <= stock * 45, "{} of {stock} bytes", second.len());
        assert!(first.len() * 100 <= stock_first * 45, "{} of {stock_first} bytes", first.len());
    }
}

/// Pieces of text that terminals find hard, with a style each.
fn pieces() -> impl Strategy<Value = Vec<(u16, u16, &'static str, u8)>> {
    let text = proptest::sample::select(vec![
        "a",
        "山",
        "あいう",
        "ab cd",
        " ",
        "      ",
        "①",
        "…",
        "ｶﾞ",
        "か\u{3099}",
        "葛\u{E0100}",
        "👩‍🌾",
        "─│",
        "─",
        "𠮷",
        "é",
        "ー、。",
    ]);
    proptest::collection::vec((0..SIZE.columns, 0..SIZE.rows, text, 0u8..6), 0..40)
}

fn paint_pieces(buffer: &mut Buffer, pieces: &[(u16, u16, &str, u8)], ambiguous_wide: bool) {
    for (x, y, text, style) in pieces {
        let style = match style {
            0 => Style::new(),
            1 => Style::new().add_modifier(Modifier::REVERSED),
            2 => Style::new().bg(Color::Blue),
            3 => Style::new().fg(Color::Red).add_modifier(Modifier::BOLD),
            4 => Style::new().add_modifier(Modifier::DIM | Modifier::UNDERLINED),
            _ => Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(200)),
        };
        buffer.set_string(*x, *y, widen(text, ambiguous_wide), style);
    }
}

fn emulator() -> vt100::Parser {
    let [rows, columns] = [SIZE.rows, SIZE.columns].map(|cells| std::num::NonZero::new(cells).unwrap());
    vt100::Parser::new(rows, columns, 0)
}

/// The screen of a vt100 as text and looks, without its cursor.
fn vt100_cells(parser: &vt100::Parser) -> Vec<(String, vt100::Color, vt100::Color, bool, bool)> {
    let cells = (0..SIZE.rows).flat_map(|row| (0..SIZE.columns).map(move |column| (row, column)));
    cells
        .filter_map(|(row, column)| parser.screen().cell(row, column))
        .map(|cell| {
            let text = if cell.has_contents() { cell.contents().to_string() } else { " ".to_owned() };
            (text, cell.fgcolor(), cell.bgcolor(), cell.inverse(), cell.bold())
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_frame_after_any_other_shows_as_if_painted_anew(
        frames in proptest::collection::vec(pieces(), 2..5),
        wide in any::<bool>(),
    ) {
        let caps = Caps { ambiguous_wide: wide, ..Caps::full() };
        let fresh = || if wide { model().ambiguous_wide() } else { model() };
        let mut screen = Screen::new(SIZE, caps);
        let mut terminal = fresh();
        let mut emulated = emulator();
        for pieces in &frames {
            let bytes = screen.draw(|frame| paint_pieces(frame.buffer_mut(), pieces, wide));
            terminal.show(&bytes);
            let anew = Screen::new(SIZE, caps).draw(|frame| paint_pieces(frame.buffer_mut(), pieces, wide));
            let mut expected = fresh();
            expected.show(&anew);
            prop_assert_eq!(terminal.rows(), expected.rows());
            prop_assert!(terminal.cells == expected.cells, "the looks differ");
            prop_assert_eq!(screen.draw(|frame| paint_pieces(frame.buffer_mut(), pieces, wide)), b"");
            // The emulator gives the parts of a joined emoji their own columns and wraps them at the edge.
            if !wide && !frames.iter().flatten().any(|(_, _, text, _)| text.contains('\u{200D}')) {
                emulated.process(&bytes);
                let mut expected = emulator();
                expected.process(&anew);
                prop_assert!(vt100_cells(&emulated) == vt100_cells(&expected), "vt100 shows another screen");
            }
        }
    }
}
