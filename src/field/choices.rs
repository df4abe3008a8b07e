//! Every closed list of the field, with the terms that coordinators use.
//! A table of truth: order is stored meaning, so new choices go to the end. Rules match on these enums; forms and files read their tables.

use super::choice::choices;

choices! {
    /// Age in decades, asked instead of a birth date.
    AgeBand {
        Under20 "u20" "10代" "under 20", Twenties "20s" "20代" "20s", Thirties "30s" "30代" "30s", Forties "40s" "40代" "40s",
        Fifties "50s" "50代" "50s", Sixties "60s" "60代" "60s", Over70 "70+" "70代以上" "70 and over", Unknown "unknown" "不明" "unknown",
    }
    /// How somebody holds a second base.
    BaseKind {
        Own "own" "持ち家" "own house", Family "family" "実家・親族宅" "family house", Rent "rent" "賃貸" "rented",
        TrialHouse "trial_house" "お試し住宅" "trial house", Hotel "hotel" "宿泊施設" "hotel", Share "share" "シェアハウス" "shared house",
        Other "other" "その他" "other",
    }
    /// How somebody lives in two places.
    Pattern {
        Considering "considering" "検討中" "considering", Weekend "weekend" "週末型" "weekends", Weekday "weekday" "平日型" "weekdays",
        Seasonal "seasonal" "季節型" "seasonal", MonthlyFew "monthly_few" "月数日型" "a few days a month",
        MultiBase "multi_base" "多拠点" "several bases", Relocated "relocated" "移住済み" "relocated",
        RelatedOnly "related_only" "関係人口" "connected, not resident",
    }
    /// The layer of need.
    Segment {
        Latent "latent" "潜在層" "latent", Manifest "manifest" "顕在層" "manifest",
        ResidentLocal "resident_local" "地域人材" "local resident", Employee "employee" "社員" "employee",
    }
    /// The main job's form.
    JobStyle {
        FullRemote "full_remote" "完全リモート" "fully remote", Hybrid "hybrid" "ハイブリッド" "hybrid", Office "office" "出社" "office",
        Shift "shift" "シフト勤務" "shifts", SelfEmployed "self_employed" "自営・フリーランス" "self-employed", Student "student" "学生" "student",
        Retired "retired" "退職" "retired", Unemployed "unemployed" "求職中" "unemployed",
    }
    /// What else somebody does for people who come, besides seeking a place.
    PersonRole {
        CommunityHost "community_host" "地域の受入役" "community host", Peer "peer" "先輩居住者" "earlier resident",
        Mentor "mentor" "メンター" "mentor",
    }
    /// Whether the main employer lets somebody work on the side.
    SideJobStatus {
        Allowed "allowed" "自由" "allowed", Notified "notified" "届出済み" "notified", Permitted "permitted" "許可済み" "permitted",
        PermissionPending "permission_pending" "許可待ち" "permission pending", Prohibited "prohibited" "禁止" "prohibited",
        Unknown "unknown" "不明" "unknown",
    }
    /// What somebody wishes for.
    Want {
        SideJob "side_job" "副業" "side job", ProBono "pro_bono" "プロボノ" "pro bono", Employment "employment" "就職" "employment",
        TeleworkJob "telework_job" "テレワーク就業" "telework job", Startup "startup" "起業" "startup",
        Succession "succession" "事業承継" "business succession", Multiwork "multiwork" "マルチワーク" "multiwork", Farm "farm" "農業" "farming",
        TrialStay "trial_stay" "お試し滞在" "trial stay", Housing "housing" "住まい" "housing", Community "community" "地域活動" "community",
    }
    /// What a reward is counted by.
    RewardUnit {
        Month "month" "月" "month", Hour "hour" "時間" "hour", Task "task" "件" "task", None "none" "無償" "unpaid",
    }
    /// Who says that a skill is there.
    Proof {
        OwnWord "self" "自己申告" "self-reported", Verified "verified" "確認済み" "verified",
    }
    /// What a household needs to live there. Hidden where a job is introduced.
    Need {
        Housing "housing" "住まい" "housing", Childcare "childcare" "保育" "childcare", School "school" "学校" "school",
        Medical "medical" "医療" "medical care", Care "care" "介護" "nursing care", Car "car" "車" "car", Pet "pet" "ペット" "pet",
        Internet "internet" "通信" "internet", Workplace "workplace" "仕事場" "workplace",
    }
    /// What worries somebody about the step.
    Worry {
        Career "career" "キャリア" "career", Cost "cost" "費用" "cost", Convenience "convenience" "生活の利便性" "convenience",
        Relations "relations" "人間関係" "relations",
    }
    /// What a measure asks for that records can tell of, at least in part. Nothing here ever says no by itself.
    Condition {
        MoveDomicile "move_domicile" "住民票を移す" "moving the domicile", KeepDomicile "keep_domicile" "住民票を移さない" "keeping the domicile",
        Outside "outside" "区域外に在住" "living outside the area", FromTokyo "from_tokyo" "東京23区に在住・通勤" "from central Tokyo",
        QualifyingJob "qualifying_job" "対象の仕事に就く" "a qualifying job", Child "child" "子どもがいる" "a child",
        Startup "startup" "創業・承継の予定" "founding or taking over", Registered "registered" "事前の登録" "being registered before",
        BankHome "bank_home" "空き家バンクの物件" "a home from the bank", OwnerConsent "owner_consent" "所有者の同意" "the owner's consent",
        BeforeStart "before_start" "着手前の申請" "applying before the start", Contract "contract" "業務委託契約" "a contract for work",
        CompanyApplies "company_applies" "会社が申請" "the company applies", BothSides "both_sides" "双方の自治体の協議" "both municipalities agree",
    }
    /// How somebody came to us.
    Channel {
        Window "window" "窓口" "window", Tel "tel" "電話" "telephone", Mail "mail" "メール" "mail", Line "line" "LINE" "LINE", Web "web" "Web" "web",
        Event "event" "イベント" "event", Smout "smout" "SMOUT" "SMOUT", Jobhub "jobhub" "JOB HUB" "JOB HUB",
        FukugyoCloud "fukugyo_cloud" "複業クラウド" "Fukugyo Cloud", Employer "employer" "勤務先" "employer", Referral "referral" "紹介" "referral",
        Other "other" "その他" "other",
    }
    /// What a consent is for.
    Purpose {
        Consult "consult" "相談" "consultation", ShareSupportCorp "share_support_corp" "支援法人への提供" "share with support corporation",
        ShareCompany "share_company" "企業への提供" "share with company", ShareOwner "share_owner" "物件所有者への提供" "share with home owner",
        Newsletter "newsletter" "案内の送付" "newsletter", Stats "stats" "統計" "statistics",
        Quote "quote" "提言での引用(匿名)" "quoting without a name",
    }
    /// Where a promotion plan stands.
    PlanStatus {
        None "none" "未着手" "not started", WaitingPrefecture "waiting_prefecture" "県計画待ち" "waiting for the prefecture",
        Drafting "drafting" "案作成" "drafting", PublicComment "public_comment" "パブリックコメント" "public comment",
        Adopted "adopted" "策定済み" "adopted", Revising "revising" "変更中" "revising",
    }
    /// How far something is ready.
    Readiness {
        No "no" "未整備" "no", Partial "partial" "一部" "partial", Yes "yes" "整備済み" "yes",
    }
    /// What readiness is asked of, by the guideline's four steps.
    ReadinessItem {
        Publicity "publicity" "情報発信" "publicity", Window "window" "相談窓口" "window", SupportCorp "support_corp" "支援法人" "support corporation",
        Trial "trial" "お試し" "trial", Work "work" "仕事" "work", Housing "housing" "住まい" "housing", School "school" "学校" "school",
        Medical "medical" "医療" "medical care", Network "network" "通信" "network",
    }
    /// Kinds of municipalities.
    RegionKind {
        City "city" "市" "city", Ward "ward" "区" "ward", Town "town" "町" "town", Village "village" "村" "village",
        SpecialWard "special_ward" "特別区" "special ward",
    }
    /// Kinds of workplaces in a region.
    WorkplaceKind {
        Satellite "satellite" "サテライトオフィス" "satellite office", Cowork "cowork" "コワーキング" "coworking", Share "share" "シェアオフィス" "shared office",
    }
    /// Services that a household asks for.
    Service {
        Nursery "nursery" "保育" "nursery", School "school" "学校" "school", OutOfAreaSchool "out_of_area_school" "区域外就学" "out-of-area schooling",
        Clinic "clinic" "診療所" "clinic", Hospital "hospital" "病院" "hospital", NursingCare "nursing_care" "介護" "nursing care",
        RentalCar "rental_car" "カーシェア" "car sharing", PetFriendly "pet_friendly" "ペット可住宅" "pet-friendly housing",
        Broadband "broadband" "光回線" "broadband", Cowork "cowork" "コワーキング" "coworking",
    }
    /// The form of a job. Employment placement and contracts for work stay apart by this.
    WorkKind {
        Employment "employment" "雇用" "employment", Outsourcing "outsourcing" "業務委託" "outsourcing", ProBono "pro_bono" "プロボノ" "pro bono",
        PaidVolunteer "paid_volunteer" "有償ボランティア" "paid volunteer", Corps "corps" "地域おこし協力隊" "local vitalization cooperator",
        StartupCorps "startup_corps" "起業型協力隊" "entrepreneurial cooperator", Succession "succession" "事業承継" "business succession",
        Multiwork "multiwork" "マルチワーク" "multiwork", WorkingHoliday "working_holiday" "ふるさとワーキングホリデー" "furusato working holiday",
        TeleworkJob "telework_job" "テレワーク求人" "telework job", Internship "internship" "インターン" "internship",
    }
    /// Whether a job wants advice or hands.
    Stance {
        Advisory "advisory" "助言型" "advisory", HandsOn "hands_on" "実務型" "hands-on", Both "both" "助言・実務の両方" "both",
    }
    /// Where a job stands.
    JobStatus {
        Draft "draft" "下書き" "draft", Checking "checking" "確認中" "checking", Open "open" "募集中" "open", Paused "paused" "一時停止" "paused",
        Filled "filled" "充足" "filled", Closed "closed" "終了" "closed", Cancelled "cancelled" "取消" "cancelled",
    }
    /// Who may see a job.
    Visibility {
        Internal "internal" "内部のみ" "internal", Partners "partners" "連携先" "partners", Public "public" "公開" "public",
    }
    /// The nine items of an order's written terms.
    TermsItem {
        Parties "parties" "当事者" "parties", OrderDate "order_date" "委託日" "date of order", Content "content" "業務内容" "content",
        DeliveryDate "delivery_date" "納期" "delivery date", Place "place" "納品・役務の場所" "place of delivery", Inspection "inspection" "検査完了日" "inspection date",
        Fee "fee" "報酬額" "fee", PayDate "pay_date" "支払期日" "pay date", PayMethod "pay_method" "支払方法" "pay method",
    }
    /// What an organisation is to us.
    OrgRole {
        Sender "sender" "送り出し企業" "sender", Host "host" "受入先" "host", SupportCorp "support_corp" "支援法人" "support corporation",
        RegionalHr "regional_hr" "地域の人事部" "regional HR", Municipality "municipality" "自治体" "municipality", Bank "bank" "金融機関" "bank",
        Chamber "chamber" "商工団体" "chamber", School "school" "教育機関" "school", Platform "platform" "マッチング事業者" "platform",
        Realtor "realtor" "不動産会社" "estate agent", Insurer "insurer" "保険会社" "insurer", StartupSupport "startup_support" "創業支援" "startup support",
        Prefecture "prefecture" "都道府県" "prefecture",
    }
    /// Why a company takes part.
    OrgPurpose {
        RecruitRetain "recruit_retain" "1 人材確保・定着" "1 recruit and retain", DiverseWork "diverse_work" "2 多様な働き方" "2 diverse work",
        RegionalContribution "regional_contribution" "3 地域貢献" "3 regional contribution",
    }
    /// What stands in a company's way; 4 to 6 are open for the office's own.
    Challenge {
        Rules "rules" "1 制度・ルール" "1 rules", Culture "culture" "2 文化・組織" "2 culture", RegionLink "region_link" "3 地域連携" "3 region link",
        Open4 "open4" "4 (任意)" "4 (open)", Open5 "open5" "5 (任意)" "5 (open)", Open6 "open6" "6 (任意)" "6 (open)", Other "other" "その他" "other",
    }
    /// What a company does; 4 to 6 are open for the office's own.
    OrgAction {
        InternalRules "internal_rules" "1 社内制度" "1 internal rules", Workation "workation" "2 ワーケーション" "2 workation",
        RegionLink "region_link" "3 地域連携" "3 region link", Open4 "open4" "4 (任意)" "4 (open)", Open5 "open5" "5 (任意)" "5 (open)",
        Open6 "open6" "6 (任意)" "6 (open)", HireDual "hire_dual" "二地域居住者の採用" "hire dual residents",
        SupportEmployee "support_employee" "社員サポート" "support employees", TeleworkEnv "telework_env" "テレワーク環境整備" "telework environment",
        LifeSupport "life_support" "ライフサポート" "life support", LocalActivity "local_activity" "地域活動支援" "local activity",
        BusinessAlliance "business_alliance" "事業連携" "business alliance", Other "other" "その他" "other",
    }
    /// How an organisation is linked to another or to a region.
    LinkKind {
        School "school" "学校連携" "school link", Attract "attract" "企業誘致" "attracting a company",
        Satellite "satellite" "サテライト開設" "opening a satellite office", Member "member" "人事部の参加企業" "member of a regional HR",
        Referral "referral" "紹介元" "refers firms", Other "other" "その他" "other",
    }
    /// How far an action is.
    Progress {
        Planned "planned" "予定" "planned", Doing "doing" "実施中" "doing", Done "done" "実施済み" "done",
    }
    /// What a company asks of policy; 4 to 6 are open.
    PolicyAsk {
        LawTax "law_tax" "1 法・税制" "1 law and tax", Matching "matching" "2 マッチング" "2 matching",
        LocalActivity "local_activity" "3 地域活動支援" "3 local activity", Open4 "open4" "4 (任意)" "4 (open)", Open5 "open5" "5 (任意)" "5 (open)",
        Open6 "open6" "6 (任意)" "6 (open)", Other "other" "その他" "other",
    }
    /// A company's rule on side jobs.
    SideJobRule {
        Free "free" "自由" "free", Notify "notify" "届出制" "notify", Permit "permit" "許可制" "permit", Prohibit "prohibit" "禁止" "prohibit",
        Unknown "unknown" "不明" "unknown",
    }
    /// How a company helps employees in two places.
    DualSupport {
        TravelAllowance "travel_allowance" "交通費の補助" "travel allowance", Housing "housing" "住居支援" "housing",
        OfficeSeat "office_seat" "執務席の提供" "office seat", Leave "leave" "休暇" "leave", Insurance "insurance" "保険" "insurance",
        Other "other" "その他" "other",
    }
    /// What value a company saw.
    ValueKind {
        Recruit "recruit" "採用" "recruiting", Retain "retain" "定着" "retention", NewBusiness "new_business" "新規事業" "new business",
        LocalHire "local_hire" "地元雇用" "local hire", Dx "dx" "DX" "digital transformation",
        Develop "develop" "人材育成" "development", Engagement "engagement" "エンゲージメント" "engagement",
    }
    /// What a case is for.
    CaseKind {
        Consult "consult" "相談" "consultation", SideJob "side_job" "副業・複業" "side job", Employment "employment" "就職" "employment",
        StartupLvs "startup_lvs" "起業・LVS" "startup / LVS", Succession "succession" "事業承継" "succession", TrialStay "trial_stay" "お試し滞在" "trial stay",
        EmployeeSupport "employee_support" "社員支援" "employee support", HousingOnly "housing_only" "住まいのみ" "housing only",
    }
    /// Home, work or community.
    Pillar {
        Home "home" "住まい" "home", Work "work" "なりわい" "work", Community "community" "コミュニティ" "community",
    }
    /// The stages of a case, in the order of the work.
    Stage {
        Received "received" "受付" "received", Triaged "triaged" "振分け済" "triaged", Assessed "assessed" "聞き取り" "assessed",
        Planned "planned" "プラン" "planned", Matching "matching" "マッチング" "matching", Introduced "introduced" "紹介・面談" "introduced",
        Trial "trial" "お試し・下見" "trial", Agreed "agreed" "合意・内定" "agreed", Preparing "preparing" "開始準備" "preparing",
        Active "active" "実施中" "active", Settled "settled" "定着" "settled", OnHold "on_hold" "保留" "on hold", Closed "closed" "終結" "closed",
    }
    /// Whose move it is.
    WaitingOn {
        Us "us" "当方" "us", Person "person" "本人" "the person", Company "company" "企業" "the company", Region "region" "地域" "the region",
        Third "third" "第三者" "a third party",
    }
    /// Where a measure stands for one case.
    MeasureStatus {
        Candidate "candidate" "候補" "candidate", EligibleCheck "eligible_check" "要件確認中" "checking eligibility", Applied "applied" "申請済み" "applied",
        Granted "granted" "交付・利用決定" "granted", Rejected "rejected" "不採択・対象外" "rejected", Repaid "repaid" "返還" "repaid",
    }
    /// Why a case ended.
    ClosedReason {
        Settled "settled" "定着" "settled", GoalMet "goal_met" "目的達成" "goal met", Relocated "relocated" "移住" "relocated",
        Withdrew "withdrew" "本人辞退" "withdrew", Unreachable "unreachable" "連絡不能" "unreachable",
        ChoseOtherRegion "chose_other_region" "他地域を選択" "chose another region", FamilyObjection "family_objection" "家族の反対" "family objection",
        Cost "cost" "費用" "cost", EmployerRefused "employer_refused" "勤務先の不承認" "employer refused", NoMatch "no_match" "条件に合う案件なし" "no match",
        JobFilled "job_filled" "案件充足" "job filled", JobCancelled "job_cancelled" "案件取消" "job cancelled",
        HousingNone "housing_none" "住まいが見つからない" "no housing found", RegionCap "region_cap" "地域の受入枠超過" "region is full", Duplicate "duplicate" "重複" "duplicate",
        Ineligible "ineligible" "対象外" "ineligible", ReferredOut "referred_out" "他機関へ引継ぎ" "referred elsewhere", Spam "spam" "いたずら・営業" "spam",
        Deceased "deceased" "死亡" "deceased",
    }
    /// Step of a selection within the stage of introduction.
    SubStep {
        Papers "papers" "書類選考" "papers", Camp "camp" "選考合宿" "camp", Final "final" "最終審査" "final",
    }
    /// What came of a step.
    Verdict {
        Pass "pass" "通過" "pass", Fail "fail" "不合格" "fail", Withdrawn "withdrawn" "辞退" "withdrawn",
    }
    /// How somebody feels at a settlement check.
    Feeling {
        Good "good" "良い" "good", Fair "fair" "普通" "fair", Poor "poor" "不安あり" "poor",
    }
    /// Where a candidate stands for a job.
    MatchStatus {
        Suggested "suggested" "推薦" "suggested", Shortlisted "shortlisted" "候補入り" "shortlisted",
        OfferedToPerson "offered_to_person" "本人へ打診" "offered to person", PersonOk "person_ok" "本人承諾" "person agreed",
        Presented "presented" "企業へ提示" "presented", FirmOk "firm_ok" "企業承諾" "firm agreed", Interview "interview" "面談" "interview",
        Accepted "accepted" "成約" "accepted", DeclinedPerson "declined_person" "本人辞退" "declined by person",
        DeclinedFirm "declined_firm" "企業見送り" "declined by firm", Withdrawn "withdrawn" "取下げ" "withdrawn", Expired "expired" "期限切れ" "expired",
    }
    /// Who a measure is for.
    Audience {
        Person "person" "本人" "person", Company "company" "企業" "company", Region "region" "地域" "region",
    }
    /// What a measure is.
    MeasureKind {
        Grant "grant" "支援金・補助" "grant", Program "program" "プログラム" "program", Stay "stay" "滞在・体験" "stay", Home "home" "住まい" "housing",
        Child "child" "子育て・教育" "children", Registration "registration" "登録制度" "registration", Other "other" "その他" "other",
    }
    /// What was done with somebody.
    ActivityKind {
        Call "call" "電話" "call", Mail "mail" "メール" "mail", Line "line" "LINE" "LINE", Visit "visit" "訪問" "visit", Meeting "meeting" "面談" "meeting",
        Viewing "viewing" "内見" "house viewing", Event "event" "イベント" "event", Festival "festival" "祭り" "festival", FireCorps "fire_corps" "消防団" "volunteer fire corps",
        LocalWork "local_work" "地域活動" "community work", Online "online" "オンライン" "online",
    }
    /// What an event is.
    GatheringKind {
        Seminar "seminar" "セミナー" "seminar", Matching "matching" "マッチング会" "matching event", Tour "tour" "現地見学・ツアー" "tour",
        Exchange "exchange" "交流会" "get-together", Workshop "workshop" "研修・ワークショップ" "workshop", Community "community" "地域行事" "community event",
        Other "other" "その他" "other",
    }
    /// How somebody's part in an event went.
    Attendance {
        Applied "applied" "申込" "applied", Attended "attended" "参加" "attended", Absent "absent" "欠席" "absent",
    }
    /// What a note is.
    NoteKind {
        Plain "note" "メモ" "note", Assessment "assessment" "聞き取り記録" "assessment", Hypothesis "hypothesis" "仮説" "hypothesis",
        Opinion "opinion" "意見" "opinion", Summary "summary" "まとめ" "summary", Quote "quote" "本人の声" "quote",
    }
    /// What the program counts for a region's target.
    KpiCount {
        Consultations "consultations" "相談件数" "consultations", Started "started" "活動を始めた人" "people started",
        Settled "settled" "定着した人" "people settled", TrialStays "trial_stays" "お試し滞在" "trial stays",
        Matches "matches" "成約" "matches", DualResidents "dual_residents" "二地域居住者(現在)" "dual residents now",
    }
    /// What somebody of the office says to a hypothesis, an opinion or a summary.
    Ballot {
        Agree "agree" "賛成" "agree", Against "against" "反対" "disagree",
    }
    /// Parts of a region's stakeholders.
    StakeRole {
        Lead "lead" "推進役" "lead", Helper "helper" "協力者" "helper", KeyPerson "key_person" "キーパーソン" "key person",
        Owner "owner" "所有者" "owner",
    }
    /// Renting or buying.
    RentBuy {
        Rent "rent" "賃貸" "rent", Buy "buy" "売買" "sale", Both "both" "両方" "both",
    }
    /// What a user may do at most; grants add to it and denials take away.
    Role {
        Viewer "viewer" "閲覧者" "viewer", Coordinator "coordinator" "コーディネーター" "coordinator", Lead "lead" "リーダー" "lead",
        Admin "admin" "管理者" "administrator", Auditor "auditor" "監査者" "auditor",
    }
    /// Whose cases a user sees.
    Reach {
        Own "own" "自分" "own", Team "team" "チーム" "team", Region "region" "地域" "region", All "all" "全体" "all",
    }
    /// A right of its own, given or taken apart from the role.
    Grant {
        SeeNeeds "see_needs" "生活ニーズを見る" "see needs", SeeContact "see_contact" "連絡先を見る" "see contacts",
        Export "export" "書き出し" "export", Merge "merge" "統合" "merge", Erase "erase" "消去" "erase", Reopen "reopen" "終結後の再開" "reopen",
    }
    /// What a view lists, by the numbers of the kinds.
    Listed {
        Person "person" "人" "person", Region "region" "地域" "region", Job "job" "案件" "job", Organisation "organisation" "企業・団体" "organisation",
        Case "case" "ケース" "case", Match "match" "候補" "match", Skill "skill" "スキル" "skill", Measure "measure" "施策" "measure",
        Activity "activity" "活動" "activity", Note "note" "メモ" "note",
    }
}
