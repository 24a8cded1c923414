//! The order of names: one fixture that the web app's tests run too.
#![allow(clippy::unwrap_used)]

use board::names::NameOrder;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    language: String,
    names: Vec<String>,
    sorted: Vec<String>,
}

#[test]
fn name_1_names_stand_in_the_order_of_the_language() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../../tests/fixtures/names.json")).unwrap();
    for Case { language, mut names, sorted } in cases {
        let order = NameOrder::of(&language);
        names.sort_by(|a, b| order.compare(a, b));
        assert_eq!(names, sorted, "{language}");
    }
}
