//! A workshop's fish of any size: real sentences, long words, nested causes.

#![allow(dead_code)]

pub mod growth;

use fastrand::Rng;
use fishbone::{Bone, Cause, Fish};

/// Bone, depth, text: what nine people wrote in a real workshop.
const CAUSES: &[(usize, usize, &str)] = &[
    (0, 0, "Konsultanci nie znają nowej oferty w dniu jej startu"),
    (0, 1, "Szkolenie odbywa się po wdrożeniu, nie przed nim"),
    (0, 2, "Marketing nie podaje daty startu kampanii z wyprzedzeniem"),
    (0, 0, "Brak osoby, która odpowiada za klienta od zamówienia do uruchomienia"),
    (0, 0, "Nowi pracownicy uczą się przepisów konsumenckich dopiero na reklamacjach"),
    (0, 0, "Back office nie rozmawia z klientem i nie widzi skutków swoich opóźnień"),
    (0, 0, "Rotacja w obsłudze klienta: co trzeci konsultant ma staż poniżej pół roku"),
    (0, 0, "Люди бояться приймати рішення без згоди керівника"),
    (1, 0, "Mierzymy czas rozmowy, a nie to, czy sprawa została załatwiona"),
    (1, 0, "Nikt nie ogląda wyników NPS poza działem marketingu"),
    (1, 1, "Wyniki są w prezentacji, a nie w narzędziu dostępnym dla działów"),
    (1, 0, "Każdy dyrektor ma własne cele i żaden nie jest wspólny"),
    (1, 0, "Reklamacje o wartości 20 zł przechodzą tę samą ścieżkę co te za 2000 zł"),
    (1, 0, "Brak właściciela dla skarg, które dotyczą kilku działów naraz"),
    (1, 0, "Nie sprawdzamy, dlaczego liczba reklamacji rośnie w jednym miesiącu"),
    (2, 0, "Klient powtarza numer sprawy przy każdym kontakcie"),
    (2, 1, "Systemy sprzedaży i zgłoszeń nie wymieniają numeru klienta"),
    (2, 2, "Dwie bazy klientów po połączeniu firm, bez uzgodnionego klucza"),
    (2, 0, "Wzory pism są pisane językiem prawniczym"),
    (2, 1, "Zmiana wzoru pisma trwa osiem tygodni"),
    (2, 0, "Projekty zaczynają się bez rozmowy z działem prawnym i audytem"),
    (2, 0, "Brak informacji dla klienta między zamówieniem a uruchomieniem usługi"),
    (2, 0, "Po awarii każdy kanał podaje klientowi inny termin naprawy"),
    (3, 0, "Umowa ma 14 stron, a klient pyta o trzy rzeczy"),
    (3, 0, "Oferta na stronie różni się od oferty w salonie"),
    (3, 0, "Pierwsza faktura jest wyższa, niż klient się spodziewał"),
    (3, 1, "Opłata aktywacyjna nie jest widoczna w podsumowaniu zamówienia"),
    (3, 0, "Instrukcja uruchomienia nie pasuje do wysyłanego modelu urządzenia"),
    (3, 0, "Немає версії повідомлень українською, хоча є багато таких клієнтів"),
    (4, 0, "CRM otwiera kartę klienta 12 sekund"),
    (4, 0, "Konsultant pracuje w pięciu oknach jednocześnie"),
    (4, 0, "Archiwum skanów jest dostępne tylko w biurze"),
    (4, 0, "Formularz reklamacji nie działa na telefonie"),
    (4, 1, "Formularz nie był sprawdzany na małych ekranach"),
    (4, 0, "Raport o satysfakcji powstaje ręcznie w arkuszu"),
    (4, 0, "Klient nie widzi statusu swojej sprawy w internecie"),
];

/// What else they could have written.
const MORE: &[&str] = &[
    "Infolinia przekierowuje klienta trzykrotnie, zanim ktokolwiek odpowie",
    "Harmonogram instalacji nie uwzględnia nieobecności pracowników technicznych",
    "Niejednoznaczne postanowienia regulaminu promocji dla konsumentów",
    "Odpowiedzialność za przeterminowane zgłoszenia jest rozproszona",
    "Najpopularniejsze pytania nie mają gotowych odpowiedzi",
    "Nieprzetłumaczone komunikaty w aplikacji mobilnej",
    "Kurier nie zna numeru zamówienia",
    "Brak powiadomienia o zmianie terminu",
    "Pracownicy salonów nie widzą historii rozmów z konsultantami infolinii",
    "Przedsiębiorstwa podwykonawcze rozliczamy z liczby wizyt, a nie z jakości",
    "Dokumentacja powykonawcza trafia do archiwum po trzydziestu dniach",
    "Klient dostaje dwie sprzeczne wiadomości tego samego dnia",
    "Zgoda marketingowa jest potrzebna do sprawdzenia stanu zamówienia",
    "Nie mierzymy czasu od zamówienia do pierwszego użycia usługi",
    "Szkolenia prowadzimy zdalnie, bez ćwiczeń na prawdziwych sprawach",
    "Termin wizyty podajemy z dokładnością do całego dnia",
    "Reklamacje rozpatruje inny dział niż ten, który popełnił błąd",
    "Konsultanci boją się obiecać cokolwiek, czego nie ma w skrypcie",
    "Wielokrotne potwierdzanie tożsamości w jednej rozmowie",
    "Cennik dodatkowych usług jest dostępny dopiero po zalogowaniu",
    "Urządzenia z magazynu mają nieaktualne oprogramowanie",
    "Nikt nie odpowiada za spójność komunikatów w różnych kanałach",
    "Niezapowiedziane przerwy konserwacyjne w godzinach szczytu",
    "Сповіщення про затримку надходить після запланованого візиту",
];

