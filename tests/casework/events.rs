//! Events with attendance: people entered in bulk, ticked with one key, cases opened for those who came, and what their own record
//! says of it.

use nichiiki::domain::attendance::{attendees, counts_for_premium, happened};
use nichiiki::domain::{Rejection, risk};
use nichiiki::field::choices::Attendance::{self, Absent, Applied, Attended};
use nichiiki::field::tables::{activity, case};
use nichiiki::field::{Id, Kind};

use super::office::{client, desk};
use crate::desk::Desk;
use crate::domain::office::Office;

const EVENT: [(&str, &str); 6] = [
    ("name", "空き家見学会"),
    ("kind", "tour"),
    ("starts_at", "2026-12-05 14:00"),
    ("region_code", "202151"),
    ("capacity", "3"),
    ("counts_for_premium", "true"),
];

/// An event, four people without a case and one with an open one.
fn office() -> (Office, Id, Vec<Id>) {
    let mut office = Office::new();
    let event = office.make("event", &EVENT);
    office.make("event", &[("name", "秋のフェア"), ("starts_at", "2026-11-14 10:00")]);
    let names = ["青木", "石川", "上田", "遠藤"];
    let mut people: Vec<Id> = names
        .iter()
        .map(|name| office.make("person", &[("family_name", *name), ("channel", "web"), ("tags", "見学")]))
        .collect();
    people.push(client(&mut office, 5, &[("tags", "見学")], &[("stage", "triaged")]).0);
    (office, event, people)
}

fn how(desk: &Desk, event: Id) -> Vec<(Id, Attendance)> {
    attendees(&desk.snapshot.state, event).into_iter().map(|one| (one.person, one.how)).collect()
}

#[test]
fn people_are_entered_in_bulk_ticked_with_one_key_and_get_cases_in_one_commit() {
    let (office, event, people) = office();
    let mut desk = desk(office, 140, 40);
    let commits = desk.commits.len();
    desk.press("f").enter("tag:見学").press("Enter *");
    let before = desk.keys;
    let offered = desk.press("O").screen();
    assert!(offered.contains("空き家見学会") && offered.contains("0/3人  申込"), "{offered}");
    assert!(offered.contains("秋のフェア") && offered.contains("0人  参加"), "{offered}");
    desk.press("a");
    let asked = desk.screen();
    assert!(asked.contains("5件を実行します") && asked.contains("定員3人を2人超えます"), "{asked}");
    desk.press("y");
    assert_eq!(desk.keys - before, 3);
    assert_eq!(desk.commits.len(), commits + 1, "one action, one commit");
    assert_eq!(how(&desk, event), people.iter().map(|id| (*id, Applied)).collect::<Vec<_>>());
    // Once more: nobody is twice on the list, and it says so.
    desk.press("O a");
    assert!(desk.screen().contains("すでにこの催しの名簿にあります"), "{}", desk.screen());
    desk.press("Esc Esc Esc g E");
    let list = desk.screen();
    let row = list.lines().find(|line| line.contains("▸")).unwrap();
    assert!(row.contains("E-000001") && row.contains("空き家見学会"), "the latest first: {list}");
    desk.press("Enter");
    assert!(desk.screen().contains("申込 5  参加 0  欠席 0  定員 3"), "{}", desk.screen());
    desk.press("O");
    let roll = desk.screen();
    assert!(roll.contains("定員 3 (2人超過)") && roll.contains("ケースなし"), "{roll}");
    // One key each: the cursor goes on by itself.
    let keys = desk.keys;
    desk.press("a a x");
    assert_eq!(desk.keys - keys, 3);
    let held: Vec<Attendance> = how(&desk, event).into_iter().map(|(_, how)| how).collect();
    assert_eq!(held, [Attended, Attended, Absent, Applied, Applied]);
    assert!(desk.screen().contains("欠席: 上田"), "{}", desk.screen());
    // Said again it changes nothing.
    let commits = desk.commits.len();
    desk.press("k x");
    assert!(desk.screen().contains("すでにそうなっています"), "{}", desk.screen());
    assert_eq!(desk.commits.len(), commits);
    // The others came too, by marks.
    desk.press("Space Space a y");
    let held: Vec<Attendance> = how(&desk, event).into_iter().map(|(_, how)| how).collect();
    assert_eq!(held, [Attended, Attended, Absent, Attended, Attended], "{}", desk.screen());
    // Those who came: a case each, but not for who has one.
    desk.press("Esc Tab Tab *");
    let (commits, cases) = (desk.commits.len(), desk.snapshot.state.count(Kind::Case));
    desk.press("c");
    let asked = desk.screen();
    assert!(asked.contains("3件を実行します"), "{asked}");
    assert!(asked.contains("進行中のケースがあるので開きません (1件)"), "{asked}");
    desk.press("y");
    assert_eq!(desk.commits.len(), commits + 1);
    assert_eq!(desk.snapshot.state.count(Kind::Case), cases + 3);
    let state = &desk.snapshot.state;
    let opened: Vec<_> =
        state.records(Kind::Case).filter(|one| one.reference(&case::EVENT) == Some(event)).collect();
    assert_eq!(opened.len(), 3);
    for one in &opened {
        assert_eq!(one.references(&case::REGIONS).map(|id| id.number).collect::<Vec<_>>(), [202_151]);
    }
    assert!(desk.screen().contains("催しから"), "{}", desk.screen());
    desk.press("u");
    assert_eq!(desk.snapshot.state.count(Kind::Case), cases, "one undo takes them all back");
}

