//! Pictures and pages of boards of many sizes, to look at: `cargo run -p export --example look -- FOLDER`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use board::BoardId;
use board::reading::{Board, read};
use export::{Format, Options, Part, Zone, render};
use serde_json::{Map, Value, json};

fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).expect("a folder"));
    std::fs::create_dir_all(&folder).unwrap();
    for language in ["pl", "uk"] {
        for causes in [5, 36, 120, 200] {
            let board = board(language, causes);
            let zone = Zone::parse(if language == "pl" { "Europe/Warsaw" } else { "Europe/Kyiv" }).unwrap();
            let grown = (0..causes).map(|n| format!("n{n:03}").as_str().into()).collect();
            let options =
                Options { grown, zone, generated_at: board::Millis(1_795_202_700_000), ..Options::default() };
            for format in [Format::Svg, Format::Png, Format::Pdf, Format::Html] {
                let parts = if format == Format::Png { Part::ALL.to_vec() } else { vec![Part::Fish] };
                for part in parts {
                    let file = render(&board, format, &Options { part, ..options.clone() }).unwrap();
                    let name = format!("{language}-{causes}-{}.{}", part.name(), format.extension());
                    println!("{name}: {} bytes", file.len());
                    std::fs::write(folder.join(name), file).unwrap();
                }
            }
        }
    }
}

const POLISH: [&str; 12] = [
    "Konsultanci nie znają nowej oferty w dniu jej startu",
    "Szkolenie odbywa się po wdrożeniu, nie przed nim",
    "Brak osoby, która odpowiada za klienta od zamówienia do uruchomienia",
    "Mierzymy czas rozmowy, a nie to, czy sprawa została załatwiona",
    "Reklamacje o wartości 20 zł przechodzą tę samą ścieżkę co te za 2000 zł",
    "Klient powtarza numer sprawy przy każdym kontakcie",
    "Systemy sprzedaży i zgłoszeń nie wymieniają numeru klienta",
    "Zmiana wzoru pisma trwa osiem tygodni",
    "Brak informacji dla klienta między zamówieniem a uruchomieniem usługi",
    "Pierwsza faktura jest wyższa, niż klient się spodziewał",
    "CRM otwiera kartę klienta 12 sekund",
    "Formularz reklamacji nie działa na telefonie",
];
const UKRAINIAN: [&str; 12] = [
    "Консультанти не знають нової пропозиції в день її запуску",
    "Навчання проводять після впровадження, а не перед ним",
    "Немає людини, яка відповідає за клієнта від замовлення до запуску послуги",
    "Ми вимірюємо тривалість розмови, а не те, чи розв’язано справу",
    "Скарги на 20 грн проходять той самий шлях, що й скарги на 2000 грн",
    "Клієнт повторює номер справи під час кожного звернення",
    "Системи продажу та звернень не обмінюються номером клієнта",
    "Зміна шаблону листа триває вісім тижнів",
    "Між замовленням і запуском послуги клієнт нічого не чує",
    "Перший рахунок вищий, ніж клієнт очікував",
    "CRM відкриває картку клієнта 12 секунд",
    "Форма скарги не працює на телефоні",
];