const EFFECT: &str = "Klienci są niezadowoleni z pierwszych trzydziestu dni po zamówieniu usługi (NPS −12)";

const BONES: [(&str, &str); 8] = [
    ("Człowiek", "Kto się tym zajmuje? Jakie kompetencje ma, a jakich mu brakuje?"),
    ("Zarządzanie", "Co sprawdzono, zmierzono i przeanalizowano, a czego nie?"),
    ("Metody", "Jak wygląda codzienna praca i jak prowadzimy projekty?"),
    ("Materiał", "Czy to, co oferujemy, jest tym, czego klient oczekuje?"),
    ("Maszyny", "Czy narzędzia pomagają ludziom, którzy z nimi pracują?"),
    ("Otoczenie", "Co wokół stanowiska przeszkadza w pracy?"),
    ("Świadectwo materialne", "Co klient widzi, trzyma w ręku i otrzymuje?"),
    ("Produktywność", "Gdzie wysiłek nie przekłada się na wynik?"),
];

/// Where the causes of a fish hang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// As many on every bone.
    Even,
    /// All on the bone with this index.
    One(usize),
}

/// A fish with this many bones and no causes.
pub fn bare(bones: usize) -> Fish {
    let bone = |index: usize| {
        let (title, question) = BONES[index % BONES.len()];
        Bone { title: title.into(), question: question.into(), causes: Vec::new() }
    };
    Fish { effect: EFFECT.into(), bones: (0..bones).map(bone).collect() }
}

/// A text and how deep it hangs: first those of the workshop, then others.
fn text(rng: &mut Rng, index: usize) -> (usize, String) {
    if let Some((_, depth, text)) = CAUSES.get(index) {
        return (*depth, (*text).to_owned());
    }
    let pick = rng.usize(..CAUSES.len() + MORE.len());
    let text = CAUSES.get(pick).map_or_else(|| MORE[pick - CAUSES.len()], |cause| cause.2);
    let depth = match rng.u8(..10) {
        0..=5 => 0,
        6 | 7 => 1,
        8 => 2,
        _ => rng.usize(1..=4),
    };
    (depth, text.to_owned())
}

/// Hangs a cause at the end of a bone, as deep as it can and wants to be.
pub fn hang(causes: &mut Vec<Cause>, depth: usize, cause: Cause) {
    let mut into = causes;
    for _ in 0..depth {
        if into.is_empty() {
            break;
        }
        let last = into.len() - 1;
        into = &mut into[last].children;
    }
    into.push(cause);
}

/// The causes of the workshop, the first of each bone before the second of any.
fn interleaved() -> impl Iterator<Item = usize> {
    let mut order: Vec<usize> = (0..CAUSES.len()).collect();
    let place = |index: usize| CAUSES[..index].iter().filter(|cause| cause.0 == CAUSES[index].0).count();
    order.sort_by_key(|&index| (place(index), index));
    order.into_iter()
}

/// A fish with this many bones and causes.
pub fn fish(bones: usize, causes: usize, spread: Spread, seed: u64) -> Fish {
    let mut rng = Rng::with_seed(seed);
    let mut fish = bare(bones);
    for (index, place) in interleaved().chain(CAUSES.len()..).take(causes).enumerate() {
        let (depth, text) = text(&mut rng, place);
        let own = CAUSES.get(place).filter(|_| bones <= 5).map_or(index % bones, |cause| cause.0 % bones);
        let bone = if let Spread::One(bone) = spread { bone } else { own };
        let cause = cause(&mut rng, text);
        hang(&mut fish.bones[bone].causes, depth, cause);
    }
    fish
}

/// A cause with a department and now and then with marks.
pub fn cause(rng: &mut Rng, text: String) -> Cause {
    let marks = if rng.u8(..10) < 3 { rng.u8(1..=3) } else { 0 };
    Cause { text, badge: rng.u8(..20) > 0, marks, key: rng.u32(1..), children: Vec::new() }
}

/// One more cause, at the end of a bone or under its last one.
pub fn grow(rng: &mut Rng, fish: &mut Fish, bone: usize) {
    let (depth, text) = text(rng, CAUSES.len());
    let cause = cause(rng, text);
    hang(&mut fish.bones[bone].causes, depth, cause);
}
