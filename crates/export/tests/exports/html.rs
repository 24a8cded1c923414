//! The text of a page, tags left out and entities resolved; what a page may do.

use export::Format;

use crate::boards;
use crate::readers::text as file_of;

/// All that the page's body says.
pub fn text(page: &str) -> String {
    let body = &page[page.find("<body>").unwrap()..page.find("<script>").unwrap()];
    let mut out = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(out, |text, (entity, c)| text.replace(entity, c))
}

#[test]
fn a_page_may_run_its_own_script_and_ask_for_nothing() {
    let hostile =
        boards::of_texts(&["</script><script>alert(1)</script>", "<img src=http://x>", "\" onload=\"x"]);
    for board in [boards::cx(), hostile] {
        let page = file_of(&board, Format::Html);
        let policy = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap();
        let policy = policy.split('"').next().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
        assert!(!policy.contains("http") && !policy.contains("script-src 'unsafe"), "{policy}");
        assert_eq!((page.matches("<script").count(), page.matches("</script").count()), (1, 1));
        let body = &page[page.find("<main>").unwrap()..page.find("<script>").unwrap()];
        for tag in body.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap();
            assert!(
                !["img", "link", "iframe", "form", "a", "object", "image", "use"].contains(&name),
                "<{tag}>"
            );
            assert!(!tag.contains(" src=") && !tag.contains(" href=") && !tag.contains(" on"), "<{tag}>");
        }
    }
}

#[test]
fn the_page_gives_the_answer_first_and_every_cause_once_on_the_fish() {
    let page = file_of(&boards::cx(), Format::Html);
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is not on the page"));
    let places = [
        "class=\"effect\"",
        "class=\"finding\"",
        "class=\"bars\"",
        "class=\"square\"",
        "class=\"cards\"",
        "class=\"tools\" hidden",
        "<figure",
        "id=\"causes\"",
    ];
    let found = places.map(at);
    assert!(found.is_sorted(), "{found:?}");
    let figure = &page[at("<figure")..at("</figure>")];
    assert_eq!(figure.matches("data-note=").count(), 36);
    let bars = &page[at("class=\"bars\"")..at("class=\"square\"")];
    assert_eq!(bars.matches("<li").count(), 10);
    assert!(bars.find("data-note=\"c7\"") < bars.find("data-note=\"c2\""), "in falling order");
}

#[test]
fn the_fish_of_a_page_has_every_cause_whole_however_many_there_are() {
    let mut random = fastrand::Rng::with_seed(20_261_126);
    for (causes, letters) in [(0, 60), (1, 60), (60, 80), (200, 60), (200, 200), (60, 1_000)] {
        let page = file_of(&boards::nested(&mut random, causes, letters), Format::Html);
        let figure = page.split("<figure").nth(1).unwrap().split("</figure>").next().unwrap();
        assert_eq!(figure.matches("<g data-note=").count(), causes, "{causes} of {letters}");
        let cut = figure.split("<text").filter(|text| text.split('<').next().unwrap().ends_with('…')).count();
        assert_eq!(cut, 0, "{causes} of {letters}");
    }
}

#[test]
fn a_page_of_a_large_board_is_not_much_dearer_than_its_drawing() {
    let board = boards::nested(&mut fastrand::Rng::with_seed(20_261_126), 2_000, 80);
    let seconds = |format| {
        let begun = std::time::Instant::now();
        assert!(file_of(&board, format).len() > 500_000);
        begun.elapsed().as_secs_f64()
    };
    // A ratio, because a busy machine is slow at both.
    let (drawing, page) = (seconds(Format::Svg) + seconds(Format::Svg), seconds(Format::Html));
    assert!(page < drawing * 6.0, "the page took {page} s, two drawings {drawing} s");
}
