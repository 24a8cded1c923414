//! Facts for a board that is there, from what people bring as spreadsheets: what they come to, what does not fit and where,
//! and files that were made to do harm.

use std::io::{Cursor, Write};

use board::reading::{Board, Fact};
use board::schema::Limits;
use export::{FactFaultCode as Code, FactsPreview, Format, read_facts};
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook, Worksheet};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::boards;
use crate::readers::made;

fn board() -> Board {
    let fact = Fact {
        id: "f1".into(),
        kind: "nps".into(),
        label: "NPS".into(),
        values: [("2025-12-31".to_owned(), 1.0)].into(),
        ..Fact::default()
    };
    Board { facts: vec![fact], language: "pl".into(), ..boards::cx() }
}

fn read(file: impl AsRef<[u8]>) -> FactsPreview {
    read_facts(file.as_ref(), &board(), &Limits::default())
}

/// Name and values of each fact.
fn told(preview: &FactsPreview) -> Vec<(&str, Vec<(&str, f64)>)> {
    assert_eq!(preview.faults, []);
    let mut told = vec![];
    for fact in &preview.facts {
        let values = fact.values.iter().map(|(day, value)| (day.as_str(), *value)).collect();
        told.push((fact.label.as_str(), values));
    }
    told
}

/// Cell, text and code of each fault.
fn faults(preview: &FactsPreview) -> Vec<(&str, &str, Code)> {
    preview
        .faults
        .iter()
        .map(|fault| (fault.cell.as_deref().unwrap_or(""), fault.text.as_str(), fault.code))
        .collect()
}

/// A workbook with one sheet.
fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn fact_6_a_table_has_facts_in_rows_with_days_beside_each_other() {
    let preview = read(
        "Wskaźnik\tJednostka\tŹródło\tDział\t2026-01\t28.02.2026\tCel\tDo osiągnięcia do\n\
         NPS\tpkt\tBadanie\tDział sales\t-12,5\t1 234,5\t40\t2027-12-31\n\
         Reklamacje\tszt.\t\t\t\t312\t\t\n",
    );
    let expect = [
        ("NPS", vec![("2026-01-31", -12.5), ("2026-02-28", 1234.5)]),
        ("Reklamacje", vec![("2026-02-28", 312.0)]),
    ];
    assert_eq!(told(&preview), expect);
    let [nps, complaints] = &preview.facts[..] else { panic!("{preview:?}") };
    assert_eq!((nps.kind.as_str(), complaints.kind.as_str()), ("nps", "complaints"));
    assert_eq!((nps.unit.as_str(), nps.source.as_str()), ("pkt", "Badanie"));
    assert_eq!((nps.target, nps.target_date.as_deref()), (Some(40.0), Some("2027-12-31")));
    assert_eq!(nps.department.as_ref().map(|id| id.as_str()), Some("sales"));
    assert_eq!(nps.same.as_ref().map(|id| id.as_str()), Some("f1"), "the board has one that is called so");
    assert_eq!((complaints.cell.as_str(), &complaints.same), ("A3", &None));
}

#[test]
fn a_table_may_have_a_day_in_each_row_or_a_value_in_each_row() {
    let expect = [
        ("NPS", vec![("2026-01-31", 10.0), ("2026-02-28", 12.0)]),
        ("Skargi", vec![("2026-01-31", 300.0), ("2026-02-28", 280.0)]),
    ];
    for table in [
        "Data;NPS;Skargi\n31.01.2026;10;300\n28.02.2026;12;280\n",
        ";NPS;Skargi\n31.01.2026;10;300\n28.02.2026;12;280\n",
        "Raport za luty\n\nMiesiąc;NPS;Skargi\n2026-01;10;300\n2026-02;12;280\n",
        "Fakt;Dzień pomiaru;Liczba\nNPS;2026-01-31;10\n;2026-02-28;12\nSkargi;2026-01-31;300\nSkargi;2026-02-28;280\n",
        "name,date,value\nNPS,2026-01-31,10\nNPS,2026-02-28,12\nSkargi,2026-01-31,300\nSkargi,2026-02-28,280\n",
    ] {
        assert_eq!(told(&read(table)), expect, "{table}");
    }
}

