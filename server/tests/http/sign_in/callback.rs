//! What a browser brings back from the provider, or pretends to.

use serde_json::json;

use super::{Scene, anna, begin, browser::Browser, path_of, person};

/// Whether nobody is signed in, and a sign-in under way is over.
async fn is_nobody(browser: &mut Browser) {
    assert!(browser.session().await["person"].is_null());
    assert!(browser.named("-sign-in").is_none(), "{:?}", browser.cookies);
}

#[tokio::test]
async fn sso_5_an_answer_counts_in_the_browser_that_asked_and_once() {
    let scene = Scene::new().await;
    let expired = "/sign-in?why=expired&to=%2Fserver";
    // Another browser, which began nothing: somebody was sent a link that would sign them in as somebody else.
    let mut mine = scene.browser();
    let back = scene.until_back(&mut mine, "/server", &anna()).await;
    let mut others = scene.browser();
    assert_eq!(others.get(&back).await.location(), "/sign-in?why=expired&to=%2F");
    is_nobody(&mut others).await;
    // Another browser, which began a sign-in of its own.
    begin(&mut others, "/server").await;
    assert_eq!(others.get(&back).await.location(), expired);
    is_nobody(&mut others).await;
    // A state that nobody gave.
    for state in ["state=forged&", "state=&", ""] {
        let asked = begin(&mut others, "/server").await;
        let (_, _, code) = scene.provider.code(&asked, &anna());
        let reply = others.get(&format!("/auth/callback?{state}code={code}")).await;
        assert_eq!(reply.location(), expired, "{state}");
        is_nobody(&mut others).await;
    }
    assert_eq!(scene.provider.asked("token"), 0, "no code was shown to the provider");
    // The code is still good in the browser where it belongs, and then never again.
    let thief = mine.clone();
    assert_eq!(mine.get(&back).await.location(), "/server");
    assert_eq!(mine.clone().get(&back).await.location(), "/sign-in?why=expired&to=%2F");
    let mut thief = thief;
    assert_eq!(thief.get(&back).await.location(), "/sign-in?why=failed&to=%2Fserver");
    is_nobody(&mut thief).await;
    assert_eq!(mine.session().await["person"]["name"], "Anna");
}

#[tokio::test]
async fn sso_5_a_cookie_of_another_sign_in_is_none_of_this_one() {
    let scene = Scene::new().await;
    let (mut one, mut other) = (scene.browser(), scene.browser());
    let asked = begin(&mut one, "/").await;
    begin(&mut other, "/").await;
    let (name, value) = other.named("-sign-in").unwrap();
    one.cookies.insert(name.clone(), value);
    let back = path_of(&scene.provider.sign_in(&asked, &anna()));
    assert_eq!(one.get(&back).await.location(), "/sign-in?why=expired&to=%2F");
    // Neither is one that was changed, nor that of a session.
    let session = scene.signed_in(&anna()).await.named("-session").unwrap().1;
    for value in [session, "x".into(), String::new()] {
        let asked = begin(&mut one, "/").await;
        one.cookies.insert(name.clone(), value);
        let back = path_of(&scene.provider.sign_in(&asked, &anna()));
        assert_eq!(one.get(&back).await.location(), "/sign-in?why=expired&to=%2F");
        is_nobody(&mut one).await;
    }
}

#[tokio::test]
async fn sso_5_a_code_that_was_stolen_is_worth_nothing_in_another_sign_in() {
    let scene = Scene::new().await;
    let (mut victim, mut thief) = (scene.browser(), scene.browser());
    let asked = begin(&mut victim, "/").await;
    let (_, _, code) = scene.provider.code(&asked, &anna());
    let asked = begin(&mut thief, "/").await;
    let (state, ..) = scene.provider.code(&asked, &person("Thief", "thief@evil.example"));
    let reply = thief.get(&format!("/auth/callback?state={state}&code={code}")).await;
    assert_eq!(reply.location(), "/sign-in?why=failed&to=%2F");
    is_nobody(&mut thief).await;
}

