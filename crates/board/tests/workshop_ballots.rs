//! Dots and ratings: budgets, secrecy, results.
#![allow(clippy::unwrap_used)]

mod stage;

use std::collections::BTreeMap;

use board::{Code, workshop::suggest};
use proptest::prelude::*;
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

fn voting(dots: u32, per_note: u32) -> Stage {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "open_vote", "dots": dots, "per_note": per_note }));
    stage
}

fn rating(notes: &[&str]) -> Stage {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "open_rating", "notes": notes }));
    stage
}

#[test]
fn vote_1_opening_locks_the_board_until_somebody_unlocks_it() {
    let mut stage = voting(3, 2);
    assert_eq!(stage.session("locked"), true);
    for command in ["close_vote", "reveal_vote"] {
        stage.boss(json!({ "do": command }));
        assert_eq!(stage.session("locked"), true, "after {command}");
    }
    stage.boss(json!({ "do": "unlock" }));
    assert_eq!(stage.session("locked"), false);
}

#[test]
fn vote_2_one_ballot_is_open_at_a_time_with_a_sensible_budget() {
    let mut stage = Stage::new();
    for (dots, per_note) in [(0, 1), (101, 1), (3, 0)] {
        let open = json!({ "do": "open_vote", "dots": dots, "per_note": per_note });
        assert_eq!(stage.give(&BOSS, open), Err(Code::Invalid), "{dots} {per_note}");
    }
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    assert_eq!(stage.session("vote")["per_note"], 3, "left out, all dots fit on one cause");
    for open in [json!({ "do": "open_vote", "dots": 3 }), json!({ "do": "open_rating", "notes": ["n1"] })] {
        assert_eq!(stage.give(&BOSS, open), Err(Code::NotNow));
    }
    let first = stage.session("vote")["id"].clone();
    stage.cast("ann", "n1", 1).unwrap();
    stage.boss(json!({ "do": "close_vote" }));
    stage.boss(json!({ "do": "open_vote", "dots": 5, "per_note": 9 }));
    let vote = stage.session("vote");
    assert_ne!(vote["id"], first);
    assert_eq!((&vote["voted"], &vote["per_note"]), (&json!(0), &json!(5)));
    assert_eq!(stage.ballot("ann")["vote"]["left"], 5, "a new vote starts empty");
}

#[test]
fn vote_3_a_repeat_is_harmless() {
    let mut stage = voting(3, 2);
    for (dots, left, voted) in [(2, 1, 1), (2, 1, 1), (1, 2, 1), (0, 3, 0), (0, 3, 0)] {
        stage.cast("ann", "n1", dots).unwrap();
        assert_eq!(stage.ballot("ann")["vote"]["left"], left);
        assert_eq!(stage.session("vote")["voted"], voted);
    }
}

#[test]
fn vote_4_nothing_goes_over_the_budget() {
    let mut stage = voting(3, 2);
    for (who, note, dots, expected) in [
        ("ann", "n1", 3, Err(Code::OverBudget)),
        ("ann", "n1", u32::MAX, Err(Code::OverBudget)),
        ("ann", "n1", 2, Ok(())),
        ("ann", "n2", 2, Err(Code::OverBudget)),
        ("ann", "n2", 1, Ok(())),
        ("ann", "n3", 1, Err(Code::OverBudget)),
        ("bob", "n3", 2, Ok(())),
        ("ann", "n1", 1, Ok(())),
        ("ann", "n3", 1, Ok(())),
    ] {
        assert_eq!(stage.cast(who, note, dots).map(|_| ()), expected, "{who} {note} {dots}");
    }
    assert_eq!(stage.ballot("ann")["vote"]["dots"], json!({ "n1": 1, "n2": 1, "n3": 1 }));
}

#[test]
fn vote_5_dots_lie_on_causes_that_stand_for_themselves() {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "merge_notes", "into": "n1", "notes": ["n2"] }));
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    assert_eq!(stage.cast("ann", "n2", 1), Err(Code::Invalid));
    assert_eq!(stage.cast("ann", "n99", 1), Err(Code::Unknown));
    stage.cast("ann", "n1", 1).unwrap();
}

