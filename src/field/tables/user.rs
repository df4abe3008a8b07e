//! Fields of a user: who may log in, how far they see, and by which keys they are known. Only administrators change them.

use super::{LINE, NAME};
use crate::field::choices::{Grant, Reach, Role};
use crate::field::{Class, Field, Kind, Origin, Shape};

/// Sub-fields of a key by which somebody logs in over SSH.
pub mod key {
    use super::*;
    fields! { FIELDS;
        FINGERPRINT = Field::new(1, "fingerprint", "指紋", "Fingerprint", LINE);
        PUBLIC = Field::new(2, "public", "公開鍵", "Public key", LINE);
        ADDED = Field::new(3, "added_on", "登録日", "Added on", Shape::Date);
    }
}

fields! { FIELDS;
    NAME_FIELD = Field::new(1, "name", "利用者名", "User name", NAME).found_as(Class::Name).origin(Origin::Fixed).column(16);
    SHOWN_AS = Field::new(2, "shown_as", "表示名", "Shown as", NAME).found_as(Class::Name).column(12);
    ROLE = Field::new(3, "role", "役割", "Role", Shape::Choice(Role::TABLE)).column(10);
    SCOPE = Field::new(4, "scope", "範囲", "Scope", Shape::Choice(Reach::TABLE)).column(8);
    REGIONS = Field::new(5, "regions", "担当地域", "Regions", Shape::Refs(Kind::Region)).or(&["region"]);
    TEAM = Field::new(6, "team", "チーム", "Team", NAME).column(10);
    GRANTED = Field::new(7, "granted", "追加の権限", "Granted", Shape::Set(Grant::TABLE)).or(&["grants"]);
    DENIED = Field::new(8, "denied", "外した権限", "Denied", Shape::Set(Grant::TABLE));
    KEYS = Field::new(9, "keys", "鍵", "Keys", Shape::Rows(key::FIELDS)).or(&["key"]);
    REVOKED_ON = Field::new(10, "revoked_on", "停止日", "Revoked on", Shape::Date).column(10);
}
