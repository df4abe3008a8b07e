//! Files in and out: what is exported is read back unchanged, what is imported does what the report says.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use nichiiki::domain::{Author, Command, Context, Draft, Stamp, State, decide};
use nichiiki::field::tables::{case, organisation, person, region, skill};
use nichiiki::field::{Field, Id, Kind, Moment, Shape, by_name, fields};
use nichiiki::interchange::csv_write::{self, Style};
use nichiiki::interchange::encodings::{Encoding, to_cp932};
use nichiiki::interchange::import::{Options, Plan, plan};
use nichiiki::interchange::jsonl;
use nichiiki::interchange::profile::Profile;
use nichiiki::interchange::source::Source;
use nichiiki::lang::Lang;
use proptest::prelude::*;

fn context() -> Context {
    Context { author: Author::new("tester"), at: Moment(1_790_000_000_000), seen: None, owner: true }
}

/// Carries a command out; false where it is refused.
fn act(state: &mut State, command: &Command) -> bool {
    let Ok(events) = decide(state, command, &context()) else { return false };
    let stamp = Stamp { seq: state.seq() + 1, at: context().at, author: "tester".into() };
    for event in &events {
        state.apply_event(event, &stamp);
    }
    state.loaded(stamp.seq, stamp.at);
    true
}

/// Some records of every kind for others to refer to.
fn office() -> State {
    let mut state = State::new();
    for (code, name) in [("202151", "塩尻市"), ("015814", "厚真町"), ("152242", "佐渡市")] {
        let draft = Draft::new().with_text(&region::CODE, code).with_text(&region::NAME_FIELD, name);
        assert!(act(&mut state, &Command::add(Kind::Region, draft)));
    }
    for name in ["補助金申請", "経理", "S-000001", "a:b", "経理"] {
        act(&mut state, &Command::add(Kind::Skill, Draft::new().with_text(&skill::LABEL, name)));
    }
    for name in ["株式会社あおば", "株式会社あおば", "O-000001; x"] {
        let draft = Draft::new().with_text(&organisation::NAME_FIELD, name);
        assert!(act(&mut state, &Command::add(Kind::Organisation, draft)));
    }
    let draft = Draft::new().with_text(&person::FAMILY_NAME, "山田");
    assert!(act(&mut state, &Command::add(Kind::Person, draft)));
    let cells = [("title", "広報"), ("region_code", "202151")];
    assert!(act(&mut state, &Command::add(Kind::Job, draft_of(Kind::Job, &cells))));
    let draft = Draft::new()
        .with_ref(&case::PERSON, Id::new(Kind::Person, 1))
        .with(&case::CHANNEL, nichiiki::field::Value::choice(0));
    assert!(act(&mut state, &Command::add(Kind::Case, draft)));
    let measure = draft_of(Kind::Measure, &[("name", "移住支援金")]);
    assert!(act(&mut state, &Command::add(Kind::Measure, measure)));
    state
}

fn draft_of(kind: Kind, cells: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::new();
    for (key, text) in cells {
        draft.put_text(by_name(kind, key).unwrap(), text).unwrap();
    }
    draft
}

/// The file of a kind, as `export` writes it.
fn csv_of(state: &State, kind: Kind, style: Style) -> Vec<u8> {
    let mut file = Vec::new();
    csv_write::write(&mut file, state, kind, state.ids(kind).filter_map(|id| state.live(id)), style).unwrap();
    file
}

fn lines_of(state: &State, kind: Kind) -> Vec<u8> {
    let mut file = Vec::new();
    state.records(kind).for_each(|record| jsonl::write(&mut file, &record).unwrap());
    file
}

fn read_csv(state: &State, kind: Kind, file: &[u8], key: Option<&str>) -> Plan {
    let mut source = Source::csv(kind, Cursor::new(file), None, Arc::new(Profile::none(kind))).unwrap();
    let key = key.map(|key| by_name(kind, key).unwrap());
    plan(state, &mut source, Options { kind, key, lang: Lang::En }, &context()).unwrap()
}

fn read_lines(state: &State, kind: Kind, file: &[u8]) -> Plan {
    let mut source = Source::json_lines(kind, Cursor::new(file), Arc::new(Profile::none(kind))).unwrap();
    plan(state, &mut source, Options { kind, key: None, lang: Lang::En }, &context()).unwrap()
}

fn unchanged(plan: &Plan, state: &State, kind: Kind, what: &str) {
    let report = &plan.report;
    assert!(report.rejected.is_empty(), "{what} {kind:?}: {:?}", report.rejected);
    let sums = (report.created, report.updated, report.unchanged);
    assert_eq!(sums, (0, 0, state.count(kind) as u64), "{what} {kind:?}");
    assert!(plan.commands.is_empty());
}

