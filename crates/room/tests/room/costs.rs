//! COST: the table of what one participant can cost, reckoned from the settings.

use board::schema;
use room::{EditRate, Settings};

const KIB: usize = 1024;

/// A number as the table writes it.
fn written(number: usize) -> String {
    let digits = number.to_string();
    let head = digits.len() % 3;
    let mut groups: Vec<&str> = (head..digits.len()).step_by(3).map(|at| &digits[at..at + 3]).collect();
    if head > 0 {
        groups.insert(0, &digits[..head]);
    }
    groups.join(",")
}

#[test]
fn cost_6_the_table_is_what_the_settings_come_to() {
    let Settings { limits, presence, presence_limits: shown, answers, refusals_burst, .. } =
        Settings::default();
    let kib = |bytes: usize| written(bytes.div_ceil(KIB));
    let people = limits.participants as usize;
    // The facilitator's and the projector's link show as much as a person each may, however much is shown already.
    let everybody = (people + 2) * shown.bytes_always + shown.bytes_per_room;
    // Client, clock and length of each are counted among its bytes; the heads of the frames come on top.
    let frames = everybody.div_ceil(shown.frame / 2) * 11;
    let quarters = refusals_burst as usize * 4;
    let each = written(answers.kib_per_quarter as usize * quarters);
    let echo = shown.frame * 5;
    assert!(echo < limits.frame as usize && shown.bytes_per_person < shown.frame);
    let rows = [
        ("states of one person", format!("{} KiB", kib(shown.bytes_per_person))),
        ("clients of one person", written(shown.clients_per_person)),
        ("client ids of one person", written(schema::CLAIMS_OF_A_PERSON)),
        ("entries in the log", format!("{} a second", 1_000 / presence.claims.as_millis())),
        ("everybody's presence", format!("{} KiB", kib(everybody + frames))),
        ("one frame", format!("{} KiB", kib(shown.frame))),
        (
            "what a stock client sends back",
            format!("{} KiB of {} KiB", kib(echo), kib(limits.frame as usize)),
        ),
        (
            "told to each connection",
            format!("{} KiB, then {} KiB a second", kib(shown.bytes_per_person), kib(shown.told_per_second)),
        ),
        ("answered on one connection", format!("{each} KiB")),
        (
            "answered to one person",
            format!(
                "{} KiB, then {} KiB a second",
                written(answers.burst_kib as usize),
                written(answers.kib_per_second as usize)
            ),
        ),
    ];
    let spec = include_str!("../../SPEC.md");
    let table = spec.split_once("| what presence and questions cost |").expect("the table").1;
    let table: Vec<&str> = table.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    assert_eq!(table.len(), rows.len(), "every row is reckoned");
    for ((what, most), line) in rows.iter().zip(table) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        assert!(cells[1].starts_with(what), "{line}: {what}");
        assert_eq!(cells[2], most, "{line}");
    }
}

#[test]
fn jrnl_32_what_one_person_takes_on_the_disk_is_what_the_pace_comes_to() {
    let EditRate { bytes_burst, bytes_per_second, .. } = Settings::default().edit_rate;
    // An entry takes twice its bytes at most, and each is counted with more beside it than it has.
    let mib = |bytes: u32| (2 * u64::from(bytes)).div_ceil(1 << 20);
    let spec = include_str!("../../../journal/SPEC.md");
    for (when, most) in [("at once", bytes_burst), ("in an hour", bytes_burst + 3_600 * bytes_per_second)] {
        let row = format!("| one participant or facilitator, {when} | {} MiB |", mib(most));
        assert!(spec.contains(&row), "{row}");
    }
}
