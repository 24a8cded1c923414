//! Lists of people: who may host, who may lead boards. They are given as options.

use std::{collections::BTreeSet, str::FromStr};

/// Who is on a list: by e-mail address, by the domain of that, by group, or everybody whom the provider signs in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// E-mail addresses, in small letters.
    addresses: BTreeSet<String>,
    /// Domains of e-mail addresses, in small letters; their subdomains are others.
    domains: BTreeSet<String>,
    /// Groups, as the provider calls them.
    groups: BTreeSet<String>,
    is_everybody: bool,
}

/// The longest name of a group, in bytes: it has to fit into a cookie.
const LONGEST_GROUP: usize = 256;

impl People {
    /// Whether the list has somebody with this verified e-mail address, or of one of these groups.
    pub fn has(&self, email: Option<&str>, groups: &[String]) -> bool {
        let by_email = email.is_some_and(|email| {
            let email = email.to_lowercase();
            let domain = email.rsplit_once('@').map(|(_, domain)| domain);
            self.addresses.contains(&email) || domain.is_some_and(|domain| self.domains.contains(domain))
        });
        self.is_everybody || by_email || self.group(groups).is_some()
    }

    /// The first of these groups that is on the list.
    pub fn group<'g>(&self, groups: &'g [String]) -> Option<&'g String> {
        groups.iter().find(|group| self.groups.contains(*group))
    }

    /// Whether groups matter.
    pub fn names_groups(&self) -> bool {
        !self.groups.is_empty()
    }

    /// Whether everybody is on it whom the provider signs in.
    pub fn is_everybody(&self) -> bool {
        self.is_everybody
    }
}

impl FromStr for People {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut people = Self::default();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let is_domain = |domain: &str| {
                !domain.is_empty() && !domain.contains(|c: char| c == '@' || c.is_whitespace())
            };
            match entry.split_once('@') {
                _ if entry == "*" => people.is_everybody = true,
                _ if entry.starts_with("group:") => {
                    let group = entry["group:".len()..].trim();
                    if group.is_empty() || group.len() > LONGEST_GROUP {
                        return Err(format!(
                            "a group has 1 to {LONGEST_GROUP} characters, as in group:hosts"
                        ));
                    }
                    people.groups.insert(group.to_owned());
                }
                Some(("", domain)) if is_domain(domain) => drop(people.domains.insert(domain.to_lowercase())),
                Some((name, domain)) if is_domain(domain) && !name.contains(char::is_whitespace) => {
                    people.addresses.insert(entry.to_lowercase());
                }
                _ => {
                    return Err(format!(
                        "{entry:?} is neither name@firm.example nor @firm.example nor group:NAME"
                    ));
                }
            }
        }
        if people == Self::default() {
            return Err("expected who, such as name@firm.example,@firm.example,group:hosts".to_owned());
        }
        Ok(people)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sso_2_a_list_has_whom_it_names_and_nobody_else() {
        let people: People = " Anna@Firm.example, @partner.example ,group:Board hosts".parse().unwrap();
        for (email, groups, has) in [
            (Some("anna@firm.example"), &[][..], true),
            (Some("ANNA@firm.EXAMPLE"), &[], true),
            (Some("bob@firm.example"), &[], false),
            (Some("bob@partner.example"), &[], true),
            (Some("bob@sub.partner.example"), &[], false),
            (Some("bob@notpartner.example"), &[], false),
            (Some("partner.example"), &[], false),
            (Some("@firm.example"), &[], false),
            (Some("x@partner.example@evil.example"), &[], false),
            (None, &["Board hosts"], true),
            (None, &["others", "Board hosts"], true),
            (None, &["board hosts", "Anna@Firm.example", "*", "group:Board hosts"], false),
            (None, &[], false),
        ] {
            let groups: Vec<String> = groups.iter().map(|&group| group.to_owned()).collect();
            assert_eq!(people.has(email, &groups), has, "{email:?} {groups:?}");
        }
        assert!("*".parse::<People>().unwrap().has(None, &[]));
        assert!(!people.is_everybody());
    }

    #[test]
    fn sso_2_a_list_that_names_nobody_is_refused() {
        for text in [
            "",
            " , ",
            "anna",
            "@",
            "a@",
            "a b@firm.example",
            "a@b@c",
            "group:",
            "@firm example",
            "**",
            "*@x y",
        ] {
            assert!(text.parse::<People>().is_err(), "{text:?}");
        }
        assert!(format!("group:{}", "x".repeat(LONGEST_GROUP + 1)).parse::<People>().is_err());
    }
}
