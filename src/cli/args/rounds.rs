//! The arguments of rounds.

use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "A round places everybody at once by (flexible) deferred acceptance: best for the entrants among the stable \
answers. An entrant's list is the case's wished_jobs, else by the fit to the person (shown with ?) until confirmed; a post takes the \
job's round_order first, then by the fit to the job, days waited, and the seed. A case's party_size takes so many seats at one post; two \
people who apply apart and want one place are not handled. A region's cap is its intake_cap.\n\n\
JSON, one object a scenario: what_if, seed, inputs_hash, weights_version, entries, placed, blocking_pairs, tolerated_pairs, posts [{id, label, \
capacity, target, filled}], caps [{id, label, cap, filled}], placings [{entry, person, label, seats, job, choice, choices, wishes, confirmed, \
fit_to_job, fit_to_person, score, why, why_key}], file (what round solve reads), and of the first command (what apply reads). With --accept a \
last line as of apply."
)]
pub struct ProposeOptions {
    /// The open jobs of this region (id, code or name) are the posts
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The posts: jobs that this query finds
    #[arg(long = "jobs", id = "round_jobs", value_name = "QUERY")]
    pub jobs: Option<String>,
    /// Who enters: cases that this query finds (else the open cases that are about such jobs)
    #[arg(long, value_name = "QUERY")]
    pub entries: Option<String>,
    /// Who enters besides: people that this query finds
    #[arg(long = "people", id = "round_people", value_name = "QUERY")]
    pub people: Option<String>,
    /// Another capacity for a post than the job's openings (again for more)
    #[arg(long, value_name = "J-000001=8")]
    pub capacity: Vec<String>,
    /// Another cap for a region than its intake cap; none lifts it (again for more)
    #[arg(long, value_name = "R-015814=3")]
    pub cap: Vec<String>,
    /// Draws between equals and rotates the picking order; it is kept with the round
    #[arg(long = "seed", id = "round_seed", value_name = "N", default_value_t = 42, value_parser = clap::value_parser!(u64).range(0..=9_223_372_036_854_775_807))]
    pub seed: u64,
    /// What the round is called
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The same round with other numbers, beside it: "seed=7 J-000001=9 R-015814=none" (again for more)
    #[arg(long, value_name = "TERMS")]
    pub what_if: Vec<String>,
    /// Writes the proposal: the round, matches and cases, as one commit
    #[arg(long)]
    pub accept: bool,
}
