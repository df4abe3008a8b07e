//! What everybody must know about the store, for the first line of each screen.

use crate::app::Banner;
use crate::lang::Lang;
use crate::store::repair::Repair;
use crate::store::submit::Status;

/// What was put right while the store was opened; `None` where nothing was.
pub fn of_repairs(repairs: &[Repair]) -> Option<Banner> {
    let words = |lang: Lang| repairs.iter().map(|one| one.text(lang)).collect::<Vec<_>>().join(" ");
    (!repairs.is_empty()).then(|| Banner { ja: words(Lang::Ja), en: words(Lang::En), alarming: false })
}

/// How the store is doing; `None` where all is well.
pub fn of_status(status: Status) -> Option<Banner> {
    if let Some(trouble) = status.trouble {
        let text = |lang| trouble.text(lang).to_owned();
        return Some(Banner { ja: text(Lang::Ja), en: text(Lang::En), alarming: true });
    }
    let calm = |ja: &str, en: &str| Banner { ja: ja.to_owned(), en: en.to_owned(), alarming: false };
    if status.loading {
        return Some(calm(
            "残りを読み込んでいます。表示は先頭の一部で、変更は読み込みのあとに保存されます。",
            "still reading: this is the first page, and changes are saved once the rest is there",
        ));
    }
    status.records_failed.then(|| {
        calm(
            "記録の控えを書けません。次に開くとき作り直します。失われるものはありません。",
            "the copy of the records cannot be written; it is made anew at the next opening, nothing is lost",
        )
    })
}