#[test]
fn fact_6_a_fault_names_its_cell_and_what_stands_in_it() {
    let preview = read(
        "Fakt\tDział\tRodzaj\t2026-01-31\t03/04/2026\n\
         NPS\tKosmos\tnps\t12,a\t\n\
         Skargi\t\tlojalność\t1.234\t\n\
         Koszt\t\t\t1000000000000000\t\n",
    );
    let expect = [
        ("E1", "03/04/2026", Code::TwoDays),
        ("D2", "12,a", Code::NotANumber),
        ("B2", "Kosmos", Code::UnknownDepartment),
        ("D3", "1.234", Code::TwoNumbers),
        ("C3", "lojalność", Code::UnknownKind),
        ("D4", "1000000000000000", Code::OutOfRange),
    ];
    assert_eq!(faults(&preview), expect);
    let check =
        |table: &str, expect: &[(&str, &str, Code)]| assert_eq!(faults(&read(table)), expect, "{table}");
    check(
        "Data\tNPS\nwkrótce\t1\n2026-02-30\t2",
        &[("A2", "wkrótce", Code::NotADay), ("A3", "2026-02-30", Code::NotADay)],
    );
    check("Data\tNPS\n2026-01\t1\n2026-01-31\t2", &[("B3", "2", Code::Twice)]);
    check("Data\tNPS\n2026-01\t1\n\t2", &[("B3", "2", Code::NoPlace)]);
    check("Fakt\tLiczba\nNPS\t2", &[("B2", "2", Code::NoPlace)]);
    check("Fakt\t\"NPS\n1", &[("", "1:6", Code::Unclosed)]);
    check(" \n\t\n", &[("", "", Code::Empty)]);
    check("Tak sobie piszę", &[("", "", Code::NoColumns)]);
    check("a\tb\nc\td", &[("", "", Code::NoColumns)]);
    check(
        &format!("Fakt\t2026\n{}\t1", "ż".repeat(2_001)),
        &[("A2", &(format!("{}…", "ż".repeat(60))), Code::TooLong)],
    );
}

#[test]
fn fact_1_no_more_facts_or_values_are_offered_than_a_board_holds() {
    let limits = Limits { facts: 2, fact_values: 2, ..Limits::default() };
    let read = |table: &str| read_facts(table.as_bytes(), &board(), &limits);
    assert_eq!(faults(&read("Fakt\t2026\nA\t1\nB\t2\nC\t3")), [("A3", "B", Code::TooMany)]);
    // With the value that is there it would be three.
    let values = read("Fakt\t2026-01\t2026-02\nNPS\t1\t2");
    assert_eq!(faults(&values), [("A2", "NPS", Code::TooManyValues)]);
    assert_eq!(values.faults[0].most, Some(2));
    assert_eq!(read("Fakt\t2025\t2026-02\nNPS\t1\t2").faults, [], "a value set anew takes no room");
}

#[test]
fn a_workbook_is_read_with_its_dates_and_the_results_of_its_formulas() {
    let date = |sheet: &mut Worksheet, row, column, day: &str| {
        let format = CellFormat::new().set_num_format("d.mm.yyyy");
        sheet
            .write_datetime_with_format(row, column, ExcelDateTime::parse_from_str(day).unwrap(), &format)
            .unwrap();
    };
    let preview = read(workbook(|sheet| {
        sheet.write(0, 0, "Raport").unwrap();
        sheet.write(2, 1, "Wskaźnik").unwrap();
        date(sheet, 2, 2, "2026-01-31");
        sheet.write(2, 3, 46_081.0).unwrap();
        sheet.write(3, 1, "NPS").unwrap();
        sheet.write(3, 2, -7.25).unwrap();
        sheet.write_formula(3, 3, rust_xlsxwriter::Formula::new("=C4*2").set_result("-14.5")).unwrap();
    }));
    assert_eq!(told(&preview), [("NPS", vec![("2026-01-31", -7.25), ("2026-02-28", -14.5)])]);
    let preview = read(workbook(|sheet| {
        sheet.write(0, 0, "Data").unwrap();
        sheet.write(0, 1, "NPS").unwrap();
        date(sheet, 1, 0, "2026-01-31");
        sheet.write(1, 1, true).unwrap();
        sheet.write(2, 0, 46_081.0).unwrap();
        sheet.write(2, 1, "12,a").unwrap();
    }));
    assert_eq!(faults(&preview), [("B2", "TRUE", Code::NotANumber), ("B3", "12,a", Code::NotANumber)]);
}

#[test]
fn what_this_program_exports_comes_back() {
    let mut from = board();
    from.facts[0].values.insert("2026-01-31".into(), -2.5);
    let preview = read_facts(&made(&from, Format::Xlsx), &boards::cx(), &Limits::default());
    assert_eq!(told(&preview), [("NPS", vec![("2025-12-31", 1.0), ("2026-01-31", -2.5)])]);
    assert_eq!(preview.sheet.as_deref(), Some("W czasie"));
    assert!(preview.other_sheets > 1, "the others are named as not read");
}

/// A zip file with these parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with this sheet and these shared texts.
fn workbook_of(sheet: &str, texts: &str) -> Vec<u8> {
    workbook_of_many(1, sheet, texts)
}