#[test]
fn vote_6_after_the_close_nothing_counts() {
    let mut stage = Stage::new();
    for command in ["close_vote", "reveal_vote"] {
        assert_eq!(stage.give(&BOSS, json!({ "do": command })), Err(Code::NotNow), "{command}");
    }
    assert_eq!(stage.cast("ann", "n1", 1), Err(Code::NotNow));
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    stage.cast("ann", "n1", 2).unwrap();
    stage.boss(json!({ "do": "close_vote" }));
    stage.join("late", "legal").unwrap();
    for (who, dots) in [("ann", 0), ("ann", 3), ("bob", 1), ("late", 1)] {
        assert_eq!(stage.cast(who, "n1", dots), Err(Code::NotNow));
    }
    assert_eq!(stage.give(&BOSS, json!({ "do": "close_vote" })), Err(Code::NotNow));
    stage.boss(json!({ "do": "reveal_vote" }));
    assert_eq!(stage.cast("bob", "n1", 1), Err(Code::NotNow));
    let vote = stage.session("vote");
    assert_eq!((&vote["voted"], &vote["eligible"]), (&json!(1), &json!(3)));
    assert_eq!(vote["tally"], json!({ "n1": { "dots": 2, "by_department": { "it": 2 } } }));
}

#[test]
fn vote_7_until_the_reveal_nobody_learns_who_placed_what() {
    let secrets = |stage: &mut Stage, n1: u32, n2: u32| {
        stage.cast("ann", "n1", n1).unwrap();
        stage.cast("bob", "n2", n2).unwrap();
        stage.boss(json!({ "do": "close_vote" }));
    };
    let (mut one, mut other) = (voting(40, 40), voting(40, 40));
    secrets(&mut one, 37, 3);
    secrets(&mut other, 5, 29);
    assert_eq!(one.all_told(), other.all_told(), "what was told does not depend on what was placed");
    assert!(!one.all_told().contains("37"));
    let vote = one.session("vote");
    assert_eq!((&vote["voted"], &vote["eligible"], &vote["tally"]), (&json!(2), &json!(3), &Value::Null));
    assert_eq!(one.ballot("ann")["vote"]["dots"], json!({ "n1": 37 }));
    assert_eq!(one.ballot("eve")["vote"]["dots"], json!({}));
    one.boss(json!({ "do": "reveal_vote" }));
    assert!(one.all_told().contains("37"));
}

#[test]
fn vote_8_the_result_is_shown_after_the_close_and_stands() {
    let mut stage = voting(3, 3);
    stage.cast("ann", "n1", 2).unwrap();
    stage.cast("eve", "n1", 1).unwrap();
    stage.cast("eve", "n2", 2).unwrap();
    assert_eq!(stage.give(&BOSS, json!({ "do": "reveal_vote" })), Err(Code::NotNow));
    stage.boss(json!({ "do": "close_vote" }));
    stage.boss(json!({ "do": "reveal_vote" }));
    let expected = json!({
        "n1": { "dots": 3, "by_department": { "it": 2, "sales": 1 } },
        "n2": { "dots": 2, "by_department": { "sales": 2 } },
    });
    assert_eq!(stage.session("vote")["tally"], expected);
    stage.boss(json!({ "do": "unlock" }));
    stage.boss(json!({ "do": "merge_notes", "into": "n1", "notes": ["n2"] }));
    stage.boss(json!({ "do": "remove_participant", "participant": "eve" }));
    stage.boss(json!({ "do": "reveal_vote" }));
    assert_eq!(stage.session("vote")["tally"], expected);
}

#[test]
fn vote_9_who_is_removed_takes_open_dots_along() {
    let mut stage = voting(3, 3);
    stage.cast("ann", "n1", 1).unwrap();
    stage.cast("bob", "n1", 1).unwrap();
    stage.cast("eve", "n1", 1).unwrap();
    stage.boss(json!({ "do": "remove_participant", "participant": "ann" }));
    let vote = stage.session("vote");
    assert_eq!((&vote["voted"], &vote["eligible"]), (&json!(2), &json!(2)));
    stage.boss(json!({ "do": "close_vote" }));
    stage.boss(json!({ "do": "remove_participant", "participant": "bob" }));
    stage.boss(json!({ "do": "reveal_vote" }));
    assert_eq!(stage.session("vote")["tally"]["n1"]["dots"], 2);
}

