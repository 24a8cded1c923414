//! What follows from a document: one fixture of boards with the expected answers, which the web app's tests run too.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use board::BoardId;
use board::reading::{Board, Branch, Note, read};
use serde_json::{Value, json};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name)
}

fn cases(name: &str) -> Vec<Value> {
    serde_json::from_str(&std::fs::read_to_string(fixture(name)).unwrap()).unwrap()
}

/// `a+merged >child >>grandchild`: every cause of a bone in reading order, each with what was merged into it.
fn tree(notes: &[Note]) -> String {
    fn walk(notes: &[Note], depth: usize, out: &mut Vec<String>) {
        for note in notes {
            let merged: String = note.merged.iter().map(|merged| format!("+{}", merged.id)).collect();
            out.push(format!("{}{}{merged}", ">".repeat(depth), note.id));
            walk(&note.children, depth + 1, out);
        }
    }
    let mut out = vec![];
    walk(notes, 0, &mut out);
    out.join(" ")
}

/// The ids of the causes that are shown on a bone as well.
fn further(board: &Board, branch: &Branch) -> Value {
    board.further(&branch.id).into_iter().map(|note| note.id.to_string()).collect::<Vec<_>>().join(" ").into()
}

/// The three lists: their counts, the areas with their grades, the goals with what follows from each.
fn lists(board: &Board) -> Value {
    let lists = board.lists();
    let average = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.1}"));
    let joined = |ids: Vec<String>| ids.join(" ");
    let areas = lists.areas.iter().map(|area| {
        let causes = joined(area.causes.iter().map(ToString::to_string).collect());
        format!("{} {}/{} [{causes}]", area.name, average(area.average), area.graded)
    });
    let goals = lists.goals.iter().map(|goal| {
        let causes = joined(goal.causes.iter().map(|one| one.id.to_string()).collect());
        let projects = joined(goal.projects.iter().map(|one| one.id.to_string()).collect());
        let belief = average(goal.belief);
        format!("{} {} {belief}/{} [{causes}] [{projects}]", goal.note, goal.horizon, goal.graded)
    });
    json!({
        "counts": [lists.results, lists.quality, lists.unlisted],
        "areas": areas.collect::<Vec<_>>(),
        "goals": goals.collect::<Vec<_>>(),
    })
}

/// All that is derived, in the form of the fixture.
fn derived(board: &Board) -> Value {
    let trees: serde_json::Map<String, Value> =
        board.branches.iter().map(|branch| (branch.id.to_string(), tree(&branch.notes).into())).collect();
    let ranking = board.ranking().into_iter().map(|note| {
        let split = note.dots_by_department.iter().map(|(id, dots)| format!(" {id}={dots}"));
        format!("{} {}{}", note.id, note.dots.unwrap(), split.collect::<String>())
    });
    let badges = board.badges().into_iter().map(|b| format!("{} {} {}", b.department, b.letter, b.colour));
    json!({
        "tree": trees,
        "also": board.branches.iter().map(|branch| (branch.id.to_string(), further(board, branch))).collect::<serde_json::Map<_, _>>(),
        "count": board.causes().len(),
        "parked": tree(&board.parked),
        "ranking": ranking.collect::<Vec<_>>(),
        "most_disputed": board.most_disputed().map(|note| &note.id),
        "badges": badges.collect::<Vec<_>>(),
        "projects": board.projects.iter().map(|project| &project.id).collect::<Vec<_>>(),
        "people": board.people.iter().filter(|p| !p.removed).map(|person| &person.name).collect::<Vec<_>>(),
        "lists": lists(board),
        "profile": board.profile().into_iter().map(|one| format!("{} {}", one.name, one.projects)).collect::<Vec<_>>(),
    })
}

fn check(case: &Value) {
    let (board, _) = read(&BoardId::from("b"), &case["document"]);
    let found = derived(&board);
    for (what, expected) in case["expected"].as_object().unwrap() {
        assert_eq!(found[what], *expected, "{}: {what}", case["name"]);
    }
}

/// Runs the cases whose name begins with a rule's id.
fn rule(id: &str) {
    let cases = cases("derived.json");
    let of_rule: Vec<_> = cases
        .iter()
        .filter(|case| case["name"].as_str().unwrap().split([':', ',']).any(|name| name.trim() == id))
        .collect();
    assert!(!of_rule.is_empty(), "no case for {id}");
    of_rule.into_iter().for_each(check);
}

