//! A person's public key as OpenSSH writes it (`ssh-keygen`'s `.pub` files): read, checked, and named by its fingerprint.
//! Invariant: only kinds of keys that the wire takes are read, so that nobody registers a key that cannot log in.
//! The command line reads them; the wire compares fingerprints.

use russh::keys::ssh_key::{Algorithm, EcdsaCurve, HashAlg, PublicKey};

use crate::lang::Lang;

/// A key that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserKey {
    /// `SHA256:...`, as `ssh-keygen -l` prints it.
    pub fingerprint: String,
    /// Kind and key in one line, without the comment, which may say anything.
    pub line: String,
}

/// Why a key cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    #[error("is no OpenSSH public key (ssh-keygen -t ed25519 makes one; its .pub file is wanted)")]
    NotAKey,
    #[error("is a private key; give the .pub file instead, and keep this one to yourself")]
    Private,
    #[error(
        "is a key of a kind that is not taken; use ed25519 (ssh-keygen -t ed25519) or ecdsa-sha2-nistp256"
    )]
    Kind,
}

impl KeyFault {
    /// The sentence for a person.
    pub fn text(self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::En, fault) => fault.to_string(),
            (Lang::Ja, Self::NotAKey) => {
                "OpenSSHの公開鍵ではありません(ssh-keygen -t ed25519 で作った .pub ファイルを指定してください)".to_owned()
            }
            (Lang::Ja, Self::Private) => {
                "秘密鍵です。.pub ファイルを指定し、このファイルは本人だけで保管してください".to_owned()
            }
            (Lang::Ja, Self::Kind) => {
                "この種類の鍵は使えません。ed25519(ssh-keygen -t ed25519)か ecdsa-sha2-nistp256 を使ってください".to_owned()
            }
        }
    }
}

/// The first key in the text of a `.pub` file.
///
/// # Errors
/// What is wrong with it.
pub fn parse(text: &str) -> Result<UserKey, KeyFault> {
    if text.contains("PRIVATE KEY") {
        return Err(KeyFault::Private);
    }
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let key = line.and_then(|line| PublicKey::from_openssh(line).ok()).ok_or(KeyFault::NotAKey)?;
    match key.algorithm() {
        Algorithm::Ed25519 | Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 } => {}
        _ => return Err(KeyFault::Kind),
    }
    let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
    let bare = PublicKey::new(key.key_data().clone(), "");
    let line = bare.to_openssh().map_err(|_odd| KeyFault::NotAKey)?.trim().to_owned();
    Ok(UserKey { fingerprint, line })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_as_openssh_names_them() {
        // Made for this test and used nowhere.
        let text = "# mine\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ 塩尻 の鍵\n";
        let key = parse(text).unwrap();
        assert!(key.fingerprint.starts_with("SHA256:") && !key.fingerprint.ends_with('='));
        assert_eq!(
            key.line,
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ"
        );
        assert_eq!(parse(&key.line), Ok(key));
        assert_eq!(parse("ssh-rsa AAAA x"), Err(KeyFault::NotAKey));
        assert_eq!(parse(""), Err(KeyFault::NotAKey));
        assert_eq!(parse("-----BEGIN OPENSSH PRIVATE KEY-----"), Err(KeyFault::Private));
    }
}
