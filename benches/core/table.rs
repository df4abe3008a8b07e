//! The table that is printed, and measuring by turns.
//! Invariant: the two sides of a line are measured in the same minute, one after the other, each first as often as second;
//! what is printed of each is the median.

use std::time::Instant;

/// In what a line is given, and whether more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Given in nanoseconds; less is better.
    Time,
    /// So many a second; more is better.
    Rate,
    /// Less is better.
    Bytes,
}

/// Prints lines as they come.
pub struct Table {
    /// Columns that the words of a line take.
    width: usize,
}

impl Table {
    pub fn new() -> Self {
        let width = 58;
        println!("{:<width$} {:>11} {:>11} {:>8}  baseline", "", "nichiiki", "baseline", "ratio");
        Self { width }
    }

    /// One line: what was measured, both medians, and what the baseline is.
    pub fn line(&mut self, what: &str, unit: Unit, (own, plain): (f64, f64), baseline: &str) {
        let ratio = if unit == Unit::Rate { own / plain } else { plain / own };
        let ratio = if ratio >= 100.0 { format!("{ratio:.0}") } else { format!("{ratio:.2}") };
        let width = self.width;
        println!("{what:<width$} {:>11} {:>11} {ratio:>8}  {baseline}", unit.text(own), unit.text(plain));
    }
}

impl Unit {
    fn text(self, amount: f64) -> String {
        let steps: &[(f64, &str)] = match self {
            Self::Time => &[(1e9, "s"), (1e6, "ms"), (1e3, "us"), (1.0, "ns")],
            Self::Rate => &[(1.0, "/s")],
            Self::Bytes => &[(1024.0 * 1024.0, "MiB"), (10.0 * 1024.0, "KiB"), (1.0, "B")],
        };
        let (step, name) = steps.iter().find(|(step, _)| amount >= *step).unwrap_or(&steps[steps.len() - 1]);
        let amount = if *name == "KiB" { amount / 1024.0 } else { amount / step };
        let digits = usize::from(self == Self::Time || *name != "B" && self != Self::Rate);
        format!("{amount:.digits$} {name}")
    }
}

/// Measures both sides by turns, `rounds` times; the medians of what they return.
pub fn duel(rounds: usize, mut own: impl FnMut() -> f64, mut plain: impl FnMut() -> f64) -> (f64, f64) {
    let (mut owns, mut plains) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            owns.push(own());
            plains.push(plain());
        } else {
            plains.push(plain());
            owns.push(own());
        }
    }
    (median(owns), median(plains))
}

/// The value in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Nanoseconds that one of `times` calls takes.
#[expect(clippy::cast_precision_loss, reason = "measured times need no fifteen digits")]
pub fn each<T>(times: usize, mut call: impl FnMut(usize) -> T) -> f64 {
    let begun = Instant::now();
    for turn in 0..times {
        std::hint::black_box(call(turn));
    }
    begun.elapsed().as_nanos() as f64 / times as f64
}