proptest! {
    #[test]
    fn vote_4_budgets_hold_in_whatever_order_dots_arrive(
        dots in 1u32..8,
        per_note in 1u32..6,
        casts in prop::collection::vec((0usize..3, 1u32..6, 0u32..8, 0u32..40), 1..60),
    ) {
        let mut stage = voting(dots, per_note);
        let mut placed: BTreeMap<&str, BTreeMap<String, u32>> = BTreeMap::new();
        let mut open = true;
        for (who, note, wanted, chance) in casts {
            let (who, note) = (["ann", "bob", "eve"][who], format!("n{note}"));
            if chance == 0 && open {
                stage.boss(json!({ "do": "close_vote" }));
                open = false;
            }
            let own = placed.entry(who).or_default();
            let elsewhere: u32 = own.iter().filter(|(n, _)| **n != note).map(|(_, d)| d).sum();
            let fits = open && wanted <= per_note.min(dots) && wanted + elsewhere <= dots;
            prop_assert_eq!(stage.cast(who, &note, wanted).is_ok(), fits);
            if fits {
                own.insert(note, wanted);
                own.retain(|_, dots| *dots > 0);
            }
            for (who, own) in &placed {
                let ballot = stage.ballot(who);
                prop_assert_eq!(&ballot["vote"]["dots"], &json!(own));
                prop_assert!(own.values().sum::<u32>() <= dots && own.values().all(|d| *d <= per_note));
            }
        }
        if open {
            stage.boss(json!({ "do": "close_vote" }));
        }
        stage.boss(json!({ "do": "reveal_vote" }));
        let mut tally: BTreeMap<String, u32> = BTreeMap::new();
        for (note, dots) in placed.values().flatten() {
            *tally.entry(note.clone()).or_default() += dots;
        }
        let shown = stage.session("vote")["tally"].clone();
        let shown: BTreeMap<String, u32> =
            shown.as_object().unwrap().iter().map(|(n, r)| (n.clone(), r["dots"].as_u64().unwrap() as u32)).collect();
        prop_assert_eq!(shown, tally);
    }
}

#[test]
fn rate_1_a_rating_is_about_a_short_list_and_locks_the_board() {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "merge_notes", "into": "n1", "notes": ["n2"] }));
    let many: Vec<String> = (0..101).map(|_| "n1".to_owned()).collect();
    for (notes, code) in [
        (json!([]), Code::Invalid),
        (json!(["n99"]), Code::Unknown),
        (json!(["n1", "n2"]), Code::Invalid),
        (json!(many), Code::TooMany),
    ] {
        assert_eq!(stage.give(&BOSS, json!({ "do": "open_rating", "notes": notes })), Err(code));
    }
    stage.boss(json!({ "do": "open_rating", "notes": ["n3", "n1", "n3"] }));
    assert_eq!(stage.session("rating")["notes"], json!(["n3", "n1"]));
    assert_eq!(stage.session("locked"), true);
}

#[test]
fn rate_2_both_axes_go_from_one_to_five_and_the_last_word_counts() {
    let mut stage = rating(&["n1", "n2"]);
    for (note, importance, urgency, expected) in [
        ("n1", 0, 3, Err(Code::Invalid)),
        ("n1", 3, 6, Err(Code::Invalid)),
        ("n3", 3, 3, Err(Code::Unknown)),
        ("n99", 3, 3, Err(Code::Unknown)),
        ("n1", 1, 5, Ok(())),
        ("n1", 5, 1, Ok(())),
    ] {
        let given = stage.rate("ann", note, importance, urgency).map(|_| ());
        assert_eq!(given, expected, "{note} {importance} {urgency}");
    }
    assert_eq!(stage.ballot("ann")["rating"]["ratings"], json!({ "n1": { "importance": 5, "urgency": 1 } }));
    let shown = stage.session("rating");
    assert_eq!((&shown["voted"], &shown["complete"]), (&json!(1), &json!(0)));
    stage.rate("ann", "n2", 2, 2).unwrap();
    assert_eq!(stage.session("rating")["complete"], 1);
}

#[test]
fn rate_3_after_the_close_nothing_counts_and_only_then_is_it_shown() {
    let mut stage = Stage::new();
    assert_eq!(stage.rate("ann", "n1", 3, 3), Err(Code::NotNow));
    for command in ["close_rating", "reveal_rating"] {
        assert_eq!(stage.give(&BOSS, json!({ "do": command })), Err(Code::NotNow), "{command}");
    }
    let mut stage = rating(&["n1"]);
    stage.rate("ann", "n1", 4, 2).unwrap();
    stage.rate("eve", "n1", 4, 2).unwrap();
    assert_eq!(stage.give(&BOSS, json!({ "do": "reveal_rating" })), Err(Code::NotNow));
    stage.boss(json!({ "do": "remove_participant", "participant": "eve" }));
    stage.boss(json!({ "do": "close_rating" }));
    assert_eq!(stage.rate("bob", "n1", 3, 3), Err(Code::NotNow));
    stage.boss(json!({ "do": "reveal_rating" }));
    let shown = stage.session("rating");
    assert_eq!((&shown["voted"], &shown["eligible"]), (&json!(1), &json!(2)));
    assert_eq!(shown["tally"]["n1"]["ratings"], 1);
}

