//! Invented employers: clearly fictional names, each with one rule on side jobs wherever it appears.

use super::random::{Random, Weighted};
use super::sources::DemoError;
use super::texts;

/// An employer.
#[derive(Debug, Clone)]
pub struct Firm {
    pub name: String,
    /// The key of its rule on side jobs.
    pub rule: String,
}

/// Every invented employer, in a fixed order.
///
/// # Errors
/// Texts that do not read.
pub fn firms() -> Result<Vec<Firm>, DemoError> {
    let texts = texts::firms()?;
    let rules = Weighted::new(texts.rules.iter().map(|(rule, weight)| (rule.clone(), *weight)));
    let mut firms = Vec::new();
    for (kind, form) in &texts.kinds {
        for prefix in &texts.prefixes {
            let mut random = Random::of(0, firms.len() as u64);
            let rule = rules.draw(&mut random).cloned().unwrap_or_default();
            firms.push(Firm { name: format!("{form}{prefix}{kind}"), rule });
        }
    }
    Ok(firms)
}

/// What an employee of a firm with that rule says about side jobs.
pub fn side_job_status(rule: &str, random: &mut Random) -> &'static str {
    let answers: &[&str] = match rule {
        "free" => &["allowed"],
        "notify" => &["notified", "notified", "notified", "unknown"],
        "permit" => &["permitted", "permitted", "permission_pending", "unknown"],
        "prohibit" => &["prohibited"],
        _ => &["unknown"],
    };
    random.pick(answers).copied().unwrap_or("unknown")
}