#[test]
fn tree_1_children_are_by_order_then_by_id_below_their_parent() {
    rule("TREE-1");
}

#[test]
fn tree_2_an_unknown_bone_is_the_first() {
    rule("TREE-2");
}

#[test]
fn tree_3_an_unknown_parent_leaves_a_cause_on_its_bone() {
    rule("TREE-3");
}

#[test]
fn tree_4_a_way_up_that_does_not_end_leaves_a_cause_on_its_bone() {
    rule("TREE-4");
}

#[test]
fn park_2_a_parked_cause_is_on_no_bone() {
    rule("PARK-2");
}

#[test]
fn also_2_a_cause_is_shown_on_further_bones_after_their_own_causes() {
    rule("ALSO-2");
}

#[test]
fn list_2_the_three_lists_are_counted() {
    rule("LIST-2");
}

#[test]
fn list_3_areas_stand_with_their_last_grades_and_the_causes_that_they_own() {
    rule("LIST-3");
}

#[test]
fn goal_1_goals_of_this_year_stand_first() {
    rule("GOAL-1");
}

#[test]
fn goal_2_causes_follow_from_a_goal_that_they_name_or_hang_under() {
    rule("GOAL-2");
}

#[test]
fn goal_3_projects_serve_the_goals_of_their_causes() {
    rule("GOAL-3");
}

#[test]
fn goal_4_the_belief_in_a_goal_is_that_of_the_last_poll_about_it() {
    rule("GOAL-4");
}

#[test]
fn merge_5_children_of_a_merged_cause_follow_it() {
    rule("MERGE-5");
}

#[test]
fn merge_6_dots_of_merged_causes_add_up() {
    rule("MERGE-6");
}

#[test]
fn vote_10_the_ranking_has_whole_ties_in_reading_order() {
    rule("VOTE-10");
}

#[test]
fn rate_5_the_most_disputed_cause_is_named_only_where_people_disagree() {
    rule("RATE-5");
}

#[test]
fn dept_1_letters_and_colours_are_the_same_everywhere() {
    rule("DEPT-1");
}

#[test]
fn proj_5_projects_stand_in_the_order_in_which_they_were_made() {
    rule("PROJ-5");
}

#[test]
fn name_1_people_departments_and_competences_stand_in_the_order_of_the_language() {
    rule("NAME-1");
}

/// How many boards are made, and of how many causes each.
const BOARDS: u64 = 60;
const CAUSES: u64 = 14;

/// Names whose order depends on the language, on accents, and on upper and lower case.
const NAMES: [&str; 16] = [
    "Ярослав",
    "Іван",
    "Андрій",
    "Єва",
    "Ґалина",
    "Гнат",
    "Zofia",
    "Łukasz",
    "Lzy",
    "Adam",
    "adam",
    "ewa",
    "Ćwik",
    "Czesław",
    "Źrebię",
    "Żaneta",
];