/// The result for one note from what ann (it), bob (it) and eve (sales) give.
fn rated(given: &[(&str, u8, u8)]) -> Value {
    let mut stage = rating(&["n1", "n2"]);
    for (who, importance, urgency) in given {
        stage.rate(who, "n1", *importance, *urgency).unwrap();
    }
    stage.boss(json!({ "do": "close_rating" }));
    stage.boss(json!({ "do": "reveal_rating" }));
    stage.session("rating")["tally"].clone()
}

#[test]
fn rate_4_the_result_is_the_median_by_axis_and_department() {
    for (given, expected) in [
        (vec![("ann", 4, 2)], json!([4, 2])),
        (vec![("ann", 4, 2), ("bob", 1, 5)], json!([2.5, 3.5])),
        (vec![("ann", 4, 2), ("bob", 1, 5), ("eve", 5, 1)], json!([4, 2])),
        (vec![("ann", 5, 5), ("bob", 5, 5), ("eve", 1, 1)], json!([5, 5])),
    ] {
        let result = rated(&given)["n1"].clone();
        assert_eq!(json!([result["importance"], result["urgency"]]), expected, "{given:?}");
        assert_eq!(result["ratings"], given.len());
    }
    let departments = rated(&[("ann", 4, 2), ("bob", 1, 5), ("eve", 5, 1)])["n1"]["by_department"].clone();
    assert_eq!(departments["it"]["importance"], 2.5);
    assert_eq!(departments["it"]["urgency"], 3.5);
    assert_eq!(departments["it"]["ratings"], 2);
    assert_eq!(departments["sales"]["importance"], 5);
    assert_eq!(rated(&[]), json!({}), "nobody rated, so there is no result");
}

#[test]
fn rate_5_disagreement_is_the_mean_distance_from_the_median() {
    for (given, all, it) in [
        (vec![("ann", 3, 3), ("bob", 3, 3), ("eve", 3, 3)], json!(0), json!(0)),
        // Medians 3 and 2; distances 0, 0 and 2 + 3.
        (vec![("ann", 3, 2), ("bob", 3, 2), ("eve", 5, 5)], json!(1.667), json!(0)),
        (vec![("ann", 1, 1), ("bob", 5, 5)], json!(4), json!(4)),
    ] {
        let result = rated(&given)["n1"].clone();
        assert_eq!(result["disagreement"], all, "{given:?}");
        assert_eq!(result["by_department"]["it"]["disagreement"], it, "{given:?}");
    }
}

#[test]
fn rate_6_the_medians_suggest_a_priority() {
    for (importance, urgency, expected) in [
        (5.0, 5.0, "now"),
        (3.5, 3.5, "now"),
        (5.0, 3.0, "next"),
        (3.5, 1.0, "next"),
        (3.0, 5.0, "later"),
        (1.0, 1.0, "later"),
    ] {
        assert_eq!(json!(suggest(importance, urgency)), expected, "{importance} {urgency}");
    }
    assert_eq!(rated(&[("ann", 5, 1)])["n1"]["suggestion"], "next");
}

#[test]
fn rate_7_until_the_reveal_nobody_learns_who_gave_what() {
    let (mut one, mut other) = (rating(&["n1"]), rating(&["n1"]));
    for (stage, axes) in [(&mut one, (1, 5)), (&mut other, (4, 2))] {
        stage.rate("ann", "n1", axes.0, axes.1).unwrap();
        stage.rate("bob", "n1", axes.1, axes.0).unwrap();
        stage.boss(json!({ "do": "close_rating" }));
    }
    assert_eq!(one.all_told(), other.all_told(), "what was told does not depend on what was given");
    assert_eq!(one.session("rating")["tally"], Value::Null);
    assert_eq!(one.ballot("ann")["rating"]["ratings"]["n1"], json!({ "importance": 1, "urgency": 5 }));
    assert_eq!(one.ballot("eve")["rating"]["ratings"], json!({}));
    assert_eq!(one.give(&person("ann"), json!({ "do": "reveal_rating" })), Err(Code::NotAllowed));
}
