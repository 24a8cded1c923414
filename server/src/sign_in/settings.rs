//! What single sign-on is configured with.

use std::time::Duration;

use openidconnect::{ClientId, ClientSecret, IssuerUrl, url::Host};

use super::people::People;

/// What single sign-on is configured with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The provider's address, as its tokens have it.
    pub issuer: IssuerUrl,
    /// What the provider calls this server.
    pub client_id: ClientId,
    /// What this server shows the provider that it is the one.
    pub client_secret: ClientSecret,
    /// Who may host.
    pub hosts: People,
    /// Who beside the hosts may lead boards by a facilitator's link. Without it the link alone suffices.
    pub facilitators: Option<People>,
    /// How long a sign-in holds.
    pub lasts: Duration,
    /// The longest time for one answer of the provider.
    pub patience: Duration,
}

/// The longest time for one answer of the provider, unless something else is said.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How long a sign-in holds unless something else is said.
pub const LASTS: Duration = Duration::from_secs(12 * 60 * 60);

impl Settings {
    /// Sign-in at this provider, for these hosts alone.
    ///
    /// # Errors
    /// The end of a sentence that says what does not fit.
    pub fn new(issuer: &str, client_id: &str, client_secret: &str, hosts: &str) -> Result<Self, String> {
        Ok(Self {
            issuer: self::issuer(issuer)?,
            client_id: ClientId::new(client_id.to_owned()),
            client_secret: ClientSecret::new(client_secret.to_owned()),
            hosts: self::hosts(hosts)?,
            facilitators: None,
            lasts: LASTS,
            patience: PATIENCE,
        })
    }

    /// Of these groups those that matter, one for each list: the others are nobody's business, and would not fit into a
    /// cookie.
    pub fn groups(&self, all: &[String]) -> Vec<String> {
        let lists = [Some(&self.hosts), self.facilitators.as_ref()];
        let mut found: Vec<String> =
            lists.into_iter().flatten().filter_map(|list| list.group(all)).cloned().collect();
        found.dedup();
        found
    }

    /// Whether a list names a group.
    pub fn names_groups(&self) -> bool {
        self.hosts.names_groups() || self.facilitators.as_ref().is_some_and(People::names_groups)
    }
}

/// A provider's address: https, or on this machine.
///
/// # Errors
/// The end of a sentence.
pub fn issuer(text: &str) -> Result<IssuerUrl, String> {
    let expected = || {
        "expected the provider's address, such as https://login.firm.example/realms/firm; http only on this machine"
            .to_owned()
    };
    let issuer = IssuerUrl::new(text.to_owned()).map_err(|_| expected())?;
    let url = issuer.url();
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url.host()));
    if is_plain && is_safe && url.has_host() { Ok(issuer) } else { Err(expected()) }
}

/// Whether this host is this machine.
pub fn is_loopback<S: AsRef<str>>(host: Option<Host<S>>) -> bool {
    match host {
        Some(Host::Domain(name)) => name.as_ref() == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// The list of hosts.
///
/// # Errors
/// The end of a sentence.
pub fn hosts(text: &str) -> Result<People, String> {
    let people: People = text.parse()?;
    if people.is_everybody() {
        return Err("* would let everybody host whom the provider signs in; name the hosts".to_owned());
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sso_1_a_provider_is_reached_over_https_or_on_this_machine() {
        for good in [
            "https://login.firm.example",
            "https://login.firm.example/realms/firm",
            "http://127.0.0.1:8081/",
            "http://localhost:8081",
            "http://[::1]:9",
        ] {
            assert!(issuer(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "login.firm.example",
            "http://login.firm.example",
            "http://localhost.firm.example",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "https://a.example/?x=1",
            "https://a.example/#x",
            "https://me@a.example",
        ] {
            assert!(issuer(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sso_2_nobody_can_say_that_everybody_may_host() {
        assert!(hosts("@firm.example").is_ok());
        assert!(hosts("*").is_err() && hosts("@firm.example,*").is_err() && hosts("").is_err());
    }

    #[test]
    fn sso_1_the_client_secret_is_not_written_by_who_looks_at_the_settings() {
        let settings =
            Settings::new("https://a.example", "id", "very-secret-indeed", "@firm.example").unwrap();
        assert!(!format!("{settings:?}").contains("very-secret-indeed"));
    }

    #[test]
    fn sso_2_of_a_persons_groups_only_those_are_kept_that_make_a_difference() {
        let settings = Settings::new("https://a.example", "id", "s", "group:hosts,group:more").unwrap();
        let settings = Settings { facilitators: "group:leads,group:hosts".parse().ok(), ..settings };
        let groups = |all: &[&str]| {
            settings.groups(&all.iter().map(|&group| group.to_owned()).collect::<Vec<_>>()).join(" ")
        };
        assert_eq!(groups(&["staff", "leads", "more", "hosts"]), "more leads");
        assert_eq!(groups(&["staff", "hosts"]), "hosts");
        assert_eq!(groups(&["staff"]), "");
    }
}