#[test]
fn what_was_attended_is_the_persons_story_and_counts_once_it_happened() {
    let (mut office, event, people) = office();
    let (event_text, person) = (event.to_string(), people[4].to_string());
    let said =
        office.make("activity", &[("person", &*person), ("event", &*event_text), ("attendance", "applied")]);
    let record = office.state.live(said).unwrap();
    assert_eq!(record.moment(&activity::AT).unwrap().to_string().get(..10), Some("2026-12-05"));
    assert!(!happened(&record) && !counts_for_premium(&office.state, &record));
    let case = office.state.records(Kind::Case).next().unwrap();
    assert_eq!(risk::last_contact(&office.state, &case), None, "an application is no contact");
    let twice = nichiiki::domain::Command::add(
        Kind::Activity,
        crate::domain::office::draft(Kind::Activity, &[("person", &*person), ("event", &*event_text)]),
    );
    assert_eq!(office.run(&twice).unwrap_err(), Rejection::OnTheList(said));
    let mut desk = desk(office, 140, 40);
    desk.press("g E O a");
    desk.at("2026-12-06 09:00");
    let state = &desk.snapshot.state;
    assert!(counts_for_premium(state, &state.live(said).unwrap()));
    desk.press("Enter");
    let screen = desk.screen();
    assert!(screen.contains("空き家見学会 (参加)"), "{screen}");
    assert!(screen.contains("担い手活動 1/3回"), "{screen}");
    desk.press("u");
    assert!(desk.screen().contains("空き家見学会 (申込)"), "{}", desk.screen());
    assert!(!desk.screen().contains("担い手活動"), "{}", desk.screen());
}

#[test]
fn somebody_who_may_not_see_a_person_does_not_find_them_on_the_list() {
    use nichiiki::domain::{Author, Lens, Rights};
    let (mut office, event, people) = office();
    for person in &people {
        let (person, event) = (person.to_string(), event.to_string());
        office.make("activity", &[("person", &*person), ("event", &*event)]);
    }
    assert_eq!(attendees(&office.state, event).len(), 5);
    office.make("user", &[("name", "ito"), ("role", "coordinator"), ("scope", "own")]);
    let rights = Rights::of(&office.state, &Author::new("ito"), false).unwrap();
    let seen = office.state.through(Some(std::sync::Arc::new(Lens::new(rights))));
    assert!(seen.has(event), "events are common knowledge");
    assert_eq!(attendees(&seen, event), Vec::new());
}
