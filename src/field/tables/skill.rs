//! Fields of a skill: the office's vocabulary, with aliases and a parent. Ids stay for ever.

use super::{KANA, LINES, LONG, NAME, URL};
use crate::field::{Class, Field, Kind, Shape};

fields! { FIELDS;
    LABEL = Field::new(1, "label", "名称", "Label", NAME).found_as(Class::Name).column(24).or(&["name"]);
    LABEL_EN = Field::new(2, "label_en", "英語名", "English label", NAME).found_as(Class::Name);
    KANA_FIELD = Field::new(3, "kana", "カナ", "Reading", KANA).found_as(Class::Name);
    ALIASES = Field::new(4, "aliases", "別名", "Aliases", LINES).found_as(Class::Name);
    PARENT = Field::new(5, "parent", "上位", "Parent", Shape::Ref(Kind::Skill)).column(16);
    MHLW_CODE = Field::new(6, "mhlw_code", "厚労省職業分類", "MHLW occupation", NAME);
    ESCO_URI = Field::new(7, "esco_uri", "ESCO", "ESCO", URL);
    NOTES = Field::new(8, "notes", "備考", "Notes", LONG).found_as(Class::Note);
}
