//! Who is signed in.

use board::Millis;
use serde::{Deserialize, Serialize};

use super::settings::Settings;

/// Somebody whom the provider has signed in, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// What the provider calls them.
    pub subject: String,
    /// What people call them.
    pub name: String,
    /// Their e-mail address, if the provider has verified it.
    pub email: Option<String>,
    /// Of their groups those that a list names.
    pub groups: Vec<String>,
}

/// What the cookie of somebody says who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who it is.
    pub person: Person,
    /// Until when it holds.
    pub until: Millis,
}

/// The longest texts of a person, in characters. Together they fit into a cookie.
const LONGEST_NAME: usize = 100;
const LONGEST_EMAIL: usize = 254;
const LONGEST_SUBJECT: usize = 255;

impl Person {
    /// A person, with texts of a length that fits; `None` if it cannot be told from others.
    pub fn new(subject: &str, name: Option<&str>, email: Option<&str>, groups: Vec<String>) -> Option<Self> {
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
            return None;
        }
        let email = email.filter(|email| email.len() <= LONGEST_EMAIL && email.contains('@'));
        let name = name.map(plain).filter(|name| !name.is_empty());
        let name = name.or_else(|| email.map(plain)).unwrap_or_else(|| plain(subject));
        Some(Self { subject: subject.to_owned(), name, email: email.map(str::to_lowercase), groups })
    }

    /// Whether they may host. The lists count as they are now, not as they were when the person signed in.
    pub fn may_host(&self, settings: &Settings) -> bool {
        settings.hosts.has(self.email.as_deref(), &self.groups)
    }

    /// Whether they may lead boards by a facilitator's link where that needs a sign-in.
    pub fn may_lead(&self, settings: &Settings) -> bool {
        let listed = settings.facilitators.as_ref();
        self.may_host(settings)
            || listed.is_some_and(|listed| listed.has(self.email.as_deref(), &self.groups))
    }
}

/// A text on one line, of bounded length.
fn plain(text: &str) -> String {
    let text: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_NAME).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sso_3_a_person_has_texts_that_fit_into_a_cookie() {
        let long = "ż".repeat(5_000);
        let person = Person::new("1", Some(&long), Some(&format!("{long}@firm.example")), vec![]).unwrap();
        assert_eq!((person.name.chars().count(), person.email), (LONGEST_NAME, None));
        assert_eq!(Person::new(&"x".repeat(LONGEST_SUBJECT + 1), None, None, vec![]), None);
        assert_eq!(Person::new("", Some("Anna"), None, vec![]), None);
        let named = |name, email| Person::new("1f0a", name, email, vec![]).unwrap().name;
        assert_eq!(named(Some("Anna\r\nSet-Cookie: x"), None), "Anna  Set-Cookie: x");
        assert_eq!(named(Some(" "), Some("anna@firm.example")), "anna@firm.example");
        assert_eq!(named(None, None), "1f0a");
    }
}