/// Writes every kind in every form and expects that reading it back would change nothing.
fn survives_the_trip(state: &State) {
    let plain = Style { encoding: Encoding::Utf8, marked: false };
    for kind in Kind::ALL {
        for style in [plain, Style { marked: true, ..plain }] {
            unchanged(&read_csv(state, kind, &csv_of(state, kind, style), None), state, kind, "csv");
        }
        unchanged(&read_lines(state, kind, &lines_of(state, kind)), state, kind, "jsonl");
        // An office that knows nothing but what the files refer to takes the same records under the same ids.
    }
}

/// Applies a plan.
fn carry_out(state: &mut State, plan: Plan) {
    assert!(act(state, &Command::Batch(plan.commands)));
}

const HOSTILE: &[&str] = &[
    "=1+1",
    "'=1",
    "''-",
    "＝cmd|' /C calc'!A0",
    "+81-3",
    "@SUM(A1)",
    "－",
    "\"",
    "\"\"",
    "a,b",
    "a;b",
    "a；b、c",
    "a\\",
    "\\;",
    "行\n行",
    "\r\n",
    "[",
    "[]",
    "[{\"x\":1}]",
    "{}",
    "null",
    "true",
    "0",
    "P-000001",
    "塩尻市",
    "a:b",
    "a:3",
    ":3",
    "：",
    "髙﨑 ①㈱",
    "〜～－−",
    "e\u{301}",
    "\u{200d}",
    "\u{202e}abc",
    "\u{feff}x",
    "\u{0}",
    "\u{1b}[31m",
    "👨‍👩‍👧",
    "ｶﾅ",
    "  x  ",
    "'",
    "\u{e000}",
    "NaN",
    "1e9",
];

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(HOSTILE).prop_map(str::to_owned),
        "[=+'@,;:\"\\\\\\[\\]\n a-cあ-う]{0,8}",
        any::<String>().prop_map(|text| text.chars().take(20).collect()),
    ]
}

/// A text that the field may or may not take.
fn cell_of(field: &'static Field) -> BoxedStrategy<String> {
    match field.shape {
        Shape::Text(_) | Shape::Texts(_) => {
            prop_oneof![4 => hostile(), 1 => Just("https://example.org/".to_owned()), 1 => Just("a.b@example.org".to_owned()), 1 => Just("+81-90-0000-0000".to_owned()), 1 => Just("ヤマダ".to_owned())].boxed()
        }
        Shape::Int(least, most, _) => (least..=most).prop_map(|number| number.to_string()).boxed(),
        Shape::Micro(..) => (-80.0_f64..80.0).prop_map(|number| format!("{number:.6}")).boxed(),
        Shape::Flag => any::<bool>().prop_map(|flag| flag.to_string()).boxed(),
        Shape::Date => (1990..2030_u16, 1..=12_u8, 1..=28_u8).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")).boxed(),
        Shape::Moment => (0..28_u8, 0..24_u8, 0..60_u8).prop_map(|(d, h, m)| format!("2026-05-{:02} {h:02}:{m:02}", d + 1)).boxed(),
        Shape::Choice(choices) => (0..choices.items.len()).prop_map(move |place| choices.items[place].key.to_owned()).boxed(),
        Shape::Set(choices) => prop::collection::vec(0..choices.items.len(), 1..4)
            .prop_map(move |places| places.iter().map(|place| choices.items[*place].key).collect::<Vec<_>>().join(";"))
            .boxed(),
        Shape::Ref(kind) => id_of(kind).boxed(),
        Shape::Refs(kind) => prop::collection::vec(id_of(kind), 1..3).prop_map(|ids| ids.join(";")).boxed(),
        Shape::Rows(subs) => prop::collection::vec(row_of(subs), 1..3)
            .prop_map(|rows| serde_json::to_string(&rows).unwrap())
            .boxed(),
    }
}

fn row_of(subs: &'static [Field]) -> impl Strategy<Value = BTreeMap<String, String>> {
    let cells: Vec<_> = subs.iter().map(|sub| prop::option::of(cell_of(sub))).collect();
    cells.prop_map(move |cells| {
        let pairs = subs.iter().zip(cells).filter_map(|(sub, cell)| Some((sub.key.to_owned(), cell?)));
        pairs.collect()
    })
}

