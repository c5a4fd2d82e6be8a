//! Tables as people have them: what spreadsheets of all countries write comes in the same through every command.

use super::Place;
use std::fs;
use std::path::Path;

/// A place with the inputs of a case.
fn case(name: &str) -> Place {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let to = to.join(path.file_name().unwrap());
            if path.is_dir() {
                copy(&path, &to);
            } else {
                fs::copy(&path, &to).unwrap();
            }
        }
    }
    let place = Place { folder: tempfile::tempdir().unwrap() };
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name), &place.path(""));
    place
}

/// Final demand of a network, and what is said about it.
fn checked(place: &Place, network: &str) -> (f64, String) {
    let answer = place.json(&format!("network check {network} --json"), "blackstart/network-check/1");
    let problems = answer["problems"].as_array().unwrap().iter();
    let said = problems.map(|it| format!("{} {}\n", it["code"].as_str().unwrap(), it["message"].as_str().unwrap()));
    (answer["network"]["final_demand"].as_f64().unwrap(), said.collect())
}

#[test]
fn a_network_whose_headers_are_written_for_people_is_read() {
    let place = case("p11-network-near-miss-column");
    let (final_demand, said) = checked(&place, "net");
    assert_eq!(final_demand, 150.0);
    assert!(
        said.contains(
            "BS0110 this table is read so: column `Final Demand` as `final_demand`; column `Region` as `region`"
        ),
        "{said}"
    );
    // Nearly the name, and not only its dress: told, as it is passed over.
    place.change("net/firms.csv", "Final Demand", "Final Demad");
    let (final_demand, said) = checked(&place, "net");
    assert_eq!(final_demand, 0.0);
    assert!(said.contains("BS0813 the column `Final Demad` is not read"), "{said}");
}

#[test]
fn semicolons_and_decimal_commas_are_read_by_networks_and_accounts() {
    let place = case("p12-semicolon-csv");
    let (final_demand, said) = checked(&place, "net");
    assert_eq!(final_demand, 150.5);
    assert!(said.contains("BS0110 this table is read so: columns separated by semicolons; decimal commas"), "{said}");
    let account = place.run("import oed account.csv --insured co");
    assert_eq!(account.code, 0, "{}", account.err);
    assert!(
        account.out.contains("participation = 0.5") && account.out.contains("limit = \"EUR 5000000\""),
        "{}",
        account.out
    );
    assert!(account.err.contains("BS0110"), "{}", account.err);
    // The same account under headers with spaces, in UTF-16, and as it was.
    let text = fs::read_to_string(place.path("account.csv")).unwrap();
    let other = text.replace("AccNumber", "Acc Number").replace(';', "\t");
    let units = std::iter::once(0xfeff_u16).chain(other.encode_utf16());
    fs::write(place.path("other.txt"), units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).unwrap();
    assert_eq!(place.run("import oed other.txt --insured co").out, account.out);
    let plain = text.replace("0,5", "0.5").replace(';', ",");
    fs::write(place.path("plain.csv"), plain).unwrap();
    let plain = place.run("import oed plain.csv --insured co");
    assert_eq!(plain.out, account.out);
    assert!(!plain.err.contains("BS0110"), "{}", plain.err);
}

#[test]
fn a_formula_without_a_stored_value_is_an_error_at_its_cell() {
    let place = case("p28-xlsx-formula");
    let check = place.run("check model");
    assert_eq!(check.code, 3, "{}", check.err);
    let said = format!("{}{}", check.out, check.err);
    assert!(said.contains("error[BS0114]: the formula in this cell has no stored value"), "{said}");
    assert!(said.contains("model/demands.xlsx!C2"), "{said}");
    let answer = place.json("check model --json", "blackstart/check/1");
    assert!(answer["problems"].as_array().unwrap().iter().any(|it| it["cell"] == "C2"), "{answer}");
    assert_eq!(place.run("run model -n 1").code, 3);
}

#[test]
fn utf8_with_a_mark_and_utf16_are_the_same_network() {
    let place = case("p31-bom-utf16");
    assert_eq!(checked(&place, "bom"), (150.5, String::new()));
    let (final_demand, said) = checked(&place, "u16");
    assert_eq!(final_demand, 150.5);
    assert!(said.contains("BS0110 this table is read so: UTF-16 text"), "{said}");
}

#[test]
fn ids_in_one_cell_are_separated_by_line_breaks_spaces_and_semicolons_only() {
    let place = case("p32-list-cells");
    // Mail begins when both are back, a day later, and takes two days.
    let course_of_mail = || {
        let answer = place.json("run model -n 1 --json", "blackstart/run/1");
        let strip = answer["strip"]["text"].as_str().unwrap();
        strip.lines().find_map(|line| line.strip_prefix("mail")).unwrap().trim().trim_end_matches('.').to_owned()
    };
    assert_eq!(course_of_mail(), "###");
    let with = |ids: &str| {
        let table = format!("id,starts_after,start.duration\nerp,,1d\nad,,1d\nmail,\"{ids}\",2d\n");
        fs::write(place.path("model/systems.csv"), table).unwrap();
    };
    for ids in ["erp\nad", "erp ad", "erp;ad", "erp; ad"] {
        with(ids);
        assert_eq!(course_of_mail(), "###", "{ids:?}");
    }
    for ids in ["erp,ad", "erp|ad"] {
        with(ids);
        assert_eq!(place.run("check model").code, 3, "{ids:?}");
    }
    // In a table with semicolons the cell is quoted as any that holds one.
    fs::write(place.path("model/systems.csv"), "id;starts_after;start.duration\nerp;;1d\nad;;1d\nmail;\"erp;ad\";2d\n")
        .unwrap();
    assert_eq!(course_of_mail(), "###");
}

#[test]
fn a_table_that_nothing_reads_and_a_missing_column_are_told_once() {
    let place = Place::new();
    fs::write(place.path("acme/suppliers.csv"), "id\nx\n").unwrap();
    let check = place.run("check acme");
    assert_eq!(check.code, 0, "{}", check.err);
    let said = format!("{}{}", check.out, check.err);
    assert!(said.contains("warning[BS0113]: nothing reads the table `suppliers.csv` beside it"), "{said}");
    assert!(said.contains("did you mean `sites.csv`?"), "{said}");
}
