//! Several nodes: a sign-in that one began is finished at another, and who is signed in at one is so at all.

use serde_json::json;
use server::{Config, sign_in::Settings};

use super::{
    anna,
    browser::Browser,
    facilitators::{asks, bob, refused},
    path_of,
    provider::Provider,
    settings,
};
use crate::nodes::{Cluster, handed_on};

/// The nodes have one address for people, as they have behind a balancer.
async fn cluster(provider: &Provider) -> Cluster {
    let settings = settings(provider, "@firm.example");
    let settings = Settings { facilitators: "@partner.example".parse().ok(), ..settings };
    let url = "https://board.example".to_owned();
    Cluster::with(2, |config| Config {
        sign_in: Some(settings.clone()),
        public_url: Some(url.clone()),
        host_key: None,
        ..config
    })
    .await
}

#[tokio::test]
async fn sso_3_a_session_made_at_one_node_is_taken_at_another_and_through_the_pipe() {
    let provider = Provider::new().await;
    let cluster = cluster(&provider).await;
    let [a, b] = &cluster.nodes[..] else { panic!("two nodes") };
    let sign_in = async |who| {
        let mut at_a = Browser::new(a.address);
        let asked = at_a.get("/auth/sign-in?to=/server").await.location().to_owned();
        let mut at_b = at_a.at(b.address);
        assert_eq!(at_b.get(&path_of(&provider.sign_in(&asked, &who))).await.location(), "/server");
        at_b
    };
    let (anna, bob) = (sign_in(anna()).await, sign_in(bob()).await);
    let nobody = Browser::new(b.address);
    for node in [a, b] {
        assert_eq!(anna.at(node.address).session().await["person"]["name"], "Anna");
    }
    // A board that the first node has open.
    let wanted = json!({ "title": "Test", "template": "cx-5m", "effect": "Late starts" });
    let made = anna.at(a.address).post("/api/boards", &wanted).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    let made = crate::open::Made {
        id: text("id"),
        code: text("join_code"),
        facilitator: text("facilitator_token"),
        projector: text("projector_token"),
    };
    let board = format!("/api/boards/{}", made.id);
    assert_eq!(asks(&bob.at(a.address), &board, &made.facilitator).await.0, 200);
    let before = handed_on(b).await;
    assert_eq!(asks(&bob, &board, &made.facilitator).await.0, 200);
    assert_eq!(asks(&nobody, &board, &made.facilitator).await, (401, "sign-in-needed".into()));
    assert_eq!(refused(&bob, &made, &made.facilitator).await, None);
    assert_eq!(refused(&nobody, &made, &made.facilitator).await, Some(4401));
    assert_eq!(refused(&nobody, &made, &made.projector).await, None);
    // What the host does to a board is done where it is open, and only for a page of these servers.
    let archive = json!({ "archived": true });
    let foreign = [("sec-fetch-site", "cross-site"), ("content-type", "application/json")];
    let path = format!("{board}/archive");
    let forged = anna.clone().send("POST", &path, &foreign, &archive.to_string()).await;
    assert_eq!(forged.problem(), (403, "other-site".into()));
    let done = anna.clone().post(&path, &archive).await;
    assert_eq!(done.status, 204, "{}", done.text);
    assert_eq!(bob.clone().post(&path, &archive).await.problem(), (403, "not-allowed".into()));
    assert!(handed_on(b).await >= before + 5, "they went through the pipe");
    assert_eq!(anna.at(a.address).get("/api/boards").await.json()[0]["archived"], true);
}