/// A workshop at its end with so many causes.
fn board(language: &str, causes: usize) -> Board {
    let pl = language == "pl";
    let texts = if pl { POLISH } else { UKRAINIAN };
    let bones = if pl {
        ["Ludzie", "Zarządzanie", "Metody", "Materiały", "Maszyny"]
    } else {
        ["Люди", "Управління", "Методи", "Матеріали", "Машини"]
    };
    let names = if pl {
        ["Analizy", "Marketing", "Obsługa klienta", "IT", "Prawny", "Sprzedaż", "Back office"]
    } else {
        ["Аналітика", "Маркетинг", "Обслуговування", "ІТ", "Юридичний", "Продажі", "Бек-офіс"]
    };
    let map = |items: Vec<(String, Value)>| Value::Object(items.into_iter().collect::<Map<_, _>>());
    let id = |n: usize| format!("n{n:03}");
    let voted = causes.min(24);
    let notes = (0..causes).map(|n| {
        let text = if n < 12 { texts[n].to_owned() } else { format!("{} ({n})", texts[n * 7 % 12]) };
        let mut note = json!({ "text": text, "branch": format!("b{}", n % 5), "order": id(n) });
        if n >= 10 && n % 4 == 0 {
            note["parent"] = id(n - 10).into();
        }
        if n % 9 == 2 {
            note["evidence"] = "fact".into();
        }
        if n % 9 == 4 {
            note["evidence"] = "verify".into();
            note["verifier"] = "Ewa Lis".into();
            note["verify_by"] = "2026-12-04".into();
        }
        (id(n), note)
    });
    let tally = (0..voted).map(|n| {
        let dots = 1 + (voted - n) as u32 / 3;
        let most = names.len() as u32;
        let by: Map<String, Value> = (0..dots.min(most))
            .map(|d| (format!("d{}", (d as usize + n) % 7), json!(dots / dots.min(most))))
            .collect();
        (id(n), json!({ "dots": dots, "by_department": by }))
    });
    let rated = causes.min(8);
    let rating = (0..rated).map(|n| {
        let (importance, urgency) =
            ([5.0, 5.0, 4.0, 3.5, 5.0, 2.0, 4.0, 3.0][n], [5.0, 4.0, 3.0, 2.0, 2.5, 1.0, 3.0, 5.0][n]);
        let value = json!({ "importance": importance, "urgency": urgency, "ratings": 9,
            "disagreement": if n == 2 { 1.78 } else { 0.4 }, "by_department": {} });
        (id(n), value)
    });
    let priorities = (0..rated)
        .map(|n| (id(n), json!(["now", "now", "next", "later", "next", "outside", "later", "now"][n])));
    let project = |n: usize| {
        let titles = if pl {
            ["Opiekun zamówienia", "Jeden numer klienta", "Proste pisma"]
        } else {
            ["Куратор замовлення", "Один номер клієнта", "Прості листи"]
        };
        json!({ "title": titles[n], "horizon": (["this-year", "next-years", "this-year"][n]), "owner": format!("d{}", [5, 3, 1][n]),
            "sponsor": if pl { "Dyrektor Obsługi Klienta" } else { "Директор з обслуговування" },
            "notes": { id(n): "a0", id(n + 3): "a1" },
            "competences": { (if pl { "prowadzenie projektów" } else { "керування проєктами" }): "a0", (if pl { "analiza danych" } else { "аналіз даних" }): "a1" },
            "person": "Anna Kowal", "due": (["2027-03-31", "2027-09-30", "2027-01-15"][n]), "budget": "120 000 PLN", "duration": if pl { "4 miesiące" } else { "4 місяці" }, "status": "planned",
            "measure": if pl { "NPS po uruchomieniu usługi z −12 do +20" } else { "NPS після запуску послуги з −12 до +20" },
            "approvals": { "d1": "a0", "d2": "a1" } })
    };
    let minute = 60_000_u64;
    let begun = 1_795_170_000_000_u64;
    let agenda = json!([{ "title": if pl { "Spotkanie 1" } else { "Зустріч 1" }, "activities": [
        { "id": "x1", "kind": "welcome", "title": if pl { "Otwarcie i cele" } else { "Відкриття і цілі" }, "minutes": 10 },
        { "id": "x2", "kind": "collect", "title": if pl { "Zbieramy przyczyny" } else { "Збираємо причини" }, "minutes": 30 },
        { "id": "x3", "kind": "vote", "title": if pl { "Głosowanie" } else { "Голосування" }, "minutes": 10 }] }]);
    let document = json!({
        "board": { "title": if pl { "Zespół Customer Experience: warsztat przyczyn" } else { "Команда Customer Experience: воркшоп причин" },
            "effect": if pl { "Klienci są niezadowoleni z pierwszych trzydziestu dni po zamówieniu usługi (NPS −12)" }
                else { "Клієнти незадоволені першими тридцятьма днями після замовлення послуги (NPS −12)" },
            "goal_workshop": if pl { "Wspólna lista przyczyn i projektów na ten rok i kolejne lata" } else { "Спільний список причин і проєктів на цей рік і наступні роки" },
            "goal_organisation": if pl { "Wzrost NPS po uruchomieniu usługi z −12 do +20" } else { "Зростання NPS після запуску послуги з −12 до +20" } },
        "session": { "language": language, "finished": true, "agenda": agenda,
            "runs": [{ "activity": "x1", "from": begun, "to": begun + 12 * minute },
                { "activity": "x2", "from": begun + 12 * minute, "to": begun + 55 * minute },
                { "activity": "x3", "from": begun + 55 * minute, "to": begun + 63 * minute }],
            "competences": [if pl { "prawo konsumenckie" } else { "права споживачів" }],
            "vote": { "id": "v", "open": false, "revealed": true, "dots": 5, "per_note": 2, "voted": 9, "eligible": 9, "tally": map(tally.collect()) },
            "rating": { "id": "r", "open": false, "revealed": true, "notes": (0..rated).map(id).collect::<Vec<_>>(), "voted": 9, "eligible": 9, "tally": map(rating.collect()) } },
        "branches": map((0..5).map(|n| (format!("b{n}"), json!({ "title": bones[n], "question": if pl { "Dlaczego tak się dzieje?" } else { "Чому так відбувається?" }, "order": id(n) }))).collect()),
        "departments": map((0..7).map(|n| (format!("d{n}"), json!({ "name": names[n], "place": n }))).collect()),
        "people": { "p0": { "name": "Anna Kowal", "department": "d0" }, "p1": { "name": "Олег Шевчук", "department": "d3" }, "p2": { "name": "Ewa Lis", "department": "d2" } },
        "notes": map(notes.collect()),
        "attribution": map((0..causes).map(|n| (id(n), json!({ "department": format!("d{}", n * 3 % 7), "author": format!("p{}", n % 3) }))).collect()),
        "priorities": map(priorities.collect()),
        "projects": map((0..causes.min(36) / 12).map(|n| (format!("q{n}"), project(n))).collect()),
        "approvals": { "q0": { "d1": { "decision": "accept", "by": "p1", "at": 1 }, "d2": { "decision": "decline", "comment": if pl { "Za późno dla nas" } else { "Запізно для нас" }, "by": "p2", "at": 2 } } },
    });
    let (board, defects) = read(&BoardId::from("b"), &document);
    assert!(defects.is_empty(), "{defects:?}");
    board
}