/// Boards with everything that may go wrong, from a seed: parents and merges at random, unknown bones, equal keys, dots
/// on merged causes, equal sums, equal disagreement, names of three languages.
fn random_document(seed: u64) -> Value {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |limit: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % limit
    };
    let mut notes = serde_json::Map::new();
    let mut merges = serde_json::Map::new();
    let mut tally = serde_json::Map::new();
    let mut ratings = serde_json::Map::new();
    for n in 0..CAUSES {
        let mut note = json!({ "branch": format!("b{}", below(4)), "order": format!("a{}", below(6)) });
        if below(2) == 0 {
            note["parent"] = format!("n{}", below(CAUSES + 2)).into();
        }
        if below(8) == 0 {
            note["parked"] = "yes".into();
        }
        if below(4) == 0 {
            note["also"] = format!("b{}\nb{}", below(2), 2 + below(2)).into();
        }
        // Every fourth cause is a goal; every second one names one, or something that is none.
        match n % 4 {
            0 => note["list"] = "goals".into(),
            1 => note["list"] = ["results", "quality"][(seed % 2) as usize].into(),
            _ => {}
        }
        if n % 8 == 0 {
            note["horizon"] = "3-5-years".into();
        }
        if n % 2 == 1 {
            note["goal"] = format!("n{}", (n * 7 + seed) % (CAUSES + 2)).into();
        }
        notes.insert(format!("n{n}"), note);
        if below(4) == 0 {
            merges.insert(format!("n{n}"), format!("n{}", below(CAUSES + 1)).into());
        }
        if below(3) == 0 {
            let (it, sales) = (1 + below(3), below(3));
            let split = if sales == 0 { json!({ "it": it }) } else { json!({ "it": it, "sales": sales }) };
            tally.insert(format!("n{n}"), json!({ "dots": it + sales, "by_department": split }));
        }
        if below(3) == 0 {
            let half = |value: u64| value as f64 / 2.0;
            let (importance, urgency) = (1.0 + half(below(9)), 1.0 + half(below(9)));
            let disagreement = half(below(3));
            ratings.insert(
                format!("n{n}"),
                json!({
                    "importance": importance, "urgency": urgency, "disagreement": disagreement,
                    "ratings": 3, "suggestion": "later", "by_department": {},
                }),
            );
        }
    }
    let mut name = || NAMES[below(NAMES.len() as u64) as usize];
    let people: serde_json::Map<String, Value> =
        (0..8).map(|n| (format!("p{n}"), json!({ "name": name(), "department": name() }))).collect();
    let projects: serde_json::Map<String, Value> = (8..12)
        .map(|n| {
            (
                format!("p{n}"),
                json!({ "title": "t", "competences": { name(): "a0", name(): "a0" },
            "notes": { format!("n{n}"): "a0" } }),
            )
        })
        .collect();
    let language = ["en", "pl", "uk"][below(3) as usize];
    json!({
        "branches": { "b0": { "order": "a0" }, "b1": { "order": "a2" }, "b2": { "order": "a1" } },
        "notes": notes,
        "merges": merges,
        "people": people,
        "projects": projects,
        "session": {
            "language": language,
            "vote": {
                "id": "v", "open": false, "revealed": true, "dots": 5, "per_note": 5, "voted": 3, "eligible": 3,
                "tally": tally,
            },
            "rating": {
                "id": "r", "open": false, "revealed": true, "notes": [], "voted": 3, "complete": 3, "eligible": 3,
                "tally": ratings,
            },
        },
    })
}

/// The web app reads the same boards and must come to the same answers. `UPDATE_FIXTURES=1` writes the file.
#[test]
fn tree_4_random_boards_read_as_the_web_app_reads_them() {
    let cases: Vec<Value> = (1..=BOARDS)
        .map(|seed| {
            let document = random_document(seed);
            let (board, _) = read(&BoardId::from("b"), &document);
            assert_eq!(board.every_note().len() as u64, CAUSES, "every cause is somewhere once, seed {seed}");
            let expected = derived(&board);
            json!({ "name": format!("seed {seed}"), "document": document, "expected": expected })
        })
        .collect();
    let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
    let text = format!("[\n{}\n]\n", lines.join(",\n"));
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(fixture("derived-random.json"), &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(fixture("derived-random.json")).unwrap(), text);
    let with = |it: &dyn Fn(&Value) -> bool| cases.iter().filter(|case| it(&case["expected"])).count();
    assert!(with(&|expected| expected["tree"].to_string().contains('+')) > 20);
    assert!(with(&|expected| !expected["most_disputed"].is_null()) > 20);
    assert!(with(&|expected| expected["parked"].to_string().contains('+')) > 5);
    let dots = |line: &Value| line.as_str().unwrap().split(' ').nth(1).unwrap().to_owned();
    let ties = |expected: &Value| {
        expected["ranking"].as_array().unwrap().windows(2).any(|two| dots(&two[0]) == dots(&two[1]))
    };
    assert!(with(&ties) > 20);
}

#[test]
fn a_part_of_the_session_that_cannot_be_read_is_left_out_and_named() {
    let document = json!({
        "branches": { "b": {} },
        "notes": { "n": { "branch": "b", "order": "a0", "text": "A cause" } },
        "session": {
            "agenda": [{ "title": "Monday", "activities": [] }],
            "vote": { "dots": 3, "tally": { "n": { "dots": 2, "by_department": {} } } },
            "rating": { "notes": "n" },
        },
    });
    let (board, defects) = read(&BoardId::from("b"), &document);
    assert_eq!(defects.iter().map(|defect| defect.at.as_str()).collect::<Vec<_>>(), ["session/rating"]);
    assert_eq!((board.agenda.len(), board.vote.unwrap().dots, board.rating), (1, 3, None));
    assert_eq!(board.branches[0].notes[0].dots, Some(2));
}
