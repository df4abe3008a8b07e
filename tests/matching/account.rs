//! The account of a pair: its sums are the printed numbers, and its promises come true.

use nichiiki::field::Kind;
use nichiiki::field::Value;
use nichiiki::field::tables::{matched, person};
use nichiiki::field::{Date, Id};
use nichiiki::lang::Lang;
use nichiiki::matching::{Direction, WEIGHTS_VERSION};

use super::office::*;

#[test]
fn the_account_has_the_numbers_of_the_ranking_and_says_each_criterion() {
    let office = office();
    let found = office.explain(JOB, MIKA);
    assert_eq!(found.hit, office.hit(MIKA));
    assert_eq!(found.weights_version, WEIGHTS_VERSION);
    assert_eq!(
        found.sum_line(Direction::Job, Lang::Ja),
        "技能48/60 + 稼働時間15/15 + 働き方10/10 + 通い8/15 = 81 (案件から見て)"
    );
    assert_eq!(
        lines(&found),
        [
            "met Web制作 必須3",
            "met SNS運用 必須2",
            "partly 補助金申請 必須3 <- 1",
            "met 写真 歓迎2",
            "met 週6h ／ 求 4-8h",
            "met 最高の段階 3 ／ 求 実務型",
            "partly 月1日 ／ 求 月2日",
            "partly 片道 2時間40分",
            "met 業務委託",
            "partly 2番目の希望",
            "met 月5万円 ／ 希望 月5万円",
            "missing 保育 なし",
        ]
    );
    assert_eq!(found.presented.place, Some((1, 1)));
}

#[test]
fn what_would_change_it_comes_true() {
    let office = office();
    let found = office.explain(JOB, MIKA);
    let said: Vec<(&str, u32)> =
        found.changes.iter().map(|one| (one.text.text(Lang::Ja), one.score)).collect();
    assert_eq!(said, [("補助金申請 が 2 になると", 84), ("月2日通えると", 82)]);
    let learnt = office.with(MIKA, |record| {
        record.set(person::SKILLS.code, Some(skills(&[(WEB, 3), (SNS, 2), (GRANT, 2), (PHOTO, 2)])));
    });
    assert_eq!(learnt.hit(MIKA).score, 84);
}

#[test]
fn both_sides_give_the_same_account() {
    let office = office();
    let (one, other) = (office.explain(JOB, MIKA), office.explain(MIKA, JOB));
    assert_eq!(one.accounts, other.accounts);
    assert_eq!(one.hit.score, other.hit.score);
    assert_eq!(other.hit.id, JOB);
    let place = office.explain(MIKA, region_id(SHIOJIRI));
    assert_eq!(place.heading(Direction::Job).ja, "地域から見て");
}

#[test]
fn it_counts_how_often_somebody_was_presented() {
    let presented = |number: u32, day: Date| {
        move |record: &mut nichiiki::domain::Record| {
            let job = if number == 1 { JOB } else { Id::new(Kind::Job, 90 + number) };
            record.set(matched::PERSON.code, Some(Value::reference(MIKA)));
            record.set(matched::JOB.code, Some(Value::reference(job)));
            record.set(matched::PRESENTED_ON.code, Some(Value::date(day)));
        }
    };
    let last = today().plus_days(-5);
    let office = office()
        .with(Id::new(Kind::Match, 1), presented(1, today().plus_days(-40)))
        .with(Id::new(Kind::Match, 2), presented(2, last));
    let found = office.explain(JOB, MIKA).presented;
    assert_eq!((found.times, found.last), (2, Some(last)));
    assert_eq!(found.recorded, Some(Id::new(Kind::Match, 1)));
}
