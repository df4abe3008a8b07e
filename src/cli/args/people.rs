//! The arguments of `serve` and `user`. As everywhere, their comments are the English help.
#![expect(clippy::doc_markdown, reason = "the comments are help that people read, without marks")]

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Listens for SSH here, as 127.0.0.1:2222
    #[arg(long, value_name = "ADDR:PORT")]
    pub ssh: Option<std::net::SocketAddr>,
    /// Lets the members of this group of the system reach the socket
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// Sessions of one person at most
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub sessions_per_person: usize,
    /// Sessions in all at most
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub sessions: usize,
}

#[derive(Debug, Subcommand)]
pub enum UserSub {
    /// Adds a user
    Add(UserAddOptions),
    /// Adds an OpenSSH public key by which a user logs in
    Key {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Changes a user's role: viewer, coordinator, lead, admin, auditor
    Role {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "ROLE")]
        role: String,
    },
    /// Changes whose records a user sees: own, team, all or region:CODE,..
    Scope {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "SCOPE")]
        scope: String,
    },
    /// Gives rights on top of the role: see_needs, see_contact, export, merge, erase, reopen
    Grant {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "RIGHT", required = true)]
        rights: Vec<String>,
    },
    /// Takes rights away
    Deny {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "RIGHT", required = true)]
        rights: Vec<String>,
    },
    /// Ends a user's access and sessions
    Revoke {
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Lets a revoked user in again
    Readmit {
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Every user
    List,
}

#[derive(Debug, Args)]
pub struct UserAddOptions {
    #[arg(value_name = "NAME")]
    pub name: String,
    /// viewer, coordinator, lead, admin or auditor
    #[arg(long, value_name = "ROLE", default_value = "coordinator")]
    pub role: String,
    /// own, team, all or region:CODE,..
    #[arg(long, value_name = "SCOPE", default_value = "own")]
    pub scope: String,
    /// The team whose records a user with the scope `team` sees
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    /// The name that colleagues see
    #[arg(long, value_name = "NAME")]
    pub shown_as: Option<String>,
    /// Rights on top of the role, separated by commas
    #[arg(long, value_name = "RIGHTS", value_delimiter = ',')]
    pub grant: Vec<String>,
    /// Rights that the role has and this user has not
    #[arg(long, value_name = "RIGHTS", value_delimiter = ',')]
    pub deny: Vec<String>,
}