#[tokio::test]
async fn sso_5_who_takes_too_long_begins_again() {
    let scene = Scene::new().await;
    for (minutes, place) in [(9, "/server"), (11, "/sign-in?why=expired&to=%2F")] {
        let mut browser = scene.browser();
        // The token is made when the person is done.
        let asked = begin(&mut browser, "/server").await;
        scene.later(minutes * 60 * 1000);
        scene.provider.forges(move |inner, mut claims| {
            claims["exp"] = json!(claims["exp"].as_u64().unwrap() + 60 * 60);
            inner.signs.lock().unwrap().sign(&claims)
        });
        let back = path_of(&scene.provider.sign_in(&asked, &anna()));
        assert_eq!(browser.get(&back).await.location(), place);
    }
}

#[tokio::test]
async fn sso_5_why_nobody_is_signed_in_is_one_of_four_words_and_none_of_the_providers() {
    let scene = Scene::new().await;
    let script = "%3Cscript%3Ealert(1)%3C/script%3E";
    for (query, why) in [
        ("error=access_denied", "denied"),
        ("error=access_denied&code=code-0", "denied"),
        ("error=login_required", "failed"),
        ("error=server_error&error_description=Words%20of%20the%20provider", "failed"),
        (&format!("error={script}&error_description={script}&error_uri=https://evil.example"), "failed"),
        ("error=&code=code-0", "failed"),
        ("", "failed"),
        ("code=made-up", "failed"),
        (&format!("code={}", "x".repeat(4_000)), "failed"),
        ("code=", "failed"),
        ("code=made-up&iss=https://evil.example", "failed"),
    ] {
        let mut browser = scene.browser();
        let asked = begin(&mut browser, "/server").await;
        let (state, ..) = scene.provider.code(&asked, &anna());
        let reply = browser.get(&format!("/auth/callback?state={state}&{query}")).await;
        assert_eq!(reply.location(), format!("/sign-in?why={why}&to=%2Fserver"), "{query}");
        assert_eq!(reply.text, "");
        is_nobody(&mut browser).await;
    }
    // Who answers for another provider is heard by nobody, and no code goes to this one.
    let mut browser = scene.browser();
    let asked = begin(&mut browser, "/").await;
    let (state, _, code) = scene.provider.code(&asked, &anna());
    let asked = scene.provider.asked("token");
    let reply =
        browser.get(&format!("/auth/callback?state={state}&code={code}&iss=https://evil.example")).await;
    assert_eq!(reply.location(), "/sign-in?why=failed&to=%2F");
    assert_eq!(scene.provider.asked("token"), asked);
    // What is no query is answered, and nothing else.
    for query in ["?code=a&code=b&state=c", "?state=%FF", "?%"] {
        let status = scene.browser().get(&format!("/auth/callback{query}")).await.status;
        assert!([303, 400].contains(&status), "{query}: {status}");
    }
}

#[tokio::test]
async fn sso_5_nobody_is_led_to_another_server() {
    let scene = Scene::new().await;
    for to in [
        "//evil.example",
        "///evil.example",
        "/%5Cevil.example",
        "%5C%5Cevil.example",
        "/%2Fevil.example",
        "/%09/evil.example",
        "/%0A/evil.example",
        "/%0D%0ASet-Cookie:%20a=b",
        "https:evil.example",
        "https://evil.example",
        "https%3A%2F%2Fevil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "%20/x",
        "evil.example",
        "",
        "%FF",
        &format!("/{}", "x".repeat(5_000)),
    ] {
        let mut browser = scene.browser();
        let reply = browser.get(&format!("/auth/sign-in?to={to}")).await;
        if reply.status == 400 {
            continue;
        }
        let asked = reply.location().to_owned();
        let back = path_of(&scene.provider.sign_in(&asked, &anna()));
        let reply = browser.get(&back).await;
        assert_eq!(reply.location(), "/", "{to}");
        assert_eq!(browser.named("a"), None, "{to}");
        let denied = begin(&mut browser, to).await;
        let (state, ..) = scene.provider.code(&denied, &anna());
        let reply = browser.get(&format!("/auth/callback?state={state}&error=access_denied")).await;
        assert_eq!(reply.location(), "/sign-in?why=denied&to=%2F", "{to}");
    }
    // A place may look like an address, as long as it is a place.
    let mut browser = scene.browser();
    let to = "/server?next=https://evil.example";
    let reply = scene.sign_in(&mut browser, to, &anna()).await;
    assert_eq!(reply.location(), to);
    let without = scene.browser().get("/auth/sign-in").await;
    assert!(without.location().starts_with(&scene.provider.url));
}
