//! What the log says of who signs in.

use std::{
    io::{BufRead, BufReader, Read},
    process::Child,
    thread,
};

use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use openidconnect::url::Url;

use super::{
    anna, begin,
    browser::Browser,
    path_of,
    provider::{ID, Instead::Text, Provider},
};
use crate::process::program;

/// A program that ends with its test, also when the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn logs_1_at_no_level_does_the_log_say_who_signs_in_or_with_what() {
    let (provider, data) = (Provider::new().await, tempfile::tempdir().unwrap());
    let mut program = program();
    program.env("RUST_LOG", "trace").args(["--listen", "127.0.0.1:0", "--data"]).arg(data.path());
    program.args(["--oidc-issuer", &provider.url, "--oidc-client-id", ID, "--oidc-hosts", "@firm.example"]);
    program.env("HERRINGBONE_OIDC_CLIENT_SECRET", "a-secret-of-the-test");
    let mut running = Running(program.spawn().unwrap());
    let mut errors = running.0.stderr.take().unwrap();
    let reading = thread::spawn(move || {
        let mut logged = vec![];
        errors.read_to_end(&mut logged).unwrap();
        String::from_utf8_lossy(&logged).into_owned()
    });
    let output = BufReader::new(running.0.stdout.take().unwrap());
    let first = output.lines().map_while(Result::ok).next().unwrap();
    let mut browser = Browser::new(first.rsplit("http://").next().unwrap().parse().unwrap());
    // The provider knows another secret, so it signs nobody in; nor does one that fails.
    let asked = begin(&mut browser, "/server").await;
    let back = path_of(&provider.sign_in(&asked, &anna()));
    let mut secrets: Vec<String> =
        Url::parse(&asked).unwrap().query_pairs().map(|(_, value)| value.into_owned()).collect();
    secrets.retain(|secret| secret.len() >= 16 && !secret.starts_with("http") && !secret.contains(' '));
    secrets.retain(|secret| secret != ID);
    assert_eq!(secrets.len(), 3, "state, nonce and challenge: {secrets:?}");
    secrets.extend([browser.named("-sign-in").unwrap().1, "code-0".into(), "a-secret-of-the-test".into()]);
    secrets.push(STANDARD.encode(format!("{ID}:a-secret-of-the-test")));
    secrets.extend(["Words of the provider", "anna@firm", "sub-of", "Anna"].map(str::to_owned));
    assert_eq!(browser.get(&back).await.location(), "/sign-in?why=failed&to=%2Fserver");
    provider.answers("token", Text(StatusCode::OK, "Words of the provider".into()));
    let asked = begin(&mut browser, "/server").await;
    browser.get(&path_of(&provider.sign_in(&asked, &anna()))).await;
    drop(running);
    let logged = reading.join().unwrap();
    for secret in &secrets {
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
    assert!(logged.contains("nobody was signed in") && logged.contains("invalid_client"), "{logged}");
}
