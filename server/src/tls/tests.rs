//! What becomes of the files while the server runs, look by look.

use rcgen::{CertificateParams, KeyPair};

use super::*;

struct Today(Millis);

impl Clock for Today {
    fn now(&self) -> Millis {
        self.0
    }
}

/// Three days before the middle of July 2030.
const NOW: Millis = Millis(1_910_000_000_000);

/// A certificate that ends in this year, and its key.
fn made(year: i32) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".into(), "127.0.0.1".into()]).unwrap();
    params.not_after = rcgen::date_time_ymd(year, 7, 15);
    (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

struct Scene {
    folder: tempfile::TempDir,
    certificates: Certificates,
    seen: Seen,
}

impl Scene {
    fn new(pair: &(String, String)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = TlsFiles::new(folder.path().join("cert.pem"), folder.path().join("key.pem"));
        std::fs::write(&files.cert, &pair.0).unwrap();
        std::fs::write(&files.key, &pair.1).unwrap();
        let seen = digest(&files);
        let certificates = Certificates::open(files, Arc::new(Today(NOW))).unwrap();
        Self { folder, certificates, seen }
    }

    /// Writes the files and looks; whether the certificate was replaced.
    fn after(&mut self, cert: &str, key: &str) -> bool {
        std::fs::write(self.folder.path().join("cert.pem"), cert).unwrap();
        std::fs::write(self.folder.path().join("key.pem"), key).unwrap();
        self.looks()
    }

    fn looks(&mut self) -> bool {
        let before = self.certificates.current();
        self.certificates.look(&mut self.seen);
        !Arc::ptr_eq(&before, &self.certificates.current())
    }
}

#[test]
fn tls_3_half_a_pair_replaces_nothing_and_a_whole_one_does() {
    let (old, new) = (made(2031), made(2032));
    let mut scene = Scene::new(&old);
    assert!(!scene.looks(), "nothing changed");
    assert!(!scene.after(&new.0, &old.1), "the certificate is there and its key is not yet");
    assert!(!scene.after(&new.0[..new.0.len() / 2], &new.1), "half of it is written");
    assert!(!scene.after(&new.0, ""), "the key is not written yet");
    assert!(scene.after(&new.0, &new.1), "both are there");
    assert!(!scene.looks());
    std::fs::remove_file(scene.folder.path().join("cert.pem")).unwrap();
    assert!(!scene.looks(), "a file that is gone");
    assert!(scene.after(&old.0, &old.1), "and back");
}

#[test]
fn tls_3_what_was_said_of_the_same_files_is_not_said_again() {
    let (old, new) = (made(2031), made(2032));
    let mut scene = Scene::new(&old);
    let said = crate::tests_log::said(|| {
        scene.after(&new.0, &old.1);
        scene.looks();
        scene.looks();
    });
    assert_eq!(
        said.matches("The certificate was not replaced, the old one stays in use").count(),
        1,
        "{said}"
    );
    assert!(!said.contains(&old.1[40..60]), "{said}");
}

#[test]
fn tls_3_a_certificate_that_has_ended_replaces_none_that_is_valid() {
    let (old, ended) = (made(2031), made(2029));
    let mut scene = Scene::new(&old);
    assert!(!scene.after(&ended.0, &ended.1));
    let mut scene = Scene::new(&ended);
    assert!(scene.after(&old.0, &old.1));
}

#[test]
fn tls_3_that_a_certificate_ends_soon_or_has_ended_is_said_once() {
    let counts = crate::metrics::Metrics::default().counts();
    for (year, expected) in [(2029, "ended on 15 Jul 2029"), (2030, "ends on 15 Jul 2030"), (2031, "")] {
        let scene = Scene::new(&made(year));
        let said = crate::tests_log::said(|| {
            let mut said = End::Far;
            scene.certificates.say_end(&mut said, &counts);
            scene.certificates.say_end(&mut said, &counts);
        });
        assert_eq!(said.lines().count(), usize::from(!expected.is_empty()), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn ops_2_a_certificate_that_ends_soon_or_has_ended_should_be_replaced() {
    let should = |year| Scene::new(&made(year)).certificates.should_be_replaced();
    assert_eq!([2029, 2030, 2031].map(should), [true, true, false]);
}
