//! A small office for the screens: few records, every kind of row, and dates around Monday 2026-11-23.

use crate::domain::office::Office;

/// The office.
pub fn office() -> Office {
    let mut office = Office::new();
    for (code, name, kana, prefecture) in
        [("192023", "富士吉田市", "フジヨシダシ", "山梨県"), ("222062", "三島市", "ミシマシ", "静岡県")]
    {
        office.make("region", &[("code", code), ("name", name), ("kana", kana), ("prefecture", prefecture)]);
    }
    for label in ["Web制作", "SNS運用", "写真"] {
        office.make("skill", &[("label", label)]);
    }
    let firm = office.make("organisation", &[("name", "信濃ワイナリー")]);
    people(&mut office);
    jobs(&mut office, &firm.to_string());
    cases(&mut office);
    office.make(
        "note",
        &[("person", "P-000001"), ("text", "写真とWebで地域の仕事に関わりたい。まずは月1回通ってみたい")],
    );
    office.make(
        "activity",
        &[
            ("person", "P-000001"),
            ("kind", "call"),
            ("at", "2026-11-20 10:00"),
            ("summary", "10月から動ける"),
            ("who", "田中"),
        ],
    );
    office
}

fn people(office: &mut Office) {
    office.make(
        "person",
        &[
            ("family_name", "髙橋"),
            ("given_name", "美佳"),
            ("family_kana", "タカハシ"),
            ("given_kana", "ミカ"),
            ("want", "副業"),
            ("hours_week", "6"),
            ("skills", "Web制作:3; 写真:2"),
            ("regions", "塩尻市; 佐渡市"),
            ("job_style", "full_remote"),
            ("side_job_status", "notified"),
            ("consent", "consult; share_company"),
            ("channel", "smout"),
            ("notes", "月に一度は通えます。"),
        ],
    );
    for (family, given, kana, hours, want) in [
        ("山田", "太郎", "ヤマダ", "4", "就職"),
        ("佐藤", "実結", "サトウ", "10", "副業"),
        ("Kim", "Sarah", "キム", "8", "起業"),
        ("小野寺", "健", "オノデラ", "3", "プロボノ"),
        ("渡邉", "さくら", "ワタナベ", "12", "テレワーク就業"),
    ] {
        office.make(
            "person",
            &[
                ("family_name", family),
                ("given_name", given),
                ("family_kana", kana),
                ("hours_week", hours),
                ("want", want),
            ],
        );
    }
}

fn jobs(office: &mut Office, firm: &str) {
    for (title, region, skill, hours, closes) in [
        ("販促DX 週4-8時間 月5万", "202151", "Web制作:3", "8", "2026-12-20"),
        ("ワイナリー 商品企画", "202151", "SNS運用:2", "6", "2026-12-01"),
        ("観光協会 Web改修", "152242", "Web制作:2", "10", "2027-01-31"),
        ("高校 IT講師(平日昼)", "192023", "写真:1", "4", ""),
    ] {
        office.make(
            "job",
            &[
                ("title", title),
                ("region_code", region),
                ("organisation", firm),
                ("work_kind", "outsourcing"),
                ("skills_must", skill),
                ("hours_max", hours),
                ("closes_on", closes),
                ("status", "open"),
            ],
        );
    }
}

fn cases(office: &mut Office) {
    for (person, stage, priority, due, action) in [
        ("P-000001", "assessed", "2", "2026-11-21", "候補を2件見せる"),
        ("P-000002", "triaged", "", "2026-11-27", "電話で聞き取り"),
        ("P-000003", "received", "", "2026-11-23", "初回の連絡"),
        ("P-000004", "matching", "", "2027-01-05", "先方の返事を待つ"),
    ] {
        office.make(
            "case",
            &[
                ("person", person),
                ("kind", "side_job"),
                ("channel", "web"),
                ("stage", stage),
                ("priority", priority),
                ("owner", "田中"),
                ("next_due", due),
                ("next_action", action),
            ],
        );
    }
}