/// A workbook in which so many sheets are this one.
fn workbook_of_many(count: usize, sheet: &str, texts: &str) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rels = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let names =
        (0..count).map(|n| format!("<sheet name=\"S{n}\" sheetId=\"{n}\" r:id=\"r1\"/>")).collect::<String>();
    let book = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{names}</sheets></workbook>");
    let sheets = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{sheet}</sheetData></worksheet>");
    packed(&[
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", sheets.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
    ])
}

const HEADS: &str =
    r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Fakt</t></is></c><c r="B1"><v>2026</v></c></row>"#;

#[test]
fn a_file_made_to_do_harm_is_refused_whole_and_costs_little() {
    let texts = "<sst uniqueCount=\"1\"><si><t>NPS</t></si></sst>";
    let row = r#"<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>7</v></c></row>"#;
    let good = workbook_of(&format!("{HEADS}{row}"), texts);
    assert_eq!(told(&read(&good)), [("NPS", vec![("2026-12-31", 7.0)])], "the workbook itself can be read");

    let check = |what: &str, file: &[u8], cell: &str, code: Code| {
        let preview = read(file);
        assert_eq!(faults(&preview), [(cell, "", code)], "{what}");
        assert_eq!(preview.facts, [], "{what}");
    };
    // Memory is reserved for as many texts as are announced: this would end the process.
    let liar = "<sst uniqueCount=\"900000000000\"><si><t>NPS</t></si></sst>";
    check("texts that are not there", &workbook_of(&format!("{HEADS}{row}"), liar), "", Code::Damaged);
    let bomb = vec![b' '; 40 * 1024 * 1024];
    check("a bomb", &packed(&[("xl/worksheets/sheet1.xml", &bomb)]), "", Code::TooLarge);
    let many: Vec<(String, &[u8])> = (0..2_100).map(|n| (format!("{n}.xml"), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    check("very many parts", &packed(&many), "", Code::TooLarge);
    // One long text in many cells.
    let long = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(100_000));
    let cells: String =
        (2..200).map(|n| format!(r#"<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>"#)).collect();
    check("one text in many cells", &workbook_of(&format!("{HEADS}{cells}"), &long), "", Code::TooLarge);
    let rows: String = (2..=210_000).map(|n| format!(r#"<row><c><v>{n}</v></c></row>"#)).collect();
    let full = read(workbook_of(&format!("{HEADS}{rows}"), texts));
    assert_eq!(faults(&full), [("A200000", "", Code::TooLarge)], "very many rows");
    // As a rectangle these two would be seventeen billion cells.
    let far = format!(r#"{HEADS}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    assert_eq!(faults(&read(workbook_of(&far, texts))), [("", "", Code::NoColumns)], "two cells far apart");
    // A part of the file is read again for each sheet that it is.
    let nothing = r#"<row r="1"></row>"#.repeat(100_000);
    check("very many sheets", &workbook_of_many(20_000, &nothing, texts), "", Code::Empty);
    let others = read(workbook_of_many(500, &format!("{HEADS}{row}"), texts));
    assert_eq!((others.facts.len(), others.other_sheets), (1, 499), "what was not looked into is said");
    let twice = format!(r#"{HEADS}{row}<row r="2"><c r="B2"><v>8</v></c></row>"#);
    check("a cell twice", &workbook_of(&twice, texts), "", Code::Damaged);
    let formula = format!(r#"{HEADS}<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><f>1+1</f></c></row>"#);
    check("a formula without its result", &workbook_of(&formula, texts), "B2", Code::NotCalculated);
    let outside = format!(r#"{HEADS}<row r="2"><c r="A2" t="s"><v>9</v></c></row>"#);
    check("a text that is not there", &workbook_of(&outside, texts), "", Code::Damaged);
    check("no workbook", &packed(&[("content.xml", b"<office/>")]), "", Code::Damaged);
    check("half a file", &good[..good.len() / 2], "", Code::Damaged);
    check("an encrypted workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", "", Code::Protected);
    check("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "", Code::Damaged);
}

#[test]
fn damage_anywhere_in_a_workbook_never_stops_the_reader() {
    let good = workbook(|sheet| {
        for row in 0..20 {
            sheet.write(row, 0, format!("Fakt {row}")).unwrap();
            sheet.write(row, 1, f64::from(row)).unwrap();
        }
    });
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(14);
    println!("SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut refused = 0;
    for _ in 0..400 {
        let mut file = good.clone();
        for _ in 0..random.usize(1..8) {
            let at = random.usize(0..file.len());
            file[at] = random.u8(..);
        }
        file.truncate(random.usize(file.len() / 2..=file.len()));
        refused += usize::from(!read(&file).faults.is_empty());
    }
    assert!(refused > 200, "{refused} of 400 were refused");
}
