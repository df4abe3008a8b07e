//! The arguments of `duplicates`.

use clap::Args;

use crate::field::Kind;

#[derive(Debug, Args)]
#[command(
    after_help = "The score is a sum of weights in bits: ten bits are a thousand to one. From 0.0 on a pair is worth looking at, from +5.0 on \
whoever makes the second record is warned. Nothing is ever merged by itself: apply has merge, unmerge, not_the_same, report_duplicate.\n\n\
JSON for an id: {id, took_us, total, hits [{id, label, score, verdict, reported, parts [{name, sign, weight}]}]}; the weights add up to \
score. Without an id one object a pair: {one, other, labels, score, verdict, reported, parts}."
)]
pub struct DuplicatesOptions {
    /// The record; without it, the suspected pairs of a kind
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// people (the default), jobs or organisations
    #[arg(long, value_name = "KIND", value_parser = super::kind, conflicts_with = "id")]
    pub kind: Option<Kind>,
    /// Pairs at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// One id per line from standard input, one answer line each
    #[arg(long, conflicts_with_all = ["id", "kind"])]
    pub stdin: bool,
}