fn id_of(kind: Kind) -> impl Strategy<Value = String> {
    let ids: Vec<String> = office().ids(kind).map(|id| id.to_string()).collect();
    prop::sample::select(if ids.is_empty() { vec!["x".to_owned()] } else { ids })
}

fn cells_of(kind: Kind) -> impl Strategy<Value = Vec<(&'static Field, String)>> {
    let cells: Vec<_> =
        fields(kind).iter().map(|field| prop::option::weighted(0.4, cell_of(field))).collect();
    cells.prop_map(move |cells| {
        fields(kind).iter().zip(cells).filter_map(|(field, cell)| Some((field, cell?))).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_exported_is_read_back_unchanged(
        records in prop::collection::vec(
            prop::sample::select(&Kind::ALL[..]).prop_flat_map(|kind| (Just(kind), cells_of(kind))), 1..8)
    ) {
        let mut state = office();
        for (kind, cells) in records {
            let mut draft = Draft::new();
            for (field, text) in cells {
                // What a field does not take is left out; the rest of the record still counts.
                let _ = draft.put_text(field, &text);
            }
            for (key, text) in [("family_name", "姓"), ("title", "題"), ("name", "名"), ("label", "札"), ("text", "文"),
                ("region_code", "202151"), ("person", "P-000001"), ("job", "J-000001"), ("kind", "call"), ("code", "014257")] {
                if let Some(field) = by_name(kind, key) && draft.get(field.code).is_none() {
                    let _ = draft.put_text(field, text);
                }
            }
            if kind == Kind::Region {
                draft.put_text(&region::CODE, "014257").unwrap();
            }
            act(&mut state, &Command::Add { kind, draft, imported: true });
        }
        survives_the_trip(&state);
    }
}

#[test]
fn the_demo_office_survives_the_trip_and_moves_house() {
    let mut state = State::new();
    assert!(act(&mut state, &Command::Batch(nichiiki::demo::master().unwrap())));
    for batch in nichiiki::demo::office(Moment(1_795_000_000_000)).unwrap() {
        let context = Context { author: Author::new(batch.author), at: batch.at, seen: None, owner: true };
        let events = decide(&state, &Command::Batch(batch.commands), &context).unwrap();
        let stamp = Stamp { seq: state.seq() + 1, at: batch.at, author: batch.author.into() };
        for event in &events {
            state.apply_event(event, &stamp);
        }
        state.loaded(stamp.seq, stamp.at);
    }
    survives_the_trip(&state);
    // Another office takes the files, kind by kind, under the same ids.
    let mut other = State::new();
    let order = [
        Kind::Skill,
        Kind::Region,
        Kind::Organisation,
        Kind::Measure,
        Kind::Region,
        Kind::Person,
        Kind::Job,
        Kind::Case,
        Kind::Match,
        Kind::Activity,
        Kind::Note,
    ];
    for kind in order {
        // Regions name organisations and measures, so the first time around their columns are left out.
        let first = kind == Kind::Region && other.count(Kind::Region) == 0;
        let file = if first {
            let mut file = b"code,prefecture,name\n".to_vec();
            for record in state.records(Kind::Region) {
                let text = |field| record.text(field).unwrap_or_default().to_owned();
                let row = [text(&region::CODE), text(&region::PREFECTURE), text(&region::NAME_FIELD)];
                csv_write::row(&mut file, &row).unwrap();
            }
            file
        } else {
            csv_of(&state, kind, Style { encoding: Encoding::Utf8, marked: false })
        };
        let plan = read_csv(&other, kind, &file, None);
        assert!(plan.report.rejected.is_empty(), "{kind:?}: {:?}", plan.report.rejected.first());
        carry_out(&mut other, plan);
        if !first {
            unchanged(&read_csv(&other, kind, &file, None), &state, kind, "moved");
        }
    }
    for kind in Kind::ALL {
        assert_eq!(lines_of(&other, kind), lines_of(&state, kind), "{kind:?}");
    }
}

#[test]
fn rows_say_what_they_do() {
    let mut state = office();
    let file = "id,family_name,email,notes\nP-000001,山田,taro@example.org,始め\n,佐藤,s@example.org,\n,,x@example.org,\n,鈴木,no-mail,\nP-000900,高橋,,\n";
    let plan = read_csv(&state, Kind::Person, file.as_bytes(), None);
    let report = &plan.report;
    assert_eq!((report.created, report.updated, report.unchanged), (2, 1, 0));
    let refused: Vec<(u64, Option<&str>)> =
        report.rejected.iter().map(|one| (one.line, one.column.as_deref())).collect();
    assert_eq!(refused, [(4, Some("family_name")), (5, Some("email"))]);
    carry_out(&mut state, plan);
    assert!(state.has(Id::new(Kind::Person, 900)), "a new id from elsewhere is kept");
    assert_eq!(state.next_id(Kind::Person, Moment(0)).number, 901);
    // A missing column leaves the field alone, a blank cell clears it.
    let plan = read_csv(&state, Kind::Person, "id,notes\nP-000001,\n".as_bytes(), None);
    carry_out(&mut state, plan);
    let record = state.record(Id::new(Kind::Person, 1)).unwrap();
    assert_eq!((record.text(&person::NOTES), record.text(&person::FAMILY_NAME)), (None, Some("山田")));
}

#[test]
fn a_key_finds_the_record_so_that_importing_twice_changes_nothing() {
    let mut state = office();
    let file = "family_name,email\n佐藤,S.Sato@example.org\n鈴木,\n田中,t@example.org\n";
    let first = read_csv(&state, Kind::Person, file.as_bytes(), Some("email"));
    assert_eq!(first.report.created, 3);
    carry_out(&mut state, first);
    let second = read_csv(&state, Kind::Person, file.as_bytes(), Some("email"));
    assert_eq!((second.report.created, second.report.unchanged), (1, 2), "a row without its key is new");
    assert_eq!(second.report.possible_duplicates.len(), 1);
    assert_eq!(second.report.possible_duplicates[0].line, 3);
    let twice = "family_name,email\n佐藤,a@example.org\n佐藤 妻,a@example.org\n";
    let plan = read_csv(&state, Kind::Person, twice.as_bytes(), Some("email"));
    assert_eq!(
        (plan.report.created, plan.report.rejected.len()),
        (1, 1),
        "one address, two people: somebody must look"
    );
    assert_eq!(plan.report.rejected[0].line, 3);
}

#[test]
fn jobs_that_are_open_elsewhere_stay_open_and_those_without_skills_are_counted() {
    let state = office();
    let file = "title,region_code,status,any_skill\n収穫,202151,open,\n販促,202151,,\n祭り,202151,open,yes\n経理,202151,draft,\n";
    let plan = read_csv(&state, Kind::Job, file.as_bytes(), None);
    assert_eq!((plan.report.created, plan.report.rejected.len()), (4, 0));
    let told: Vec<&String> = plan.report.warnings.iter().collect();
    assert!(told.len() == 1 && told[0].contains("2 jobs") && told[0].contains("stay open"), "{told:?}");
}

#[test]
fn what_the_office_calls_its_own_choices_is_read_in_files() {
    use nichiiki::domain::office::{List, OwnNames};
    let mut names = OwnNames::default();
    names.set(List::PolicyAsks, 4, "地域通貨の制度");
    let rules = nichiiki::domain::Office { names, ..Default::default() };
    let state = office().under(Arc::new(rules));
    let file = "name,政策への要望\n川の会社,4 地域通貨の制度;1 法・税制\n山の会社,地域通貨の制度\n谷の会社,知らない\n";
    let plan = read_csv(&state, Kind::Organisation, file.as_bytes(), None);
    assert_eq!((plan.report.created, plan.report.rejected.len()), (2, 1), "{:?}", plan.report);
}

#[test]
fn faults_of_rows_are_told_with_their_lines() {
    let state = office();
    let file = "name,note,region_code\n\"あ\nい\",x,\nう,y\n\nえ,,999999\n\"お\n";
    let plan = read_csv(&state, Kind::Organisation, file.as_bytes(), None);
    let lines: Vec<u64> = plan.report.rejected.iter().map(|one| one.line).collect();
    assert_eq!(lines, [4, 6, 7], "{:?}", plan.report.rejected);
    assert_eq!(plan.report.created, 1);
    assert!(
        plan.report.warnings.iter().any(|warning| warning.contains("note")),
        "an unknown column is named"
    );
    let plan = read_csv(&state, Kind::Person, "family_name\n山\u{202e}田\n".as_bytes(), None);
    assert!(plan.report.warnings[0].contains("U+202E"), "{:?}", plan.report.warnings);
    assert_eq!(plan.report.created, 1);
}

#[test]
fn rows_may_name_records_of_later_rows() {
    let mut state = office();
    let file = "id,label,parent\nS-000100,会計ソフト,S-000101\nS-000101,会計,\n,孤児,S-000999\n";
    let plan = read_csv(&state, Kind::Skill, file.as_bytes(), None);
    assert_eq!((plan.report.created, plan.report.rejected.len()), (2, 1), "{:?}", plan.report.rejected);
    assert_eq!(plan.report.rejected[0].line, 4);
    carry_out(&mut state, plan);
    let record = state.record(Id::new(Kind::Skill, 100)).unwrap();
    assert_eq!(record.reference(&skill::PARENT), Some(Id::new(Kind::Skill, 101)));
    // A name that an import adds does not take the number of the row that names it.
    let plan = read_csv(&state, Kind::Skill, "label,parent\n子,まだない親\n".as_bytes(), None);
    assert_eq!((plan.report.created, plan.report.also_added.len()), (1, 1));
    carry_out(&mut state, plan);
    assert_eq!(state.count(Kind::Skill), office().count(Kind::Skill) + 4);
}

#[test]
fn cp932_is_read_and_written() {
    let state = office();
    let (file, _) = to_cp932("姓,名,セイ\r\n髙﨑,①,ﾀｶｻｷ\r\n").unwrap();
    let plan = read_csv(&state, Kind::Person, &file, None);
    assert_eq!((plan.report.created, plan.report.encoding), (1, Some(Encoding::Cp932)));
    let style = Style { encoding: Encoding::Cp932, marked: false };
    unchanged(
        &read_csv(&state, Kind::Region, &csv_of(&state, Kind::Region, style), None),
        &state,
        Kind::Region,
        "cp932",
    );
    let mut state = state;
    let draft = Draft::new().with_text(&person::FAMILY_NAME, "𠮷田");
    assert!(act(&mut state, &Command::add(Kind::Person, draft)));
    let mut file = Vec::new();
    let records = state.ids(Kind::Person).filter_map(|id| state.live(id));
    let fault = csv_write::write(&mut file, &state, Kind::Person, records, style).unwrap_err();
    assert!(file.is_empty() && fault.to_string().contains("P-000002 family_name: U+20BB7"), "{fault}");
}

#[test]
fn odd_csv_files_are_read_as_their_makers_say() {
    let directory = std::path::Path::new("../shared/data/messy/csv-spectrum");
    let Ok(entries) = std::fs::read_dir(directory.join("csvs")).or_else(|_| std::fs::read_dir(directory))
    else {
        println!("skipped: no csv-spectrum");
        return;
    };
    let mut seen = 0;
    for file in entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "csv"))
    {
        let json = [
            file.with_extension("json"),
            directory.join("json").join(file.with_extension("json").file_name().unwrap()),
        ];
        let Some(wanted) = json.iter().find_map(|path| std::fs::read_to_string(path).ok()) else { continue };
        let wanted: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_str(&wanted).unwrap_or_else(|_| vec![serde_json::from_str(&wanted).unwrap()]);
        let text = nichiiki::interchange::encodings::Decoded::open(std::fs::File::open(&file).unwrap(), None)
            .unwrap();
        let mut rows = nichiiki::interchange::csv_read::Rows::new(text);
        let header = rows.next_row().unwrap().unwrap().cells;
        let mut found = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            let pairs = header.iter().cloned().zip(row.cells.into_iter().map(serde_json::Value::from));
            found.push(pairs.collect::<serde_json::Map<_, _>>());
        }
        // The makers' own answer names another telephone number than their file.
        if file.ends_with("location_coordinates.csv") {
            continue;
        }
        let plain = |rows: &[serde_json::Map<String, serde_json::Value>]| {
            serde_json::to_string(rows).unwrap().replace("\\r\\n", "\\n")
        };
        assert_eq!(plain(&found), plain(&wanted), "{}", file.display());
        seen += 1;
    }
    println!("{seen} files of csv-spectrum");
}

#[test]
fn real_files_are_read_or_refused_with_a_sentence() {
    let directory = std::path::Path::new("../shared/data/messy");
    let read = |name: &str, kind| {
        let file = std::fs::File::open(directory.join(name)).ok()?;
        Some(
            Source::csv(kind, file, None, Arc::new(Profile::none(kind)))
                .map(|source| source.encoding())
                .map_err(|fault| fault.text(Lang::Ja)),
        )
    };
    let Some(offices) = read("offices_cp932_no_header.csv", Kind::Organisation) else {
        println!("skipped: no messy data");
        return;
    };
    assert!(offices.unwrap_err().contains("見出し"), "a file without header says so");
    let industries = read("industries_utf8_bom.csv", Kind::Skill).unwrap();
    println!("industries: {industries:?}");
    let localgov = read("localgov_shift_jis.csv", Kind::Region).unwrap();
    println!("localgov: {localgov:?}");
    if let Ok(encoding) = localgov {
        assert_eq!(encoding, Encoding::Cp932);
    }
}
