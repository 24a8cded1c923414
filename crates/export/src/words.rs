//! Headings and fixed words in the languages of the product. Each line has one word in English, Polish and Ukrainian.

use board::schema::note;

macro_rules! words {
    ($($name:ident: $en:literal, $pl:literal, $uk:literal;)*) => {
        /// Every fixed word of an export, in one language.
        #[derive(Debug, PartialEq)]
        pub(crate) struct Words { $(pub $name: &'static str,)* }
        static EN: Words = Words { $($name: $en,)* };
        static PL: Words = Words { $($name: $pl,)* };
        static UK: Words = Words { $($name: $uk,)* };
    };
}

words! {
    code: "en", "pl", "uk";
    decimal: ".", ",", ",";
    thousands: ",", "\u{a0}", "\u{a0}";
    months: "January February March April May June July August September October November December",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня";
    year: "", "", " р.";
    effect: "Effect", "Skutek", "Наслідок";
    title: "Title", "Tytuł", "Назва";
    goal_workshop: "Goal of the workshop", "Cel warsztatu", "Мета воркшопу";
    goal_organisation: "Goal of the organisation", "Cel organizacji", "Мета організації";
    details: "More on causes", "Więcej o przyczynach", "Більше про причини";
    workshop: "Workshop", "Warsztat", "Воркшоп";
    overseeing: "Overseeing committee", "Komitet nadzorujący", "Наглядовий комітет";
    executing: "Those who execute", "Osoby wykonujące", "Виконавці";
    previous_board: "Goes on from", "Dalszy ciąg tablicy", "Продовження дошки";
    as_of: "As it was on", "Stan z chwili", "Стан на";
    made: "Made", "Utworzono", "Створено";
    kind: "Kind", "Rodzaj", "Вид";
    number: "No.", "Nr", "№";
    text: "Text", "Treść", "Текст";
    causes: "Causes", "Przyczyny", "Причини";
    cause: "Cause", "Przyczyna", "Причина";
    parent: "Why of", "Wyjaśnia", "Пояснює";
    merged: "Merged into", "Połączona z", "Об’єднано з";
    merged_causes: "Merged causes", "Połączone przyczyny", "Об’єднані причини";
    bone: "Bone", "Ość", "Кістка";
    question: "Guiding question", "Pytanie przewodnie", "Навідне запитання";
    no_causes: "No causes yet.", "Jeszcze bez przyczyn.", "Причин ще немає.";
    department: "Department", "Dział", "Відділ";
    departments: "Departments", "Działy", "Відділи";
    people: "People", "Uczestnicy", "Учасники";
    name: "Name", "Imię i nazwisko", "Ім’я";
    author: "Author", "Autor", "Автор";
    written: "Causes written", "Napisane przyczyny", "Написані причини";
    owned: "Causes owned", "Przyczyny, za które odpowiada", "Причини у відповідальності";
    owner: "Owner", "Odpowiada", "Відповідає";
    evidence: "Evidence", "Podstawa", "Підстава";
    fact: "fact", "fakt", "факт";
    assumption: "assumption", "przypuszczenie", "припущення";
    verify: "to verify", "do sprawdzenia", "перевірити";
    verifier: "Verified by", "Sprawdza", "Перевіряє";
    verify_by: "Verified until", "Sprawdzić do", "Перевірити до";
    a_fact: "Fact", "Fakt", "Факт";
    facts: "Facts", "Fakty", "Факти";
    fact_values: "Over time", "W czasie", "Зміни з часом";
    nps: "NPS", "NPS", "NPS";
    satisfaction: "satisfaction", "satysfakcja", "задоволеність";
    complaints: "complaints", "reklamacje", "скарги";
    cost: "cost", "koszt", "витрати";
    other: "other", "inne", "інше";
    unit: "Measured in", "Mierzone w", "Вимірюється в";
    first_value: "At the start", "Na początku", "На початку";
    newest_value: "Newest value", "Najnowsza wartość", "Найновіше значення";
    measured_on: "Measured on", "Dzień pomiaru", "День вимірювання";
    target: "Target", "Wartość docelowa", "Цільове значення";
    target_date: "To be reached by", "Do osiągnięcia do", "Досягти до";
    cited_by: "Cited by", "Przywołany przez", "Наведено в";
    ask_notice: "What do customers notice?", "Co zauważają klienci?", "Що помічають клієнти?";
    ask_value: "What do they value?", "Co cenią?", "Що вони цінують?";
    ask_why: "Why does the number change?", "Dlaczego liczba się zmienia?", "Чому число змінюється?";
    why_product: "the product", "produkt", "продукт";
    why_service: "the service", "obsługa", "обслуговування";
    why_season: "the season", "pora roku", "пора року";
    why_customers: "other customers", "inni klienci", "інші клієнти";
    fact_answer: "Answer", "Odpowiedź", "Відповідь";
    fact_answers: "Answers", "Odpowiedzi", "Відповіді";
    cited: "Fact cited", "Przywołany fakt", "Наведений факт";
    reason: "Reason", "Uzasadnienie", "Обґрунтування";
    addressee: "Who could change it", "Kto mógłby to zmienić", "Хто міг би це змінити";
    comments: "Comments", "Komentarze", "Коментарі";
    unsaid: "not said", "nie podano", "не вказано";
    of_goal: "Goal it follows from", "Cel, z którego wynika", "Ціль, з якої випливає";
    goal_list: "Goals", "Cele", "Цілі";
    areas: "Quality of areas", "Jakość obszarów", "Якість ділянок";
    area: "Area", "Obszar", "Ділянка";
    goal: "Goal", "Cel", "Ціль";
    goal_for: "Goal for", "Cel na", "Ціль на";
    believed: "Belief, 1 to 5", "Wiara w cel, 1–5", "Віра в ціль, 1–5";
    grade: "Grade, 1 to 5", "Ocena, 1–5", "Оцінка, 1–5";
    from_goal: "What follows from it", "Co z niego wynika", "Що з неї випливає";
    from_goal_none: "Nothing follows from it yet: no cause and no project.",
        "Jeszcze nic z niego nie wynika: ani przyczyna, ani projekt.",
        "З неї ще нічого не випливає: ні причина, ні проєкт.";
    also: "Also on", "Również na", "Також на";
    parked: "Parked", "Odłożona", "Відкладена";
    parked_causes: "Parked causes", "Odłożone przyczyny", "Відкладені причини";
    yes: "yes", "tak", "так";
    figure: "Figure", "Liczba", "Число";
    reference: "Source", "Źródło", "Джерело";
    list: "List", "Lista", "Список";
    results: "satisfaction results", "wyniki badań satysfakcji", "результати досліджень";
    quality: "quality of our work", "jakość naszej pracy", "якість нашої роботи";
    goals: "goals", "cele", "цілі";
    vote: "Vote", "Głosowanie", "Голосування";
    dots: "Dots", "Punkty", "Точки";
    dots_by: "Dots by department", "Punkty według działów", "Точки за відділами";
    pooled: "other departments", "pozostałe działy", "інші відділи";
    voted: "voted", "zagłosowało", "проголосували";
    rating: "Importance and urgency", "Ważność i pilność", "Важливість і терміновість";
    importance: "Importance", "Ważność", "Важливість";
    urgency: "Urgency", "Pilność", "Терміновість";
    disagreement: "Disagreement", "Rozbieżność", "Розбіжність";
    most_disputed: "Most disputed", "Najbardziej sporna", "Найбільш спірна";
    priority: "Priority", "Priorytet", "Пріоритет";
    priorities: "Priorities", "Priorytety", "Пріоритети";
    now: "now", "teraz", "зараз";
    next: "next", "następnie", "далі";
    later: "later", "później", "пізніше";
    outside: "outside our power", "poza naszym wpływem", "поза нашим впливом";
    project: "Project", "Projekt", "Проєкт";
    projects: "Projects", "Projekty", "Проєкти";
    horizon: "Horizon", "Horyzont", "Горизонт";
    this_year: "this year", "ten rok", "цей рік";
    next_years: "the next years", "kolejne lata", "наступні роки";
    far_years: "3 to 5 years", "3 do 5 lat", "3–5 років";
    sponsor: "Sponsor", "Sponsor", "Спонсор";
    budget: "Budget", "Budżet", "Бюджет";
    duration: "Duration", "Czas trwania", "Тривалість";
    measure: "Measure of progress", "Miara postępu", "Показник поступу";
    in_charge: "Person in charge", "Osoba odpowiedzialna", "Відповідальна особа";
    start: "Start", "Początek", "Початок";
    due: "Due", "Termin", "Термін";
    amount: "Amount", "Kwota", "Сума";
    currency: "Currency", "Waluta", "Валюта";
    total: "Total", "Razem", "Разом";
    measured_by: "Measured by", "Mierzony przez", "Вимірюється за";
    affected: "Departments affected", "Działy, na które wpływa", "Відділи, на які впливає";
    department_owns: "Projects it is responsible for", "Projekty, za które dział odpowiada", "Проєкти, за які відповідає відділ";
    department_asked: "Projects it is asked to accept", "Projekty, o których akceptację dział jest proszony",
        "Проєкти, які відділ має погодити";
    department_affected: "Projects that affect it", "Projekty, które wpływają na dział", "Проєкти, які впливають на відділ";
    department_dates: "Dates", "Terminy", "Терміни";
    department_changed: "What changed lately", "Ostatnie zmiany", "Останні зміни";
    department_nothing: "Nothing concerns this department yet.", "Na razie nic nie dotyczy tego działu.",
        "Поки що ніщо не стосується цього відділу.";
    department_page: "All of it, always up to date", "Całość, zawsze aktualna", "Усе разом, завжди актуальне";
    late: "late", "po terminie", "прострочено";
    progress: "Progress", "Postęp", "Поступ";
    by: "By", "Kto", "Хто";
    facilitator: "the facilitator", "osoba prowadząca", "ведучий";
    status: "Status", "Stan", "Стан";
    planned: "planned", "planowany", "запланований";
    running: "running", "w toku", "триває";
    done: "done", "zakończony", "завершений";
    stopped: "stopped", "wstrzymany", "зупинений";
    affects: "How does it affect the customer?", "Jak wpływa na klienta?", "Як це впливає на клієнта?";
    value: "What value does it bring?", "Jaką wartość przynosi?", "Яку цінність це дає?";
    helps: "How does it help?", "Jak pomaga?", "Як це допомагає?";
    strategy: "Fit with the strategy", "Zgodność ze strategią", "Відповідність стратегії";
    answers: "Causes it answers", "Przyczyny, na które odpowiada", "Причини, на які відповідає";
    competences: "Competences", "Kompetencje", "Компетенції";
    profile: "Profile of the team", "Profil zespołu", "Профіль команди";
    needed: "Needed", "Potrzebna", "Потрібна";
    no: "no", "nie", "ні";
    who_has: "Who has it", "Kto ją ma", "Хто її має";
    who_learns: "Who learns it, until when", "Kto się jej uczy i do kiedy", "Хто її опановує і до коли";
    learned: "learned", "nauczono się", "опановано";
    nobody_has: "nobody has it and nobody learns it", "nikt jej nie ma i nikt się jej nie uczy",
        "ніхто її не має і ніхто не опановує";
    needed_by: "Projects that need it", "Projekty, które jej potrzebują", "Проєкти, яким вона потрібна";
    expected: "On the first list", "Na liście początkowej", "У початковому списку";
    tools: "Tools", "Narzędzia", "Інструменти";
    methods: "Methods", "Metody", "Методи";
    approvals: "Approvals", "Akceptacje", "Погодження";
    accept: "accepted", "zaakceptowano", "погоджено";
    decline: "declined", "odrzucono", "відхилено";
    waiting: "no answer yet", "bez odpowiedzi", "ще без відповіді";
    comment: "Comment", "Komentarz", "Коментар";
    agenda: "Agenda", "Agenda", "План";
    meeting: "Meeting", "Spotkanie", "Зустріч";
    activity: "Activity", "Część", "Частина";
    minutes: "min", "min", "хв";
    fishbone: "Fishbone", "Rybia ość", "Риб’яча кістка";
    answer: "Result", "Wynik", "Результат";
    top: "Causes with most dots", "Przyczyny z największą liczbą punktów", "Причини з найбільшою кількістю точок";
    disputed: "Disputed causes", "Przyczyny sporne", "Спірні причини";
    by_department: "By department (importance, urgency)", "Według działów (ważność, pilność)",
        "За відділами (важливість, терміновість)";
    decisions: "Agreed and refused", "Akceptacje i odmowy", "Погоджено й відхилено";
    found_nothing: "No causes have been collected yet.", "Nie zebrano jeszcze żadnych przyczyn.", "Причин ще не зібрано.";
    found_causes: "# collected.", "Zebrano #.", "Зібрано #.";
    found_now: "The team tackles first: #.", "Zespół zajmie się najpierw: #.", "Спершу команда візьметься за таке: #.";
    found_no_now: "No cause has the priority “now” yet.", "Żadna przyczyna nie ma jeszcze priorytetu „teraz”.",
        "Жодна причина ще не має пріоритету «зараз».";
    found_most: "the most", "najwięcej", "найбільше";
    found_of: "# of %", "# spośród %", "# із %";
    found_dots: "Most dots: # (%).", "Najwięcej punktów: # (%).", "Найбільше точок: # (%).";
    found_tied: "Most dots: # (% each).", "Najwięcej punktów: # (po %).", "Найбільше точок: # (по %).";
    found_as_many: "As many dots: #.", "Tyle samo punktów: #.", "Стільки ж точок: #.";
    found_priority: "priority", "priorytet", "пріоритет";
    found_no_priority: "without a priority", "bez priorytetu", "без пріоритету";
    found_projects: "# planned", "Zaplanowano #", "Заплановано #";
    found_no_projects: "No project is planned yet.", "Nie zaplanowano jeszcze żadnego projektu.", "Жодного проєкту ще не заплановано.";
    found_accepted: "accepted", "zaakceptowane", "погоджено";
    found_declined: "declined", "odrzucone", "відхилено";
    found_open: "not all have answered", "nie wszyscy odpowiedzieli", "ще не всі відповіли";
    found_from: "# from %", "# z %", "# із %";
    n_causes: "cause|causes|causes", "przyczyna|przyczyny|przyczyn", "причина|причини|причин";
    n_causes_found: "cause was|causes were|causes were", "przyczynę|przyczyny|przyczyn", "причину|причини|причин";
    n_dots_of: "dot|dots|dots", "punktu|punktów|punktów", "точки|точок|точок";
    n_people: "person|people|people", "osoba|osoby|osób", "особа|особи|осіб";
    n_departments_from: "department|departments|departments", "działu|działów|działów", "відділу|відділів|відділів";
    n_projects: "project|projects|projects", "projekt|projekty|projektów", "проєкт|проєкти|проєктів";
    and: "and", "i", "і";
    percent: "%", "%", "\u{a0}%";
    quote: "“#”", "„#”", "«#»";
    when: "When", "Kiedy", "Коли";
    charter: "Charter of the team", "Karta zespołu", "Статут команди";
    purpose: "Why this team", "Po co ten zespół", "Навіщо ця команда";
    reports_to: "Reports formally to", "Podlega formalnie", "Формально підпорядкована";
    reports_functionally_to: "Reports functionally to", "Podlega funkcjonalnie", "Функціонально підпорядкована";
    accepted_by: "Accepts every project", "Akceptuje każdy projekt", "Погоджує кожен проєкт";
    must_work_with: "Must work with", "Musi współpracować z", "Мусить працювати з";
    may_work_with: "May work with", "Może współpracować z", "Може працювати з";
    centre: "Earns or costs", "Zarabia czy kosztuje", "Заробляє чи коштує";
    profit_centre: "profit centre", "centrum zysku", "центр прибутку";
    cost_centre: "cost centre", "centrum kosztów", "центр витрат";
    principles: "Principles", "Zasady", "Принципи";
    goal_this_year: "Goal for this year", "Cel na ten rok", "Мета на цей рік";
    goal_3_5_years: "Goal for 3 to 5 years", "Cel na 3 do 5 lat", "Мета на 3–5 років";
    company_strategy: "Strategy of the company", "Strategia firmy", "Стратегія компанії";
    polls: "What people think", "Co myślą uczestnicy", "Що думають учасники";
    question_asked: "Asked", "Pytanie", "Запитання";
    graded: "About", "Czego dotyczy", "Про що";
    average: "Average", "Średnia", "Середнє";
    belief: "Can it be reached? (1 no, 5 surely)", "Czy da się to osiągnąć? (1 nie, 5 na pewno)", "Чи можна цього досягти? (1 ні, 5 напевно)";
    area_quality: "How good is the work of this area? (1 poor, 5 excellent)", "Jak dobra jest praca tego obszaru? (1 słaba, 5 znakomita)", "Наскільки добре працює ця ділянка? (1 погано, 5 чудово)";
    next_steps: "Next steps", "Następne kroki", "Наступні кроки";
    step: "Step", "Krok", "Крок";
    who: "Who", "Kto", "Хто";
    decides: "Decision about", "Decyzja w sprawie", "Рішення щодо";
    no_day: "no date yet", "bez terminu", "без дати";
    search: "Search causes", "Szukaj przyczyn", "Шукати причини";
    found: "Found: #", "Znaleziono: #", "Знайдено: #";
    grew: "How the board grew", "Jak rosła tablica", "Як зростала дошка";
    play: "Play", "Odtwórz", "Відтворити";
    pause: "Pause", "Wstrzymaj", "Призупинити";
    more: "and # more", "i jeszcze #", "і ще #";
    no_vote: "No vote has been revealed.", "Nie ujawniono żadnego głosowania.", "Жодне голосування не показано.";
    no_rating: "No cause has been rated.", "Żadna przyczyna nie została oceniona.", "Жодну причину не оцінено.";
    no_facts: "No facts yet.", "Jeszcze bez faktów.", "Фактів ще немає.";
    no_projects: "No projects yet.", "Jeszcze bez projektów.", "Проєктів ще немає.";
    minutes_planned: "min planned", "min w planie", "хв за планом";
    minutes_taken: "min taken", "min w rzeczywistości", "хв насправді";
    begins: "Planned start", "Początek w planie", "Початок за планом";
    began: "Began", "Rozpoczęto", "Розпочато";
    round: "Round", "Runda", "Раунд";
    earlier_votes: "Earlier votes", "Wcześniejsze głosowania", "Попередні голосування";
    earlier_ratings: "Earlier ratings", "Wcześniejsze oceny", "Попередні оцінювання";
    fact_removed: "(removed from the board)", "(usunięty z tablicy)", "(вилучений із дошки)";
    removed: "(removed from the board)", "(usunięta z tablicy)", "(вилучена з дошки)";
    person: "Person", "Osoba", "Особа";
    seat: "without a device", "bez urządzenia", "без пристрою";
    taking_part: "Taking part", "Udział", "Участь";
    said: "Words at the end", "Słowa na koniec", "Слова наприкінці";
    word: "Word", "Słowo", "Слово";
    worth: "Worth the time, 1 to 5", "Czy warto było, 1–5", "Чи було варте часу, 1–5";
    undrawn: "Drawn as boxes, because no font here has them", "Narysowane jako ramki, bo nie ma ich w żadnym z użytych krojów",
        "Показано рамками, бо їх немає в жодному з використаних шрифтів";
}

impl Words {
    /// The words of a language; the English ones for a language without words.
    pub fn of(language: &str) -> &'static Self {
        match language {
            "pl" => &PL,
            "uk" => &UK,
            _ => &EN,
        }
    }

    /// A number and its noun. `forms` are those for one, for a few and for many.
    pub fn count(&self, count: usize, forms: &str) -> String {
        let few = (2..=4).contains(&(count % 10)) && !(12..=14).contains(&(count % 100));
        let one = match self.code {
            "uk" => count % 10 == 1 && count % 100 != 11,
            _ => count == 1,
        };
        let form = if one { 0 } else { 2 - usize::from(few) };
        format!("{count}\u{a0}{}", forms.split('|').nth(form).unwrap_or(forms))
    }

    /// That a list has so many more entries.
    pub fn and_more(&self, count: usize) -> String {
        self.more.replace('#', &count.to_string())
    }

    /// The name of a note's detail; its key if there is no name.
    pub fn detail(&'static self, key: &'static str) -> &'static str {
        match key {
            note::EVIDENCE => self.evidence,
            note::FIGURE => self.figure,
            note::REFERENCE => self.reference,
            note::LIST => self.list,
            note::OWNER => self.owner,
            note::VERIFIER => self.verifier,
            note::VERIFY_BY => self.verify_by,
            note::FACT => self.cited,
            note::PARKED => self.parked,
            note::ALSO => self.also,
            note::HORIZON => self.goal_for,
            note::GOAL => self.of_goal,
            other => other,
        }
    }

    /// The word for a value of a note's or project's field; the value itself if there is no word.
    pub fn value<'a>(&'static self, value: &'a str) -> &'a str {
        match value {
            "fact" => self.fact,
            "assumption" => self.assumption,
            "verify" => self.verify,
            "results" => self.results,
            "quality" => self.quality,
            "goals" => self.goals,
            "now" => self.now,
            "next" => self.next,
            "later" => self.later,
            "outside" => self.outside,
            "this-year" => self.this_year,
            "next-years" => self.next_years,
            "3-5-years" => self.far_years,
            "planned" => self.planned,
            "running" => self.running,
            "done" => self.done,
            "stopped" => self.stopped,
            "nps" => self.nps,
            "satisfaction" => self.satisfaction,
            "complaints" => self.complaints,
            "cost" => self.cost,
            "other" => self.other,
            "accept" => self.accept,
            "decline" => self.decline,
            "yes" => self.yes,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use board::schema::Kind;

    use super::*;

    #[test]
    fn numbers_have_the_form_of_their_noun() {
        let check = |words: &Words, forms: &str, expect: [(usize, &str); 6]| {
            for (count, noun) in expect {
                assert_eq!(words.count(count, forms), format!("{count}\u{a0}{noun}"), "{}", words.code);
            }
        };
        let few = |one, few, many| [(1, one), (2, few), (5, many), (12, many), (22, few), (111, many)];
        check(&EN, EN.n_causes, few("cause", "causes", "causes"));
        check(&PL, PL.n_causes, few("przyczyna", "przyczyny", "przyczyn"));
        check(&UK, UK.n_causes, few("причина", "причини", "причин"));
        assert_eq!(
            (PL.count(21, PL.n_people), UK.count(21, UK.n_people)),
            ("21\u{a0}osób".into(), "21\u{a0}особа".into())
        );
    }

    #[test]
    fn every_detail_of_a_note_is_named_in_every_language() {
        for words in [&EN, &PL, &UK] {
            for field in note::DETAILS {
                assert_ne!(words.detail(field.key), field.key, "{}", words.code);
                let Kind::OneOf(list) = field.kind else { continue };
                // In English a word may be its own name.
                let unnamed = |word: &&&str| words.value(word) == **word && words.code != "en";
                assert_eq!(list.iter().find(unnamed), None, "{}: {}", words.code, field.key);
            }
        }
    }
}
