//! The OpenAPI document before any route is added.

use board::schema::Limits;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self,
        extensions::ExtensionsBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::problem::ProblemBody;

/// What the document says before any route is added.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Herringbone",
        description = "A live fishbone workshop. Content is edited as a Yjs document over `GET /sync/{board}?token=…` \
                       (plain y-websocket); everything else is here. Times are Unix milliseconds. Errors are \
                       `application/problem+json` with a stable `code`. `x-limits` has the limits that this server \
                       keeps; the schema `Limits` has them as they are unless they are configured."
    ),
    components(schemas(ProblemBody, Limits)),
    modifiers(&Tokens)
)]
struct Start;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let bearer = |about: &str| {
            let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about)).build();
            SecurityScheme::Http(scheme)
        };
        let components = document.components.get_or_insert_default();
        components
            .add_security_scheme("token", bearer("A token of the board; a GET may use ?token= instead."));
        components.add_security_scheme("host_key", bearer("The host's key, printed when the server starts."));
        components
            .add_security_scheme("operator_key", bearer("The operator's key, if the server was given one."));
    }
}

/// The document of a server with these limits, without routes.
pub fn start(limits: &Limits) -> openapi::OpenApi {
    let mut document = Start::openapi();
    document.extensions = Some(ExtensionsBuilder::new().add("x-limits", serde_json::json!(limits)).build());
    document
}

#[cfg(test)]
mod tests {
    use board::schema::Limits;
    use serde_json::Value;

    #[test]
    fn the_document_states_routes_commands_and_limits() {
        let document = serde_json::to_value(crate::api::openapi(&Limits::default())).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        for route in [
            "/api/boards",
            "/api/join",
            "/api/boards/{id}/commands",
            "/api/boards/{id}/export/{format}",
            "/healthz",
        ] {
            assert!(document["paths"][route].is_object(), "{route}");
        }
        let commands = document["components"]["schemas"]["Command"]["oneOf"].as_array().unwrap();
        let named = |name: &str| commands.iter().any(|c| c.to_string().contains(&format!("[\"{name}\"]")));
        for name in ["lock", "set_permissions", "cast", "create_project", "approve"] {
            assert!(named(name), "{name}");
        }
        assert!(!named("create") && !named("join"), "what only the server does is not offered");
        assert_eq!(document["components"]["schemas"]["Limits"]["properties"]["notes"]["default"], 5000);
        let narrow = Limits { notes: 7, ..Limits::default() };
        let narrow = serde_json::to_value(crate::api::openapi(&narrow)).unwrap();
        assert_eq!((&document["x-limits"]["notes"], &narrow["x-limits"]["notes"]), (&5000.into(), &7.into()));
        assert!(document["components"]["schemas"]["Problem"].is_object());
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(map) => {
                    if let Some(Value::String(to)) = map.get("$ref") {
                        found.push(to.clone());
                    }
                    map.values().for_each(|value| references(value, found));
                }
                Value::Array(list) => list.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let document = serde_json::to_value(crate::api::openapi(&Limits::default())).unwrap();
        let mut found = vec![];
        references(&document, &mut found);
        for reference in found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }
}
