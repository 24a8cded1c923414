//! The next steps, on the first page and in the lists.

use board::BoardId;
use board::reading::{Board, read};
use export::{Format, Options, Zone, render};
use serde_json::json;

use crate::boards;
use crate::pdf::reader;
use crate::readers::AT;

fn board() -> Board {
    let mut document = boards::cx_document();
    for project in ["p1", "p2", "p3", "p4", "p5"] {
        document["projects"].as_object_mut().unwrap().remove(project);
    }
    document["projects"]["p0"]["due"] = json!("2027-03-31");
    document["projects"]["p0"]["person"] = json!("Olga Nowak");
    document["approvals"]["p0"].as_object_mut().unwrap().remove("customer-service");
    // Without a square of the rating there is room for all of them.
    document["session"]["rating"] = json!(null);
    document["notes"]["c3"]["evidence"] = json!("verify");
    document["notes"]["c3"]["verifier"] = json!("Anna Kowal");
    document["notes"]["c3"]["verify_by"] = json!("2026-12-24");
    read(&BoardId::from("b1"), &document).0
}

fn made(format: Format) -> Vec<u8> {
    let zone = Zone::parse("Europe/Warsaw").unwrap();
    render(&board(), format, &Options { generated_at: AT, zone, ..Options::default() }).unwrap()
}

#[test]
fn the_first_page_ends_with_the_next_steps_by_their_days() {
    let page = reader("pdftotext", &["-layout", "-l", "1", "-enc", "UTF-8", "-", "-"], &made(Format::Pdf));
    let after = page.split("Następne kroki").nth(1).expect("the heading is on page 1");
    let place = |text: &str| after.find(text).unwrap_or_else(|| panic!("{text}: {after}"));
    assert!(place("24 grudnia") < place("31 marca"), "{after}");
    assert!(place("Anna Kowal") < place("Olga Nowak"), "{after}");
    assert!(!page.contains("2027-03-31"), "days are said as people say them: {page}");
}

#[test]
fn the_lists_have_every_step_and_the_decisions_that_projects_wait_for() {
    let md = String::from_utf8(made(Format::Md)).unwrap();
    let steps = md.split("## Następne kroki").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let rows: Vec<&str> = steps.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(
        rows.iter().any(|row| row.contains("31 marca 2027") && row.contains("Projekt: Opiekun zamówienia"))
    );
    let decides = rows.iter().find(|row| row.contains("Decyzja w sprawie: Opiekun zamówienia"));
    assert!(
        decides.is_some_and(|row| row.contains("bez terminu") && row.contains("Dział customer-service")),
        "{steps}"
    );
}
