//! The pages: one per code, ascending. A test plays every example and expects exactly its code.

/// An example of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Example {
    /// Part of a `model.toml`.
    Added(&'static str),
    /// A whole `model.toml`.
    Whole(&'static str),
    /// Part of a scenario.
    Scenario(&'static str),
    /// A whole scenario.
    WholeScenario(&'static str),
    /// Part of a `backtest.toml`.
    Backtest(&'static str),
    /// A table: file name and contents.
    Table(&'static str, &'static str),
    /// Told in words.
    Told(&'static str),
}

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    pub code: &'static str,
    pub title: &'static str,
    pub meaning: &'static str,
    pub wrong: Example,
    pub right: Example,
}

impl Page {
    /// The page as text.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{}: {}\n\n{}\n", self.code, self.title, self.meaning);
        for (word, example) in [("Wrong", self.wrong), ("Right", self.right)] {
            let (head, body) = match example {
                Example::Added(body) | Example::Whole(body) => (format!("{word}, in model.toml:"), body),
                Example::Scenario(body) | Example::WholeScenario(body) => (format!("{word}, in a scenario:"), body),
                Example::Backtest(body) => (format!("{word}, in backtest.toml:"), body),
                Example::Table(name, body) => (format!("{word}, in {name}:"), body),
                Example::Told(body) => (format!("{word}:"), body),
            };
            if body.is_empty() {
                text.push_str(&format!("\n{word}: leave it out.\n"));
                continue;
            }
            text.push_str(&format!("\n{head}\n\n"));
            for line in body.lines() {
                text.push_str(&format!("    {}\n", shortened(line)));
            }
        }
        text
    }
}

/// Lines too long for a terminal are cut.
fn shortened(line: &str) -> String {
    const MOST: usize = 100;
    if line.chars().nth(MOST).is_none() { line.to_owned() } else { line.chars().take(MOST).chain(['…']).collect() }
}

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "BS0101",
        title: "a file cannot be read",
        meaning: "The file does not exist, is a folder, a device or a link that leaves the model's folder, or the program may not open it.",
        wrong: Example::Told(r#"a folder without `model.toml`"#),
        right: Example::Told(r#"`blackstart init acme` writes a first model; `blackstart check acme` reads it"#),
    },
    Page {
        code: "BS0102",
        title: "a file is not text",
        meaning: "Model files are UTF-8 text. This one has bytes that are not, or a NUL byte: it is binary, cut off, or saved in another encoding such as UTF-16. Tables may also be UTF-16 with a byte-order mark, or Windows-1252; a table that is one encoding in one line and another in the next is refused.",
        wrong: Example::Told(r#"`model.toml` saved as "Unicode" by an old editor"#),
        right: Example::Told(r#"save it as UTF-8"#),
    },
    Page {
        code: "BS0103",
        title: "this is not TOML",
        meaning: "The file breaks the rules of TOML (https://toml.io). Mostly a quote or bracket is missing, or a text stands without quotes.",
        wrong: Example::Whole(
            r#"format = 1
name = acme
"#,
        ),
        right: Example::Added(r#""#),
    },
    Page {
        code: "BS0104",
        title: "a key is given twice",
        meaning: "Each key may stand once in a table; nothing says which of two is meant.",
        wrong: Example::Added(
            r#"[[zone]]
id = "office"
id = "factory"
"#,
        ),
        right: Example::Added(
            r#"[[zone]]
id = "office"
[[zone]]
id = "factory"
"#,
        ),
    },
    Page {
        code: "BS0105",
        title: "a table is malformed",
        meaning: "A table has a first row with the names of its columns, each once, and in every row as many cells. Cells are separated by commas (or by semicolons, tabs or bars, which is told); a cell that holds what separates them stands in double quotes. In a sheet, each column that holds anything has a name.",
        wrong: Example::Table(
            r#"zones.csv"#,
            r#"id,title
office,Office, upper floor
"#,
        ),
        right: Example::Table(
            r#"zones.csv"#,
            r#"id,title
office,"Office, upper floor"
"#,
        ),
    },
    Page {
        code: "BS0106",
        title: "a file is too large",
        meaning: "The file, a row or a text is beyond what the program reads; the limits keep hostile files from filling the memory. A TOML file may have 16 MiB, a table 4 GiB and 20 million rows.",
        wrong: Example::Told(r#"a hundred thousand `[[link]]` in `model.toml`"#),
        right: Example::Told(r#"the same in `links.csv`, with the keys as columns"#),
    },
    Page {
        code: "BS0107",
        title: "a table cannot be read",
        meaning: "The table is in a format that the program cannot read, or it is damaged.",
        wrong: Example::Told(r#"`links.xlsx` with a password"#),
        right: Example::Told(r#"`links.csv`"#),
    },
    Page {
        code: "BS0108",
        title: "another version of the format",
        meaning: "Files say which version of the format they are written in, so that a program never misreads them. This program reads version 1.",
        wrong: Example::Whole(
            r#"format = 2
name = "acme"
currency = "GBP"
"#,
        ),
        right: Example::Whole(
            r#"format = 1
name = "acme"
currency = "GBP"
"#,
        ),
    },
    Page {
        code: "BS0109",
        title: "a table with nearly a known name",
        meaning: "Tables beside `model.toml` are read if they have the name of a list: `sites`, `links`, `demands`, … This name is nearly one of them, so it is probably meant.",
        wrong: Example::Table(
            r#"zone.csv"#,
            r#"id
office
"#,
        ),
        right: Example::Table(
            r#"zones.csv"#,
            r#"id
office
"#,
        ),
    },
    Page {
        code: "BS0110",
        title: "how a table was read",
        meaning: "A table is text in UTF-8 with commas, its first row has the names of its columns, and these are spelt as in the reference. This one differs and could be read in one way only. The message says how: another encoding or separator, decimal commas, rows above the names of the columns, columns whose names differ in case or in what stands between their words.",
        wrong: Example::Table(
            r#"zones.csv"#,
            r#"ID;Title
office;Office
"#,
        ),
        right: Example::Table(
            r#"zones.csv"#,
            r#"id,title
office,Office
"#,
        ),
    },
    Page {
        code: "BS0111",
        title: "two things may separate the columns",
        meaning: "The names of the columns are looked for with commas, semicolons, tabs and bars between them, and two of these give as many known names.",
        wrong: Example::Table(
            r#"zones.csv"#,
            r#"id;title,level
office;Office,4
"#,
        ),
        right: Example::Table(
            r#"zones.csv"#,
            r#"id,title,level
office,Office,4
"#,
        ),
    },
    Page {
        code: "BS0112",
        title: "unclear decimals",
        meaning: "Where something else than commas separates the columns, numbers may have decimal commas. `12,5` is such a number; `1,234` may be one or may be 1234, and is only taken for one where another cell of the table settles it. Some cells may have commas and others points, as long as each is clear by itself: three digits behind one of them may be thousands then. It is told once for each column.",
        wrong: Example::Table(
            r#"zones.csv"#,
            r#"id;level
office;1,234
"#,
        ),
        right: Example::Table(
            r#"zones.csv"#,
            r#"id,level
office,4
"#,
        ),
    },
    Page {
        code: "BS0113",
        title: "a table that nothing reads",
        meaning: "Tables beside `model.toml` are read if they have the name of a list: `sites`, `links`, `demands`, … This one has another and is passed over. Tables with a column `system`, such as plans and facts, are given to commands and not meant here.",
        wrong: Example::Table(
            r#"zones-2025.csv"#,
            r#"id
office
"#,
        ),
        right: Example::Table(
            r#"zones.csv"#,
            r#"id
office
"#,
        ),
    },
    Page {
        code: "BS0114",
        title: "a cell without a value",
        meaning: "A workbook keeps the value of a formula beside it. Here there is none, because a program wrote the formula and no spreadsheet program has computed it; or the value is an error such as #REF!, or a date that no calendar has. An empty cell would be another statement, so it is not taken for one.",
        wrong: Example::Told(r#"`=10*2` written by a script into `demands.xlsx`"#),
        right: Example::Told(r#"the same workbook, opened in a spreadsheet program and saved; or the number 20"#),
    },
    Page {
        code: "BS0115",
        title: "which sheet is meant",
        meaning: "Of a workbook the sheet is read that has the name of the file or of the list, else the only one. This workbook has several, and none of that name.",
        wrong: Example::Told(r#"`links.xlsx` with the sheets `2024` and `2025`"#),
        right: Example::Told(r#"the same with a sheet `links`"#),
    },
    Page {
        code: "BS0120",
        title: "no workbook of a company",
        meaning: "A company in one workbook has a sheet `model` with the columns `key` and `value`, and is saved as `.xlsx`, `.xlsm` or `.ods`. This file is of another kind, is damaged, or is somebody else's.",
        wrong: Example::Told(r#"a workbook whose sheet `model` was deleted"#),
        right: Example::Told(r#"`blackstart init acme.xlsx` writes a workbook with all its sheets"#),
    },
    Page {
        code: "BS0121",
        title: "a sheet that nothing reads",
        meaning: "Sheets are read by their names: `systems`, `sites`, `scenarios`, … Other sheets are left alone, which is said; if the name is nearly a known one, it is probably meant, and that is an error.",
        wrong: Example::Told(r#"a sheet `System` or `costs 2025`"#),
        right: Example::Told(r#"a sheet `systems`; notes of your own in a sheet `read me`"#),
    },
    Page {
        code: "BS0122",
        title: "a row of no scenario",
        meaning: "Rows of `falls`, `outages`, `shocks`, `costs` and of the lists of attacks name in their column `scenario` which scenario they are part of: one that has a row in the sheet `scenarios`, or the file that its `attack.file` names. A scenario's name must be fit for a file.",
        wrong: Example::Told(r#"`outages!A2` is `outtage` or empty, and `scenarios` has a row `outage`"#),
        right: Example::Told(r#"`outages!A2` is `outage`"#),
    },
    Page {
        code: "BS0123",
        title: "two rows for one scenario",
        meaning: "In the sheet `scenarios` each scenario has one row: its head and what there is once, such as `recovery.investigation`.",
        wrong: Example::Told(r#"`scenarios!A2` and `scenarios!A3` are both `shutdown`"#),
        right: Example::Told(r#"`scenarios!A3` is `shutdown-with-more-crews`"#),
    },
    Page {
        code: "BS0126",
        title: "a list that a cell cannot hold",
        meaning: "In a cell what is listed is separated by `;`, and ids by blanks too. A text of a list that has such a character itself cannot be written into one.",
        wrong: Example::Told(r#"`attack = ["T1486; impact"]` in a technique that is converted into a workbook"#),
        right: Example::Told(r#"`attack = ["T1486", "impact"]`"#),
    },
    Page {
        code: "BS0130",
        title: "nothing is known in this table",
        meaning: "An import looks for systems, services, suppliers, sites, relations and restore tasks, by the names of tables and columns. This table has no columns that are known, or lacks one that its kind must have: a list of suppliers without what is bought there in a year, say. It is passed over.",
        wrong: Example::Told("a sheet whose columns are `Datum`, `Wer` and `Was`"),
        right: Example::Told(
            "a sheet with the columns `Application` and `Owner`; or a map (`--dry-run` writes one) that says what its columns are",
        ),
    },
    Page {
        code: "BS0131",
        title: "a cell that cannot mean what its column holds",
        meaning: "The column is read as a duration, an amount of money, a share, a date, payment terms, or yes and no, and the cell is none. It is passed over: the model goes without it.",
        wrong: Example::Told(
            "`as soon as possible`, `4 hours, 8 hours` or `2025-02-04` below `RTO`; `(1,200)` below `Spend`",
        ),
        right: Example::Told(
            r#"`4h`, `1 day`, `2-4 hours`; or, in the map, field "" for a column that should be passed over"#,
        ),
    },
    Page {
        code: "BS0132",
        title: "a map that cannot be understood",
        meaning: "A map says what tables and columns hold. It has a key, a kind, a field or an effect that there is none of, or is not TOML.",
        wrong: Example::Told(r#"`kind = "application"`"#),
        right: Example::Told(r#"`kind = "systems"`; `--dry-run` writes a whole map to begin with"#),
    },
    Page {
        code: "BS0133",
        title: "a map with a column that the table has not",
        meaning: "The map was written for a table with other columns: one was renamed or left out since. What the column said is missing.",
        wrong: Example::Told(r#"`{ column = "RTO (h)", field = "rto" }` where the table now has `RTO [h] agreed`"#),
        right: Example::Told("the column as it is called now"),
    },
    Page {
        code: "BS0134",
        title: "no export of records",
        meaning: "A file of JSON is read as an export of records: a list of objects, or one under `records` or `result`, as ServiceNow writes it.",
        wrong: Example::Told(r#"`{ "name": "SAP" }`"#),
        right: Example::Told(r#"`{ "records": [{ "name": "SAP" }] }`"#),
    },
    Page {
        code: "BS0135",
        title: "more systems than a model may have",
        meaning: "A model has room for some ten thousands of systems, because every history keeps the state of each. Where more are imported, only those stay that services need, directly or through others; and these are still too many.",
        wrong: Example::Told("a hundred thousand servers that one service needs"),
        right: Example::Told(
            "a map in which the tables of items that stop nothing are of kind `nothing`, or services that need less",
        ),
    },
    Page {
        code: "BS0136",
        title: "an amount in another currency",
        meaning: "All amounts of a model are in one currency: that of most amounts, or the one of the map. No rate is guessed, so an amount in another one is passed over unless the map has its rate.",
        wrong: Example::Told("`$1,200,000` in a list of amounts in euros"),
        right: Example::Told("`USD = 0.92` under `[rates]` of the map, by the rate that your books use"),
    },
    Page {
        code: "BS0139",
        title: "nothing that can stop",
        meaning: "No table names a system. What a company's outage costs follows from the systems that its services need.",
        wrong: Example::Told("a list of suppliers alone"),
        right: Example::Told(
            "the same with an application inventory, or with a business impact analysis that names applications",
        ),
    },
    Page {
        code: "BS0141",
        title: "edited here, and changed in the source",
        meaning: "A cell of the model was changed by hand after it was imported, and now the source says something else. What was edited stays: an import takes over only what nobody touched.",
        wrong: Example::Told("`rto` was imported as `4h` and edited to `8h`; the source now says `2h`"),
        right: Example::Told(
            "one of the two, entered by hand: if it is what the source says, the next import goes on from there",
        ),
    },
    Page {
        code: "BS0143",
        title: "a table that was imported is gone",
        meaning: "An import into a folder that was imported before compares three things: what was imported then, what stands there now, and what the source says now. A table, or the column that says which row is which, is no longer there, so it cannot tell what was edited.",
        wrong: Example::Told("`systems.csv` was saved as `systems.xlsx`"),
        right: Example::Told("`systems.csv`, with its column `id`; rows that are not wanted may be deleted from it"),
    },
    Page {
        code: "BS0144",
        title: "a header that says what its numbers are in, but not clearly",
        meaning: "The brackets of a header name the currency and the thousands of the amounts below it, or the unit of its durations. Something in these is not understood, so the numbers are taken as they stand: they may be a thousand times too small. `m` alone is not clear for durations, since it may be minutes or months.",
        wrong: Example::Told("`Spend (groszy)`, `RTO (m)`"),
        right: Example::Told("`Spend (PLN)`, `Spend (£'000)`, `Umsatz (Mio. EUR)`, `RTO (min)`"),
    },
    Page {
        code: "BS0145",
        title: "a currency that is not known",
        meaning: "A column of currencies has a word that is neither a code of ISO 4217 in use nor the sign of a currency. The amount beside it is passed over: it may be in any.",
        wrong: Example::Told("`local` below `Currency`, beside 120000000"),
        right: Example::Told("`HUF`"),
    },
    Page {
        code: "BS0155",
        title: "no account, or a row of none",
        meaning: "An OED account file has the columns AccNumber and PolNumber, and each row says by them which policy it belongs to. Rows in which nothing stands are passed over.",
        wrong: Example::Told("a row of totals below the accounts"),
        right: Example::Told("the accounts alone"),
    },
    Page {
        code: "BS0156",
        title: "a cell of an account is not what OED says",
        meaning: "Amounts and days are finite and not negative, shares are between 0 and 1, layers are numbered from 1, currencies are codes of ISO 4217, coverages and perils are those of OED 5, and the perils of a policy include a cyber attack.",
        wrong: Example::Told("`LayerParticipation` of 60"),
        right: Example::Told("`LayerParticipation` of 0.6"),
    },
    Page {
        code: "BS0157",
        title: "a column that may be a term of a policy",
        meaning: "OED has no column of this name, but it begins as terms do or has nearly the name of one. A limit or deductible that is passed over would pay another claim, so such a column is refused where it holds a number other than 0. OED 4 had BI for NPBI and LIAB for LIA.",
        wrong: Example::Told("the column `PolLimitBI`"),
        right: Example::Told("the column `PolLimitNPBI`"),
    },
    Page {
        code: "BS0158",
        title: "a column of an account that is not read",
        meaning: "OED has no such field for cyber accounts, and its name is not that of a term. It is passed over.",
        wrong: Example::Told("the column `Colour`"),
        right: Example::Told("the accounts without it"),
    },
    Page {
        code: "BS0159",
        title: "a term of an account that a policy here cannot have",
        meaning: "What the model has nothing for is told with its effect; where it would change what is paid in a way that nobody could see later, it is refused. docs/reference/oed.md says which is which.",
        wrong: Example::Told("`PolLimit6All`, a limit of property"),
        right: Example::Told("`PolLimitNPBI`, `PolLimitCBI`"),
    },
    Page {
        code: "BS0160",
        title: "rows of a policy that differ",
        meaning: "A policy has a row for each of its layers. Its own terms are the same on all of them, or blank on some, and each row has a LayerNumber of its own; a blank one is 1.",
        wrong: Example::Told("`PolDed` of 0 in the row of layer 1 and of 500 in that of layer 2"),
        right: Example::Told("500 in both"),
    },
    Page {
        code: "BS0161",
        title: "terms on some rows of a policy only",
        meaning: "What stands on one row of a policy and is blank on the others holds for the policy. Terms of a layer hold for their row alone.",
        wrong: Example::Told("`PolDed` in the row of layer 1 only"),
        right: Example::Told("`PolDed` in the rows of both layers"),
    },
    Page {
        code: "BS0162",
        title: "a default of OED is taken",
        meaning: "A blank cell has the default of the standard: all cyber coverages, an indemnity period of 365 days. Where the standard has none, the currency of the model and all cyber perils are taken. Each is told once for a file.",
        wrong: Example::Told("a blank `BIPOI`"),
        right: Example::Told("`BIPOI` of 90"),
    },
    Page {
        code: "BS0163",
        title: "a term without effect",
        meaning: "The deductible, limit or period belongs to a coverage that PolCoverage does not name, or to one of which a model has no loss.",
        wrong: Example::Told("`PolLimitEXT` of 5000 and `PolCoverage` of NPBI;CBI"),
        right: Example::Told("`PolCoverage` of NPBI;CBI;EXT"),
    },
    Page {
        code: "BS0165",
        title: "an account file with several insured",
        meaning: "All policies of a file are imported for the one party that `--insured` names.",
        wrong: Example::Told("accounts of two companies in one file"),
        right: Example::Told("a file for each"),
    },
    Page {
        code: "BS0201",
        title: "an unknown key or column",
        meaning: "Only known keys may be given, so that a slip of the pen cannot go unseen. `note` is free text and may stand in every row.",
        wrong: Example::Added(
            r#"[[zone]]
id = "office"
tittle = "Office"
"#,
        ),
        right: Example::Added(
            r#"[[zone]]
id = "office"
title = "Office"
"#,
        ),
    },
    Page {
        code: "BS0202",
        title: "a key is missing",
        meaning: "This key has no default and must be given.",
        wrong: Example::Added(
            r#"[[crew]]
id = "night"
"#,
        ),
        right: Example::Added(
            r#"[[crew]]
id = "night"
people = 2
"#,
        ),
    },
    Page {
        code: "BS0203",
        title: "a value of the wrong type",
        meaning: "The value is a text where a number is expected, a number where a list is expected, and so on.",
        wrong: Example::Added(
            r#"[[zone]]
id = "office"
level = "three"
"#,
        ),
        right: Example::Added(
            r#"[[zone]]
id = "office"
level = 3
"#,
        ),
    },
    Page {
        code: "BS0204",
        title: "not a quantity",
        meaning: "The text is no number with a unit, or the unit is not known. Durations: min, h, d, w. Rates: /h, /d, /week, /year. Money: the model's currency with k, m or bn. Or a distribution is not followed by what may follow it: `with`, the name of a factor, and a strength from -1 to 1.",
        wrong: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
output = "5/d"
reorder = "3 moons"
"#,
        ),
        right: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
output = "5/d"
reorder = "3d"
"#,
        ),
    },
    Page {
        code: "BS0205",
        title: "a quantity of the wrong kind",
        meaning: "The quantity is understood, but measures something else than the field, or lacks its unit: a bare 5 could be hours or days.",
        wrong: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
output = "5/d"
reorder = 5
"#,
        ),
        right: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
output = "5/d"
reorder = "5d"
"#,
        ),
    },
    Page {
        code: "BS0206",
        title: "another currency",
        meaning: "All amounts of a model are in one currency; nothing is converted, as rates change.",
        wrong: Example::Added(
            r#"[[product]]
id = "bolt"
price = "€2"
"#,
        ),
        right: Example::Added(
            r#"[[product]]
id = "bolt"
price = "£1.70"
"#,
        ),
    },
    Page {
        code: "BS0207",
        title: "out of range",
        meaning: "The number is negative, infinite, beyond the field's bounds (a share lies between 0 and 1), or the parameters of a distribution are out of order.",
        wrong: Example::Added(
            r#"[[system]]
id = "crm"
resource = "backup"
start = { duration = "pert(5h, 2h, 9h)" }
"#,
        ),
        right: Example::Added(
            r#"[[system]]
id = "crm"
resource = "backup"
start = { duration = "pert(2h, 5h, 9h)" }
"#,
        ),
    },
    Page {
        code: "BS0208",
        title: "too long or too deep",
        meaning: "A text is longer, or its brackets are nested deeper, than anything a person would write.",
        wrong: Example::Added(
            r#"[[service]]
id = "odd"
tolerance = { duration = "1d" }
logic = "all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(all(erp))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))"
"#,
        ),
        right: Example::Added(
            r#"[[service]]
id = "odd"
tolerance = { duration = "1d" }
logic = "all(erp)"
"#,
        ),
    },
    Page {
        code: "BS0209",
        title: "not a date",
        meaning: "Dates are ISO 8601, `2025-08-31`; moments `2025-08-31T18:00`, local time without zone.",
        wrong: Example::Scenario(
            r#"[[outage]]
system = "erp"
until = "2026-02-30"
"#,
        ),
        right: Example::Scenario(
            r#"[[outage]]
system = "erp"
until = "2026-02-27"
"#,
        ),
    },
    Page {
        code: "BS0210",
        title: "not a shift",
        meaning: "A shift names days and hours.",
        wrong: Example::Added(
            r#"[[calendar]]
id = "early"
shifts = ["Mon-Fri 06:00"]
"#,
        ),
        right: Example::Added(
            r#"[[calendar]]
id = "early"
shifts = ["Mon-Fri 06:00-14:00"]
"#,
        ),
    },
    Page {
        code: "BS0211",
        title: "not a logic",
        meaning: "Logic is a name, or `all(…)`, `any(…)`, `mean(…)`, `2 of (…)` of names and further logic, separated by commas. A list means all.",
        wrong: Example::Added(
            r#"[[service]]
id = "odd"
tolerance = { duration = "1d" }
logic = "erp and mes"
"#,
        ),
        right: Example::Added(
            r#"[[service]]
id = "odd"
tolerance = { duration = "1d" }
logic = "all(erp, mes)"
"#,
        ),
    },
    Page {
        code: "BS0212",
        title: "an impossible logic",
        meaning: "The logic can never hold (3 of 2) or always holds (0 of 2, an empty list).",
        wrong: Example::Added(
            r#"[[service]]
id = "odd"
tolerance = { duration = "1d" }
logic = "3 of (erp, mes)"
"#,
        ),
        right: Example::Added(
            r#"[[service]]
id = "odd"
tolerance = { duration = "1d" }
logic = "2 of (erp, mes)"
"#,
        ),
    },
    Page {
        code: "BS0213",
        title: "not one of the known words",
        meaning: "The field takes one of a few words.",
        wrong: Example::Added(
            r#"[[party]]
id = "lender"
kind = "lender"
"#,
        ),
        right: Example::Added(
            r#"[[party]]
id = "lender"
kind = "other"
"#,
        ),
    },
    Page {
        code: "BS0214",
        title: "not an id",
        meaning: "Ids are made of letters (a to z), digits, `-`, `_` and `.`, without blanks, so that lists and logic can name them. What people should read belongs in `title`.",
        wrong: Example::Added(
            r#"[[zone]]
id = "Head office"
"#,
        ),
        right: Example::Added(
            r#"[[zone]]
id = "head-office"
title = "Head office"
"#,
        ),
    },
    Page {
        code: "BS0215",
        title: "an empty list",
        meaning: "The list must name at least one.",
        wrong: Example::Added(
            r#"[[target]]
id = "core"
services = []
"#,
        ),
        right: Example::Added(
            r#"[[target]]
id = "core"
services = ["planning"]
"#,
        ),
    },
    Page {
        code: "BS0216",
        title: "not a currency",
        meaning: "`currency` is an ISO 4217 code such as GBP, EUR or USD; `sign` is what stands before an amount.",
        wrong: Example::Whole(
            r#"format = 1
name = "acme"
currency = "POUND"
"#,
        ),
        right: Example::Whole(
            r#"format = 1
name = "acme"
currency = "GBP"
"#,
        ),
    },
    Page {
        code: "BS0217",
        title: "too small or too large to compute with",
        meaning: "What is not 0 is at least 1e-12 in the field's unit, and at most 1e18; a lognormal's 90th percentile is at most a million times its median. Beyond that, products and sums of such numbers would no longer be numbers. In tables of a nation, amounts lie between 1e-60 and 1e60.",
        wrong: Example::Added(
            r#"[[target]]
id = "core"
services = ["planning@1e-300"]
"#,
        ),
        right: Example::Added(
            r#"[[target]]
id = "core"
services = ["planning@0.01"]
"#,
        ),
    },
    Page {
        code: "BS0218",
        title: "a control character",
        meaning: "Titles and other texts of one line are shown in terminals and pages. Characters that move the cursor, change colours or turn the direction of what follows are refused; a `note` may have several lines.",
        wrong: Example::Added(
            r#"[[zone]]
id = "office"
title = "Head\u001b[31m office"
"#,
        ),
        right: Example::Added(
            r#"[[zone]]
id = "office"
title = "Head office"
"#,
        ),
    },
    Page {
        code: "BS0219",
        title: "a word of the logic",
        meaning: "`all`, `any`, `mean` and `of` have a meaning in logic and lists, so that nothing can have one of them as its id.",
        wrong: Example::Added(
            r#"[[zone]]
id = "all"
"#,
        ),
        right: Example::Added(
            r#"[[zone]]
id = "all-offices"
"#,
        ),
    },
    Page {
        code: "BS0301",
        title: "there is no such thing",
        meaning: "An id is named that no row has. Mostly it is mistyped; the nearest known id is suggested.",
        wrong: Example::Added(
            r#"[[crew]]
id = "night"
people = 2
calendar = "nights"
"#,
        ),
        right: Example::Added(
            r#"[[crew]]
id = "night"
people = 2
calendar = "nights"
[[calendar]]
id = "nights"
shifts = ["Mon-Sun 22:00-06:00"]
"#,
        ),
    },
    Page {
        code: "BS0302",
        title: "an id twice",
        meaning: "Two rows of one kind have the same id, in `model.toml` or in a table beside it.",
        wrong: Example::Added(
            r#"[[zone]]
id = "office"
[[zone]]
id = "office"
"#,
        ),
        right: Example::Added(
            r#"[[zone]]
id = "office-1"
[[zone]]
id = "office-2"
"#,
        ),
    },
    Page {
        code: "BS0303",
        title: "a system needs itself",
        meaning: "Following `needs` leads back to the system: none of the circle could ever run.",
        wrong: Example::Added(
            r#"[[system]]
id = "san"
needs = "vm"
[[system]]
id = "vm"
needs = "san"
"#,
        ),
        right: Example::Added(
            r#"[[system]]
id = "san"
[[system]]
id = "vm"
needs = "san"
resource = "hypervisor"
"#,
        ),
    },
    Page {
        code: "BS0304",
        title: "a system starts after itself",
        meaning: "Following `starts_after` leads back to the system: none of the circle could ever be restored.",
        wrong: Example::Added(
            r#"[[system]]
id = "san"
starts_after = ["vm"]
[[system]]
id = "vm"
starts_after = ["san"]
"#,
        ),
        right: Example::Added(
            r#"[[system]]
id = "san"
[[system]]
id = "vm"
starts_after = ["san"]
resource = "hypervisor"
"#,
        ),
    },
    Page {
        code: "BS0305",
        title: "a service is made of itself",
        meaning: "Following the logic of services leads back to the service.",
        wrong: Example::Added(
            r#"[[service]]
id = "plan"
logic = "stock"
[[service]]
id = "stock"
logic = "plan"
"#,
        ),
        right: Example::Added(
            r#"[[service]]
id = "plan"
logic = "stock"
tolerance = { duration = "1d" }
[[service]]
id = "stock"
logic = "erp"
"#,
        ),
    },
    Page {
        code: "BS0306",
        title: "a system and a service of one name",
        meaning: "Logic names systems and services alike; it could not tell the two apart.",
        wrong: Example::Added(
            r#"[[service]]
id = "erp"
logic = "mes"
tolerance = { duration = "1d" }
"#,
        ),
        right: Example::Added(
            r#"[[service]]
id = "erp-service"
logic = "mes"
tolerance = { duration = "1d" }
"#,
        ),
    },
    Page {
        code: "BS0307",
        title: "a service where a system is meant",
        meaning: "Systems need systems and start after systems; services are what the business feels, above them.",
        wrong: Example::Added(
            r#"[[system]]
id = "crm"
resource = "backup"
needs = "planning"
"#,
        ),
        right: Example::Added(
            r#"[[system]]
id = "crm"
resource = "backup"
needs = "all(erp, mes)"
"#,
        ),
    },
    Page {
        code: "BS0308",
        title: "a system that can never start",
        meaning: "Following `starts_after` and `needs` together leads back to the system, and no alternative (any, k of n) leads out: once all of the circle are down, each waits for the other and none comes back. `starts_after` is about being restored, `needs` about running. A real black start breaks such a circle by something outside it: a spare directory, local accounts, a restore without the network.",
        wrong: Example::Added(
            r#"[[system]]
id = "san"
starts_after = ["vm"]
[[system]]
id = "vm"
needs = "san"
"#,
        ),
        right: Example::Added(
            r#"[[system]]
id = "san"
[[system]]
id = "vm"
needs = "san"
starts_after = ["san"]
resource = "hypervisor"
"#,
        ),
    },
    Page {
        code: "BS0401",
        title: "an empty crew",
        meaning: "The crew has nobody, so its tasks never end. Right only if every scenario adds people with `extra_people`.",
        wrong: Example::Added(
            r#"[[crew]]
id = "night"
people = 0
"#,
        ),
        right: Example::Added(
            r#"[[crew]]
id = "night"
people = 2
"#,
        ),
    },
    Page {
        code: "BS0402",
        title: "a task for more people than there are",
        meaning: "The task occupies more people than its crew has, so it can never begin. Right only if every scenario adds people with `extra_people`.",
        wrong: Example::Added(
            r#"[[system]]
id = "crm"
resource = "backup"
start = { duration = "4h", crew = "it", people = 9 }
"#,
        ),
        right: Example::Added(
            r#"[[system]]
id = "crm"
resource = "backup"
start = { duration = "4h", crew = "it", people = 2 }
"#,
        ),
    },
    Page {
        code: "BS0403",
        title: "a calendar without shifts",
        meaning: "Nobody would ever work by this calendar. Whoever works day and night needs no calendar.",
        wrong: Example::Added(
            r#"[[calendar]]
id = "early"
shifts = []
"#,
        ),
        right: Example::Added(
            r#"[[calendar]]
id = "early"
shifts = ["Mon-Fri 06:00-14:00"]
"#,
        ),
    },
    Page {
        code: "BS0404",
        title: "a season without dates",
        meaning: "A season is a list of spans with the multiple of normal demand in each.",
        wrong: Example::Added(
            r#"[[season]]
id = "spring"
"#,
        ),
        right: Example::Added(
            r#"[[season]]
id = "spring"
dates = [{ from = 2026-03-01, to = 2026-04-01, times = 1.8 }]
"#,
        ),
    },
    Page {
        code: "BS0405",
        title: "a span that ends before it begins",
        meaning: "`to` is the first moment after the span, so it must come after `from`.",
        wrong: Example::Added(
            r#"[[season]]
id = "spring"
dates = [{ from = 2026-03-01, to = 2026-03-01, times = 1.8 }]
"#,
        ),
        right: Example::Added(
            r#"[[season]]
id = "spring"
dates = [{ from = 2026-03-01, to = 2026-03-02, times = 1.8 }]
"#,
        ),
    },
    Page {
        code: "BS0406",
        title: "a policy that covers nothing",
        meaning: "A policy lists what it covers; losses of other forms stay with the insured.",
        wrong: Example::Added(
            r#"[[policy]]
id = "cyber"
insured = "us"
"#,
        ),
        right: Example::Added(
            r#"[[policy]]
id = "cyber"
insured = "us"
covers = [{ of = "interruption" }]
"#,
        ),
    },
    Page {
        code: "BS0407",
        title: "a loss covered twice",
        meaning: "Each form of loss is covered once by a policy: two covers would pay it twice.",
        wrong: Example::Added(
            r#"[[policy]]
id = "cyber"
insured = "us"
covers = [{ of = "interruption" }, { of = "interruption", limit = "£1m" }]
"#,
        ),
        right: Example::Added(
            r#"[[policy]]
id = "cyber"
insured = "us"
covers = [{ of = "interruption", limit = "£1m" }]
"#,
        ),
    },
    Page {
        code: "BS0408",
        title: "a task that never succeeds",
        meaning: "A task with `fails` is done again until it succeeds. If it fails each time, it is never over.",
        wrong: Example::Added(
            r#"[[system]]
id = "odd"
resource = "hypervisor"
test = { duration = "4h", fails = 1 }
"#,
        ),
        right: Example::Added(
            r#"[[system]]
id = "odd"
resource = "hypervisor"
test = { duration = "4h", fails = 0.2, again = "1h" }
"#,
        ),
    },
    Page {
        code: "BS0409",
        title: "a crew occupied twice by one task",
        meaning: "`crew` and `also` name the same crew, or `also` names it twice. One entry says all its heads.",
        wrong: Example::Added(
            r#"[[system]]
id = "odd"
resource = "hypervisor"
start = { duration = "4h", crew = "it", also = ["it"] }
"#,
        ),
        right: Example::Added(
            r#"[[crew]]
id = "clean-room"
unit = "slot"
people = 2
[[system]]
id = "odd"
resource = "hypervisor"
start = { duration = "4h", crew = "it", also = ["clean-room"] }
"#,
        ),
    },
    Page {
        code: "BS0410",
        title: "a fine without a size, or with two",
        meaning: "A fine is an amount, or a share of a year's turnover; for the latter it needs the turnover.",
        wrong: Example::Added(
            r#"[[data]]
id = "customers"
kind = "personal"
held_by = ["erp"]
records = 40000
known_after = "uniform(10d, 60d)"
notification = { per_record = 2 }
liability = { per_record = 3, chance = 0.2 }
fine = { share = "0.2%", chance = 0.1 }
"#,
        ),
        right: Example::Added(
            r#"[[data]]
id = "customers"
kind = "personal"
held_by = ["erp"]
records = 40000
known_after = "uniform(10d, 60d)"
notification = { per_record = 2 }
liability = { per_record = 3, chance = 0.2 }
fine = { share = "0.2%", turnover = "£800m", chance = 0.1, most = "£32m" }
"#,
        ),
    },
    Page {
        code: "BS0411",
        title: "data that cost nothing if they are taken",
        meaning: "People stand behind these data: if they are taken, people must be told, may claim, and an authority may fine. What is not given is not charged, so the loss would look smaller than it is. Published figures are in `blackstart priors`; where there is nothing to pay, write an amount of 0.",
        wrong: Example::Added(
            r#"[[data]]
id = "customers"
kind = "personal"
held_by = ["erp"]
records = 40000
known_after = "uniform(10d, 60d)"
"#,
        ),
        right: Example::Added(
            r#"[[data]]
id = "customers"
kind = "personal"
held_by = ["erp"]
records = 40000
known_after = "uniform(10d, 60d)"
notification = { per_record = 2 }
liability = { per_record = 3, chance = 0.2 }
fine = { amount = 0, chance = 0 }
"#,
        ),
    },
    Page {
        code: "BS0412",
        title: "an objective beyond what is tolerable",
        meaning: "The recovery time objective is longer than the maximum tolerable period of disruption: who keeps the one breaks the other. Often the two have changed places, or one is in hours and the other in days.",
        wrong: Example::Added(
            r#"[[service]]
id = "payroll"
tolerance = { duration = "5d" }
logic = "erp"
rto = "5d"
mtpd = "2d"
"#,
        ),
        right: Example::Added(
            r#"[[service]]
id = "payroll"
tolerance = { duration = "5d" }
logic = "erp"
rto = "2d"
mtpd = "5d"
"#,
        ),
    },
    Page {
        code: "BS0413",
        title: "a service is promised before a system that it cannot do without",
        meaning: "The service is to be back sooner than a system that its logic needs in any case, directly, through another service or as a need of a system. Nothing carries it until then: its own grace is counted, and a fallback that reaches its level would do. So one of the two promises cannot be kept. It is told once for each system: at the service, or at the system where several services wait for it.",
        wrong: Example::Added(
            r#"[[system]]
id = "wages"
rto = "2d"
[[service]]
id = "payroll"
tolerance = { duration = "5d" }
logic = "all(wages, mes)"
rto = "4h"
"#,
        ),
        right: Example::Added(
            r#"[[system]]
id = "wages"
rto = "4h"
[[service]]
id = "payroll"
tolerance = { duration = "5d" }
logic = "all(wages, mes)"
rto = "4h"
"#,
        ),
    },
    Page {
        code: "BS0414",
        title: "a backlog that never arises",
        meaning: "A backlog is work that was done by hand, or lost with the data of a system that is rebuilt. This service has no fallback, and neither it nor its systems have a recovery point objective, so nothing is ever left to key in.",
        wrong: Example::Added(
            r#"[[service]]
id = "payroll"
tolerance = { duration = "5d" }
logic = "erp"
backlog = { keying = 0.5, level = 0.7 }
"#,
        ),
        right: Example::Added(
            r#"[[service]]
id = "payroll"
tolerance = { duration = "5d" }
logic = "erp"
rpo = "1d"
fallback = { level = 0.4, setup = "8h" }
backlog = { keying = 0.5, level = 0.7 }
"#,
        ),
    },
    Page {
        code: "BS0415",
        title: "no loss over time",
        meaning: "The impact of standing still is what has been lost by each of some times, all in all: each is a time and an amount with a colon between them, the shortest time first, and no amount is lower than the one before it.",
        wrong: Example::Added(
            r#"[[service]]
id = "payroll"
tolerance = { duration = "5d" }
logic = "erp"
impact = ["1d: £200k", "3d: £50k"]
"#,
        ),
        right: Example::Added(
            r#"[[service]]
id = "payroll"
tolerance = { duration = "5d" }
logic = "erp"
impact = ["1d: £200k", "3d: £1.2m", "2w: £9m"]
"#,
        ),
    },
    Page {
        code: "BS0501",
        title: "something that leads to itself",
        meaning: "A site delivers to itself, or a conduit joins a zone with itself. What a site makes for its own use is no flow between sites.",
        wrong: Example::Added(
            r#"[[link]]
from = "plant"
to = "plant"
flow = "1/d"
"#,
        ),
        right: Example::Added(r#""#),
    },
    Page {
        code: "BS0502",
        title: "a link twice",
        meaning: "Two links lead from the same site to the same site. One link per pair carries all of the supplier's product.",
        wrong: Example::Added(
            r#"[[link]]
from = "supplier"
to = "plant"
flow = "5/d"
"#,
        ),
        right: Example::Added(r#""#),
    },
    Page {
        code: "BS0503",
        title: "output that does not add up",
        meaning: "A site makes what its outgoing links and its demand take; a stated `output` must agree with that within half a percent. Mostly a link is missing or a unit is wrong.",
        wrong: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
output = "5/d"
[[demand]]
site = "depot"
flow = "50/d"
"#,
        ),
        right: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
output = "5/d"
[[demand]]
site = "depot"
flow = "5/d"
"#,
        ),
    },
    Page {
        code: "BS0504",
        title: "less capacity than output",
        meaning: "The site cannot make what it normally makes. `capacity` is without overtime, averaged over its calendar.",
        wrong: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
output = "5/d"
capacity = "4/d"
"#,
        ),
        right: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
output = "5/d"
capacity = "6/d"
"#,
        ),
    },
    Page {
        code: "BS0505",
        title: "two demands for one site",
        meaning: "A site has one demand by final customers: add them up.",
        wrong: Example::Added(
            r#"[[demand]]
site = "plant"
flow = "2/d"
"#,
        ),
        right: Example::Added(r#""#),
    },
    Page {
        code: "BS0506",
        title: "a site without output",
        meaning: "The site delivers to nobody and does not say how much it makes, so it would do nothing.",
        wrong: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
"#,
        ),
        right: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
output = "5/d"
"#,
        ),
    },
    Page {
        code: "BS0507",
        title: "a site that hands on more or less than it takes in",
        meaning: "The site takes in the product that it hands on, as a dealer or a store does, but not as much. Right only if it also makes or uses up some.",
        wrong: Example::Added(
            r#"[[site]]
id = "dealer"
product = "part"
party = "us"
[[link]]
from = "supplier"
to = "dealer"
flow = "5/d"
[[demand]]
site = "dealer"
flow = "8/d"
"#,
        ),
        right: Example::Added(
            r#"[[site]]
id = "dealer"
product = "part"
party = "us"
[[link]]
from = "supplier"
to = "dealer"
flow = "5/d"
[[demand]]
site = "dealer"
flow = "5/d"
"#,
        ),
    },
    Page {
        code: "BS0508",
        title: "a supplier that is missed within one step",
        meaning: "What is on its way and what the customer holds last for less than one step of the simulation, so a stop is felt later than it would be. Without a `step` of its own a model takes one that is short enough.",
        wrong: Example::Added(
            r#"[[link]]
from = "plant"
to = "supplier"
flow = "1/d"
lead = "0.2h"
cover = "0.3h"
"#,
        ),
        right: Example::Added(
            r#"[[link]]
from = "plant"
to = "supplier"
flow = "1/d"
cover = "2d"
"#,
        ),
    },
    Page {
        code: "BS0509",
        title: "a product without price",
        meaning: "The product is sold for nothing, so stopping it costs nothing. Give the product a price, or each of its links and demands.",
        wrong: Example::Added(
            r#"[[product]]
id = "bolt"
[[site]]
id = "bolts"
product = "bolt"
party = "us"
[[link]]
from = "bolts"
to = "plant"
flow = "900/d"
"#,
        ),
        right: Example::Added(
            r#"[[product]]
id = "bolt"
price = 0.2
[[site]]
id = "bolts"
product = "bolt"
party = "us"
[[link]]
from = "bolts"
to = "plant"
flow = "900/d"
"#,
        ),
    },
    Page {
        code: "BS0510",
        title: "no substitute",
        meaning: "Customers who find nothing at a site may buy at another of the same party instead, one unit for one. So the other site must sell to final customers, by the same unit, and belong to the same party: who goes to others is lost, and needs no entry. Each pair is named once.",
        wrong: Example::Added(
            r#"[[site]]
id = "web"
product = "car"
party = "us"
[[site]]
id = "shops"
product = "car"
party = "us"
[[demand]]
site = "web"
flow = "1/d"
[[demand]]
site = "shops"
flow = "3/d"
[[substitute]]
from = "web"
to = "web"
share = "5%"
"#,
        ),
        right: Example::Added(
            r#"[[site]]
id = "web"
product = "car"
party = "us"
[[site]]
id = "shops"
product = "car"
party = "us"
[[demand]]
site = "web"
flow = "1/d"
[[demand]]
site = "shops"
flow = "3/d"
[[substitute]]
from = "web"
to = "shops"
share = "5%"
"#,
        ),
    },
    Page {
        code: "BS0511",
        title: "more than all go over",
        meaning: "Of the customers who find nothing, the shares that buy elsewhere are parts of one whole: at their highest they may add up to 1, not more.",
        wrong: Example::Added(
            r#"[[site]]
id = "web"
product = "car"
party = "us"
[[site]]
id = "shops"
product = "car"
party = "us"
[[demand]]
site = "web"
flow = "1/d"
[[demand]]
site = "shops"
flow = "3/d"
[[substitute]]
from = "web"
to = "shops"
share = 0.7
[[substitute]]
from = "web"
to = "plant"
share = "uniform(20%, 40%)"
"#,
        ),
        right: Example::Added(
            r#"[[site]]
id = "web"
product = "car"
party = "us"
[[site]]
id = "shops"
product = "car"
party = "us"
[[demand]]
site = "web"
flow = "1/d"
[[demand]]
site = "shops"
flow = "3/d"
[[substitute]]
from = "web"
to = "shops"
share = 0.6
[[substitute]]
from = "web"
to = "plant"
share = "uniform(20%, 40%)"
"#,
        ),
    },
    Page {
        code: "BS0601",
        title: "a system of no use",
        meaning: "Nothing depends on the system: no service, no site, no other system. Whether it is up changes nothing.",
        wrong: Example::Added(
            r#"[[system]]
id = "crm"
"#,
        ),
        right: Example::Added(
            r#"[[system]]
id = "crm"
[[service]]
id = "selling"
logic = "crm"
tolerance = { duration = "2d" }
"#,
        ),
    },
    Page {
        code: "BS0602",
        title: "a service of no use",
        meaning: "Nothing depends on the service: no other service, no channel of a site, no target; and no tolerance is watched.",
        wrong: Example::Added(
            r#"[[service]]
id = "selling"
logic = "erp"
"#,
        ),
        right: Example::Added(
            r#"[[service]]
id = "selling"
logic = "erp"
tolerance = { duration = "2d" }
"#,
        ),
    },
    Page {
        code: "BS0603",
        title: "no site of the company",
        meaning: "Results tell the company from its suppliers and dealers by the kind of the party; no site has a party of kind `company`.",
        wrong: Example::Whole(
            r#"format = 1
name = "acme"
currency = "GBP"
[[product]]
id = "car"
price = "£20k"
[[party]]
id = "us"
kind = "other"
[[site]]
id = "plant"
product = "car"
party = "us"
output = "9/d"
"#,
        ),
        right: Example::Whole(
            r#"format = 1
name = "acme"
currency = "GBP"
[[product]]
id = "car"
price = "£20k"
[[party]]
id = "us"
kind = "company"
[[site]]
id = "plant"
product = "car"
party = "us"
output = "9/d"
"#,
        ),
    },
    Page {
        code: "BS0701",
        title: "a history that is too long",
        meaning: "A history has at most 100 000 steps, warm-up included, and stays between the years 1 and 9999.",
        wrong: Example::WholeScenario(
            r#"format = 1
name = "bad-day"
start = 2026-02-01
horizon = "200000d"
[[outage]]
system = "erp"
"#,
        ),
        right: Example::WholeScenario(
            r#"format = 1
name = "bad-day"
start = 2026-02-01
horizon = "26w"
[[outage]]
system = "erp"
"#,
        ),
    },
    Page {
        code: "BS0702",
        title: "a fall of nothing, or of two things",
        meaning: r#"A fall names `systems` (or "all"), or `zones`; one of the two."#,
        wrong: Example::Scenario(
            r#"[[fall]]
at = "0h"
cause = "attacker"
until = "9d"
"#,
        ),
        right: Example::Scenario(
            r#"[[fall]]
systems = ["erp"]
at = "0h"
cause = "attacker"
until = "9d"
"#,
        ),
    },
    Page {
        code: "BS0703",
        title: "shares above one",
        meaning: "`lost` and `exposed` are the probabilities of two of three conditions; what is left is clean.",
        wrong: Example::Scenario(
            r#"[[fall]]
systems = ["erp"]
at = "0h"
cause = "attacker"
until = "9d"
lost = 0.7
exposed = 0.6
"#,
        ),
        right: Example::Scenario(
            r#"[[fall]]
systems = ["erp"]
at = "0h"
cause = "attacker"
until = "9d"
lost = 0.7
exposed = 0.3
"#,
        ),
    },
    Page {
        code: "BS0704",
        title: "an end before the beginning",
        meaning: "Both moments count from the scenario's `start` (or are dates); the end must come later.",
        wrong: Example::Scenario(
            r#"[[outage]]
system = "erp"
from = "3d"
until = "2d"
"#,
        ),
        right: Example::Scenario(
            r#"[[outage]]
system = "erp"
from = "3d"
until = "5d"
"#,
        ),
    },
    Page {
        code: "BS0705",
        title: "a fall after the end",
        meaning: "The fall comes after the horizon, so it is never seen.",
        wrong: Example::Scenario(
            r#"[[fall]]
systems = ["erp"]
at = "90w"
cause = "attacker"
until = "99w"
"#,
        ),
        right: Example::Scenario(
            r#"[[fall]]
systems = ["erp"]
at = "2d"
cause = "attacker"
until = "3w"
"#,
        ),
    },
    Page {
        code: "BS0706",
        title: "systems that nothing brings back",
        meaning: "Systems that fall without `until` are brought back by restore tasks, and the scenario has no [recovery]. Only where all systems fall and none has a task, published incidents stand in for both.",
        wrong: Example::Scenario(
            r#"[shutdown]
systems = ["erp"]
"#,
        ),
        right: Example::Scenario(
            r#"[shutdown]
systems = ["erp"]
[recovery]
investigation = "2d"
"#,
        ),
    },
    Page {
        code: "BS0707",
        title: "an outage of nothing, or of several kinds",
        meaning: "An outage names a system, a service, or a site with a channel; several of one kind as a list.",
        wrong: Example::Scenario(
            r#"[[outage]]
site = "plant"
until = "3d"
"#,
        ),
        right: Example::Scenario(
            r#"[[outage]]
site = "plant"
channel = "produce"
until = "3d"
"#,
        ),
    },
    Page {
        code: "BS0708",
        title: "a shock that hits nobody, or chooses twice",
        meaning: "A shock chooses its sites by one of `sites`, `region`, `party`, `product`.",
        wrong: Example::Scenario(
            r#"[[shock]]
kind = "demand"
times = 0.8
"#,
        ),
        right: Example::Scenario(
            r#"[[shock]]
kind = "demand"
product = "car"
times = 0.8
"#,
        ),
    },
    Page {
        code: "BS0709",
        title: "nothing is chosen",
        meaning: "What is named exists, but nothing belongs to it: a zone without systems, a party or product without sites.",
        wrong: Example::Scenario(
            r#"[[shock]]
kind = "demand"
party = "bank"
times = 0.8
"#,
        ),
        right: Example::Scenario(
            r#"[[shock]]
kind = "demand"
party = "us"
times = 0.8
"#,
        ),
    },
    Page {
        code: "BS0710",
        title: "a capacity shock above one",
        meaning: "A capacity shock leaves a share of the capacity. More capacity is a site's `capacity` or `overtime`.",
        wrong: Example::Scenario(
            r#"[[shock]]
kind = "capacity"
sites = ["plant"]
times = 1.5
"#,
        ),
        right: Example::Scenario(
            r#"[[shock]]
kind = "capacity"
sites = ["plant"]
times = 0.5
"#,
        ),
    },
    Page {
        code: "BS0711",
        title: "a cost of nothing",
        meaning: "The cost has neither `amount` nor `per_day`.",
        wrong: Example::Scenario(
            r#"[[cost]]
id = "lawyers"
party = "us"
form = "response"
"#,
        ),
        right: Example::Scenario(
            r#"[[cost]]
id = "lawyers"
party = "us"
form = "response"
amount = "£90k"
"#,
        ),
    },
    Page {
        code: "BS0712",
        title: "nothing happens",
        meaning: "The scenario has no fall, outage, shock or cost.",
        wrong: Example::Scenario(r#""#),
        right: Example::Scenario(
            r#"[[outage]]
system = "erp"
until = "1w"
"#,
        ),
    },
    Page {
        code: "BS0713",
        title: "a task that is missing",
        meaning: "The system may be found lost or exposed, but the model gives no `rebuild` or `verify` for it: that takes no time. Only where all systems fall and none has a task, published incidents stand in.",
        wrong: Example::Scenario(
            r#"[shutdown]
systems = ["mes"]
lost = 0.5
[recovery]
"#,
        ),
        right: Example::Scenario(
            r#"[shutdown]
systems = ["erp"]
lost = 0.5
[recovery]
"#,
        ),
    },
    Page {
        code: "BS0714",
        title: "too few people to come back",
        meaning: "A task of a system that falls needs more people than its crew ever has, `extra_people` included: the system would never come back.",
        wrong: Example::Scenario(
            r#"[shutdown]
systems = ["scada"]
[recovery]
"#,
        ),
        right: Example::Scenario(
            r#"[shutdown]
systems = ["scada"]
[recovery]
extra_people = [{ crew = "it", people = 5 }]
"#,
        ),
    },
    Page {
        code: "BS0715",
        title: "a cost that nobody receives",
        meaning: "Penalties and extortion move money from one to another, so somebody may receive them. What is spent on response, rebuild or liability is gone for all.",
        wrong: Example::Scenario(
            r#"[[cost]]
id = "lawyers"
party = "us"
form = "response"
amount = "£90k"
to = "us"
"#,
        ),
        right: Example::Scenario(
            r#"[[cost]]
id = "lawyers"
party = "us"
form = "response"
amount = "£90k"
"#,
        ),
    },
    Page {
        code: "BS0716",
        title: "two scenarios of one name",
        meaning: "Results say which scenario they are of by its `name`, and comparisons, years and `backtest.toml` go by it. Two files of a model with the same name cannot be told apart there; most often one is a copy of the other.",
        wrong: Example::Told(
            "`name = \"outage\"` in `scenarios/outage.toml` and in `scenarios/outage-with-more-crews.toml`",
        ),
        right: Example::Told("`name = \"outage-with-more-crews\"` in the second"),
    },
    Page {
        code: "BS0717",
        title: "a normal life that is not normal",
        meaning: "Every loss is counted against the same history without the event. Where more than 1 % of what final customers want is not sold in it, that history is no normal life, and losses beside it say little: what is missing anyway cannot be lost. `blackstart check --baseline` lists the sites and what to do; most often a supplier has too little capacity or stock for a season or for calendars that differ, or a site earns less than it costs. `run` and `shard` do not play such a scenario. If it is meant so, because a shock is in both histories, `--allow-abnormal-baseline` plays it all the same.",
        wrong: Example::Told(
            "a shop that is open on seven days, and a plant that works on five with a capacity for four",
        ),
        right: Example::Told("the same plant with the capacity to make in five days what is sold in seven"),
    },
    Page {
        code: "BS0721",
        title: "a fact that cannot be",
        meaning: "A table of facts says what has happened until `--now`: which tasks have begun, when, and which are over. Each is a task that the model has; a system's tasks come one after another; nothing ends before it begins or begins after `--now`.",
        wrong: Example::Told(
            r#"system,task,began,ended
erp,rebuild,2d,4d
erp,start,3d,"#,
        ),
        right: Example::Told(
            r#"system,task,began,ended
erp,rebuild,2d,4d
erp,start,4d,
,investigation,,2d"#,
        ),
    },
    Page {
        code: "BS0722",
        title: "a fact that changes nothing",
        meaning: "The fact is about work on a system that this scenario does not bring down, or brings back at a stated moment.",
        wrong: Example::Told(r#"a task of a system that does not fall"#),
        right: Example::Told(r#"tasks of systems that the scenario brings back by tasks"#),
    },
    Page {
        code: "BS0723",
        title: "a task that runs longer than it can",
        meaning: "The task still runs after more working time than its `duration` allows. The plan takes it to end at `--now`, which is too hopeful.",
        wrong: Example::Told(r#"`duration = "4h"`, and a fact that it began two days ago and has no end"#),
        right: Example::Told(r#"`duration = "lognormal(median 4h, p90 2d)"`"#),
    },
    Page {
        code: "BS0724",
        title: "a way that a task does not have",
        meaning: "[recovery] `modes` chooses among the ways that the model gives a task in its `modes`. Tasks that are not named are done as usual.",
        wrong: Example::Scenario(
            r#"[shutdown]
systems = ["mes"]
[recovery]
modes = [{ system = "mes", task = "start", mode = "overtime" }]
"#,
        ),
        right: Example::Told(
            r#"in the model: `start = { duration = "4h", crew = "it", modes = [{ id = "overtime", duration = "2h", crew = "it", people = 2, cost = "£3k" }] }`"#,
        ),
    },
    Page {
        code: "BS0725",
        title: "an empty plan",
        meaning: "A plan for `restart --plan` is a table with a column `system` and one row per system, in order. Systems that it does not name follow in model order.",
        wrong: Example::Told("rank,system\n"),
        right: Example::Told("rank,system\n1,directory\n2,erp\n"),
    },
    Page {
        code: "BS0731",
        title: "a measure that does not fit its kind",
        meaning: "Each kind of measure in `backtest.toml` has keys of its own: `volume` has `field`, `of`, `sites` and `relative_to`; `ledger` has `parties`, `forms`, and `per`, `share_of` or `relative_to`; both have `periods`, or `from` and `until`; `weeks` has `week`, `below` and `parties`; `output` has `on`, or `from` and `until`; `onset` has `field`; `date` has `field`, `pick` and `sites`.",
        wrong: Example::Backtest(
            r#"[[row]]
id = "lost"
title = "Cars not built"
unit = "cars"
reported = { value = 500 }
source = "press"
scenario = "bad-day"
measure = { kind = "volume", field = "produced", sites = ["plant"] }
"#,
        ),
        right: Example::Backtest(
            r#"[[row]]
id = "lost"
title = "Cars not built"
unit = "cars"
reported = { value = 500 }
source = "press"
scenario = "bad-day"
measure = { kind = "volume", field = "produced", of = "loss", sites = ["plant"] }
"#,
        ),
    },
    Page {
        code: "BS0732",
        title: "this cannot have been reported",
        meaning: "What was reported is a value, a range from `low` to `high`, or a bound, `above` or `below`; it is a date exactly where the measure is of kind `date` and the unit is `date`. A row without `reported` is a forecast.",
        wrong: Example::Backtest(
            r#"[[row]]
id = "lost"
title = "Cars not built"
unit = "cars"
reported = { low = 500, high = 400 }
source = "press"
scenario = "bad-day"
measure = { kind = "volume", field = "produced", of = "loss", sites = ["plant"] }
"#,
        ),
        right: Example::Backtest(
            r#"[[row]]
id = "lost"
title = "Cars not built"
unit = "cars"
reported = { low = 400, high = 500 }
source = "press"
scenario = "bad-day"
measure = { kind = "volume", field = "produced", of = "loss", sites = ["plant"] }
"#,
        ),
    },
    Page {
        code: "BS0733",
        title: "reported about no scenario of this model",
        meaning: "A row of `backtest.toml` is compared with the scenario it names. No file in `scenarios` has this name, so that the row is never used.",
        wrong: Example::Told("scenario = \"as-hapened\""),
        right: Example::Told("scenario = \"as-happened\""),
    },
    Page {
        code: "BS0734",
        title: "days that no history has",
        meaning: "A row of `backtest.toml` counts days or weeks before the scenario starts or after its horizon; or a date was reported that no history can reach, so that the model can only say *never* (a warning). `until` is the first day that no longer counts.",
        wrong: Example::Backtest(
            r#"[[row]]
id = "lost"
title = "Cars not built"
unit = "cars"
reported = { value = 500 }
source = "press"
scenario = "bad-day"
measure = { kind = "volume", field = "produced", of = "loss", sites = ["plant"], from = 2026-01-01 }
"#,
        ),
        right: Example::Backtest(
            r#"[[row]]
id = "lost"
title = "Cars not built"
unit = "cars"
reported = { value = 500 }
source = "press"
scenario = "bad-day"
measure = { kind = "volume", field = "produced", of = "loss", sites = ["plant"], from = 2026-02-01, until = 2026-02-15 }
"#,
        ),
    },
    Page {
        code: "BS0735",
        title: "a unit that is not the measure's",
        meaning: "A share of something has the unit `share`, a time `hours`, a date `date`, money the sign or code of the model's currency, money per week that and `/week`; goods have a word of their own. As a warning: sites of one sum are counted in different units.",
        wrong: Example::Backtest(
            r#"[[row]]
id = "fall"
title = "Fall of cars built"
unit = "cars"
reported = { value = 0.2 }
source = "press"
scenario = "bad-day"
measure = { kind = "volume", field = "produced", of = "fall", sites = ["plant"] }
"#,
        ),
        right: Example::Backtest(
            r#"[[row]]
id = "fall"
title = "Fall of cars built"
unit = "share"
reported = { value = 0.2 }
source = "press"
scenario = "bad-day"
measure = { kind = "volume", field = "produced", of = "fall", sites = ["plant"] }
"#,
        ),
    },
    Page {
        code: "BS0741",
        title: "a factor that nothing else moves with",
        meaning: "`with name` behind a distribution makes it move with all others that name the same factor. A name that stands once changes nothing; most often it is mistyped. Quantities of the model and of the scenario may share a factor: `check` tells which do.",
        wrong: Example::Scenario(
            r#"[[outage]]
system = "erp"
from = "uniform(1d, 3d) with luck"
for = "pert(2d, 5d, 9d) with lukc"
"#,
        ),
        right: Example::Scenario(
            r#"[[outage]]
system = "erp"
from = "uniform(1d, 3d) with luck"
for = "pert(2d, 5d, 9d) with luck 0.7"
"#,
        ),
    },
    Page {
        code: "BS0742",
        title: "phases of an outage that do not fit together",
        meaning: "Each phase begins where the one before ended and says when it ends, by `until` or `for`; only a last phase at one level may stay for ever. A steady phase runs from the level before to its own `level`. The outage is over with its last phase, so it has no `until` or `for` of its own; its `level` is what it falls to at once.",
        wrong: Example::Scenario(
            r#"[[outage]]
system = "erp"
until = "20d"
phases = [{ for = "10d" }, { level = 1, steadily = true }]
"#,
        ),
        right: Example::Scenario(
            r#"[[outage]]
system = "erp"
phases = [{ for = "10d" }, { until = "20d", level = 1, steadily = true }]
"#,
        ),
    },
    Page {
        code: "BS0743",
        title: "a distribution that cannot stand here",
        meaning: "Flows hang together: what a site makes is what its customers take, and what it takes in follows from what it makes. A distribution stands where that begins: in the `flow` of a demand, or in the `output` of a site of whose customers nothing is said. The `flow` of a link may be uncertain where it says how much of an input a unit needs, or which of several suppliers delivers how much; then one of them must be exact and take up the rest.",
        wrong: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
output = "uniform(90/d, 110/d)"
[[demand]]
site = "depot"
flow = "100/d"
"#,
        ),
        right: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
[[demand]]
site = "depot"
flow = "uniform(90/d, 110/d)"
"#,
        ),
    },
    Page {
        code: "BS0744",
        title: "a capacity that some histories exceed",
        meaning: "Where uncertain flows are large (each at its 95th percentile), the customers of the site want more than it can make, so that normal life would not be possible. Demand is what is sold in normal life: what cannot be made is none. Without `capacity`, a site can make what it normally makes, however much that is.",
        wrong: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
capacity = "105/d"
[[demand]]
site = "depot"
flow = "uniform(90/d, 110/d)"
"#,
        ),
        right: Example::Added(
            r#"[[site]]
id = "depot"
product = "part"
party = "us"
[[demand]]
site = "depot"
flow = "uniform(90/d, 110/d)"
"#,
        ),
    },
    Page {
        code: "BS0745",
        title: "a theft of nothing, or at no moment",
        meaning: "`[[taken]]` says what is taken, by `data` or by the `systems` that hold it, and when: `at` a moment or, with an `[attack]`, `when` the attacker has a state.",
        wrong: Example::Scenario(
            r#"[[taken]]
data = ["drawings"]
"#,
        ),
        right: Example::Scenario(
            r#"[[taken]]
data = ["drawings"]
at = "2d"
chance = 0.5
"#,
        ),
    },
    Page {
        code: "BS0746",
        title: "data within the attacker's reach of which nothing is said",
        meaning: "The attacker reaches a system that holds data. Whether the data are taken is not for us to guess: without a word about it they are not, and no evidence of a theft would look like none.",
        wrong: Example::Scenario(
            r#"[recovery]
[[fall]]
systems = ["vault"]
at = "1d"
cause = "attacker"
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[[fall]]
systems = ["vault"]
at = "1d"
cause = "attacker"
[[taken]]
systems = ["vault"]
at = "1d"
chance = 0.4
"#,
        ),
    },
    Page {
        code: "BS0747",
        title: "a cost that falls due after the end",
        meaning: "What falls due after the end of a history is in no ledger: it is told beside the results, as what falls due later. If nobody can know of a theft before the end, nothing is paid for it at all.",
        wrong: Example::Scenario(
            r#"[[taken]]
data = ["drawings"]
at = "180d"
"#,
        ),
        right: Example::Scenario(
            r#"[[taken]]
data = ["drawings"]
at = "2d"
"#,
        ),
    },
    Page {
        code: "BS0801",
        title: "a network is incomplete",
        meaning: "A network folder holds `firms` and `links`, each as `.csv` or `.parquet`, with the columns that docs/reference/network.md names; or an input-output table as `Z.csv`, `Y.csv` and `x.csv`; or a folder saved by pymrio.",
        wrong: Example::Told(r#"a `links.csv` with the columns from, to and value"#),
        right: Example::Told(r#"a `links.csv` with the columns supplier, buyer and amount"#),
    },
    Page {
        code: "BS0802",
        title: "a firm is defined twice",
        meaning: "Each firm (or industry) has one row, and its name stands for it everywhere.",
        wrong: Example::Told(r#"two rows of firm 17 in `firms.csv`"#),
        right: Example::Told(r#"one row, with the final demand of both"#),
    },
    Page {
        code: "BS0803",
        title: "a link names an unknown firm",
        meaning: "Supplier and buyer of every link must be among the firms. Some programs drop such links in silence, and their sales with them.",
        wrong: Example::Told(r#"a link from 17 to 99, without a firm 99"#),
        right: Example::Told(r#"firm 99 in `firms.csv`, or the link left out"#),
    },
    Page {
        code: "BS0804",
        title: "a cell of a network is not what it must be",
        meaning: "Amounts are finite and positive, final demand and output finite and not negative, classes 0, 1 or 2, and names are not empty.",
        wrong: Example::Told(r#"an amount of `1,5`, `-3`, `nan` or `inf`"#),
        right: Example::Told(r#"an amount of `1.5`"#),
    },
    Page {
        code: "BS0805",
        title: "two links join the same firms",
        meaning: "A supplier and a buyer share one link; nothing says whether a second one is a mistake or adds to it.",
        wrong: Example::Told(r#"two rows from 3 to 17, of 10 and of 5"#),
        right: Example::Told(r#"one row of 15"#),
    },
    Page {
        code: "BS0806",
        title: "an account does not balance",
        meaning: "Output is sales to firms and final demand; a given output that differs is an imbalance of the data. A firm that buys for more than it makes adds no value. Firm dynamics go by sales and final demand, tables by their own output.",
        wrong: Example::Told(r#"output 100, sales 60, final demand 30"#),
        right: Example::Told(r#"output 100, sales 60, final demand 40"#),
    },
    Page {
        code: "BS0807",
        title: "a firm neither buys nor sells",
        meaning: "Nothing reaches such a firm and nothing comes from it but its final demand. Often its links were lost on the way.",
        wrong: Example::Told(r#"firm 17 in `firms.csv`, and not in `links.csv`"#),
        right: Example::Told(r#"its links, or no firm 17"#),
    },
    Page {
        code: "BS0808",
        title: "a shock strikes nobody",
        meaning: "A shock names firms, sectors or regions of the network; with several lists, firms must be in all of them.",
        wrong: Example::Told(r#"`sectors = ["steal"]`"#),
        right: Example::Told(r#"`sectors = ["steel"]`"#),
    },
    Page {
        code: "BS0809",
        title: "a shock does not fit together",
        meaning: "A shock to capacity or links has a `share`, one to final demand `times`, one to capital a `loss` and a way back. It ends after it begins. What recovers over time says by which rule and in how many steps.",
        wrong: Example::Told(r#"`kind = "capacity"` with `times = 0.5`"#),
        right: Example::Told(r#"`kind = "capacity"` with `share = 0.5`"#),
    },
    Page {
        code: "BS0810",
        title: "files of a table do not match",
        meaning: "Flows, final demand and output list the same industries in the same order, and flows have a column for each row.",
        wrong: Example::Told(r#"`Y.csv` sorted by sector, `Z.csv` by region"#),
        right: Example::Told(r#"both by region, then sector"#),
    },
    Page {
        code: "BS0811",
        title: "a site has no place in a network",
        meaning: "A table says where a company's sites are in a network: each by the `firm` it is, or by the `sector` (and `region`, if the network has any) of which it is a new firm. Every site, firm, sector and region must exist, and a site stands there once.",
        wrong: Example::Told(r#"a row `solihull,,steal` where the sector is called steel"#),
        right: Example::Told(r#"`solihull,,steel`, or `solihull,4711,` if firm 4711 is this plant"#),
    },
    Page {
        code: "BS0812",
        title: "a company and a network tell different sizes",
        meaning: "What a firm makes in the network and what its sites make in the company's model are more than twice apart, or new firms buy more of a known one than it sells to final demand. Often one side counts in thousands or in another currency.",
        wrong: Example::Told(r#"a network in £ million per day, a company in £"#),
        right: Example::Told(r#"the same, with `--money 1e-6`"#),
    },
    Page {
        code: "BS0813",
        title: "a column that is nearly one that is read",
        meaning: "Tables of a nation and plans may have columns of their own, which are passed over. This one is passed over too, but its name is nearly that of a column that is read and missing. Case, spaces, hyphens and underscores do not matter: `Final Demand` is `final_demand`.",
        wrong: Example::Told("firm,sector,final_demnd"),
        right: Example::Told("firm,sector,final_demand"),
    },
    Page {
        code: "BS0814",
        title: "final demand that is negative",
        meaning: "Stocks of an industry are run down by more than is sold to final demand: real tables have such rows. Of what is ordered from it, so much is taken from these stocks in every step and the rest is made; if less is ordered, nothing is made. The dynamic ario plays it as the published program does. The others know no final demand below 0 and refuse the table.",
        wrong: Example::Told("stock changes of -50,000 beside sales of 20,000"),
        right: Example::Told("the same, played by ario; or the stock changes left out of `Y` and of `x`"),
    },
    Page {
        code: "BS0901",
        title: "a part of an attack without an attack",
        meaning: r#"Techniques, controls, cuts, credentials, effects and shutdown rules belong to an `[attack]`, which says what the attacker has at moment 0."#,
        wrong: Example::Scenario(
            r#"[recovery]
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
"#,
        ),
    },
    Page {
        code: "BS0902",
        title: "the attack's file is not there",
        meaning: r#"`file` names a file with more lists of the attack, by its name alone: it lies beside `model.toml`, or beside the scenario."#,
        wrong: Example::Told(r#"`file = "atack.toml"`, or `file = "../elsewhere/attack.toml"`"#),
        right: Example::Told(r#"`file = "attack.toml"`, beside `model.toml`"#),
    },
    Page {
        code: "BS0903",
        title: "nothing gives a state",
        meaning: r#"A state is something the attacker has: at the start, or because a technique gives it. What is needed, or what has an effect, must be one of them."#,
        wrong: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypt"]
systems = ["erp"]
lost = 0.9
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
"#,
        ),
    },
    Page {
        code: "BS0904",
        title: "a cut of nothing, or of what cannot be cut",
        meaning: r#"A containment action cuts conduits that the model does not say are uncuttable, and resets credentials; at least one of them."#,
        wrong: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
credentials = ["admin"]
alert = { chance = 0.5, after = "1d" }
[[credential]]
id = "admin"
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
[[cut]]
id = "reset"
after = "8h"
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
credentials = ["admin"]
alert = { chance = 0.5, after = "1d" }
[[credential]]
id = "admin"
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
[[cut]]
id = "reset"
after = "8h"
credentials = ["admin"]
"#,
        ),
    },
    Page {
        code: "BS0905",
        title: "an effect on nothing, or none",
        meaning: r#"An effect names systems (or zones, or `destroys`) and what becomes of them: `lost` or `exposed`. A shutdown rule names systems or zones; one of the two."#,
        wrong: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
"#,
        ),
    },
    Page {
        code: "BS0906",
        title: "a cut that stops nobody",
        meaning: r#"No technique uses what this cuts, so it changes nothing."#,
        wrong: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[credential]]
id = "admin"
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
[[cut]]
id = "reset"
after = "8h"
credentials = ["admin"]
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
credentials = ["admin"]
alert = { chance = 0.5, after = "1d" }
[[credential]]
id = "admin"
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
[[cut]]
id = "reset"
after = "8h"
credentials = ["admin"]
"#,
        ),
    },
    Page {
        code: "BS0907",
        title: "a technique that can never start",
        meaning: r#"Some state that it needs is only given by techniques that need what it gives, or that never succeed. A circle cannot support itself."#,
        wrong: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
[[technique]]
id = "a"
needs = ["b"]
gives = ["b"]
success = 1
time = "1h"
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
[[technique]]
id = "a"
needs = ["contact"]
gives = ["b"]
success = 1
time = "1h"
"#,
        ),
    },
    Page {
        code: "BS0908",
        title: "an answer to what nobody sees",
        meaning: r#"Containment and shutdown rules begin with the first alert. Without any, they never do."#,
        wrong: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
[[shutdown_rule]]
id = "plug"
when = ["contact"]
systems = ["erp"]
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
[[shutdown_rule]]
id = "plug"
when = ["contact"]
systems = ["erp"]
"#,
        ),
    },
    Page {
        code: "BS0909",
        title: "an attack without consequences",
        meaning: r#"No effect and no shutdown rule says what becomes of the company's systems, so nothing falls."#,
        wrong: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
"#,
        ),
    },
    Page {
        code: "BS0910",
        title: "two ways in at once",
        meaning: r#"Either the scenario states what falls, with `[shutdown]`, `[[fall]]` and `destroyed`, or an `[attack]` is played from which it follows."#,
        wrong: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
[shutdown]
at = "2h"
systems = ["erp"]
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
[[shutdown_rule]]
id = "plug"
when = ["contact"]
systems = ["erp"]
after = "2h"
"#,
        ),
    },
    Page {
        code: "BS0911",
        title: "the MAL language or model cannot be used",
        meaning: r#"An attack over a model in the Meta Attack Language names two files, a compiled language and a model of it. Every mistake in them is reported with its place; `docs/reference/mal.md` says what is read."#,
        wrong: Example::Told(r#"a model with `"type": "Aplication"`, a type that the language does not have"#),
        right: Example::Told(r#"`"type": "Application"`"#),
    },
    Page {
        code: "BS0912",
        title: "something about the MAL language or model",
        meaning: r#"It can be used, but probably does not say what was meant, or has parts that are not used here: detectors of the language, unknown keys, a step restated without its time."#,
        wrong: Example::Told(r#"two assets of one name: the second is known as `name:id`"#),
        right: Example::Told(r#"a name for each"#),
    },
    Page {
        code: "BS0913",
        title: "parts of two kinds of attack",
        meaning: r#"An attack is either written with techniques, credentials and controls, and cuts of conduits and credentials; or it goes over a MAL model (`mal`), with detectors and cuts of its steps."#,
        wrong: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[detector]]
id = "mail-filter"
steps = ["mail:open"]
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
"#,
        ),
        right: Example::Scenario(
            r#"[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 2d, p90 9d)"
alert = { chance = 0.5, after = "1d" }
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 0.9
"#,
        ),
    },
    Page {
        code: "BS0914",
        title: "this means no step of the MAL model",
        meaning: r#"Steps are named `asset:step`; an asset alone means its steps that harm availability, `asset:{C}` those that harm confidentiality, `asset:*` all. For the asset may stand `*`, or `[Type]` for all assets of a type. Defences are no steps of the attacker."#,
        wrong: Example::Told(r#"`when = ["erp:denny"]`"#),
        right: Example::Told(r#"`when = ["erp:deny"]`, or `when = ["erp"]`"#),
    },
    Page {
        code: "BS0915",
        title: "a step that no attacker can reach",
        meaning: r#"From `start`, with every luck and every defence that is not certain switched off, the step is not reached: something in the model is missing or blocks. The nearest reasons are told."#,
        wrong: Example::Told(r#"an effect of `erp:deny` where nothing links the ERP to a network"#),
        right: Example::Told(r#"the link in the MAL model"#),
    },
    Page {
        code: "BS0920",
        title: "no JSON of BloodHound",
        meaning: r#"The file is no JSON, is nested deeper than 128 levels, or is JSON of something else. Read are files of a collector of BloodHound CE, with `data` and `meta`, and OpenGraph, with `graph`. The place is where reading stopped: a file that was cut off stops at its end."#,
        wrong: Example::Told(r#"`[{ "name": "ALICE" }]`"#),
        right: Example::Told(r#"`{ "data": [ … ], "meta": { "type": "users", "count": 5, "version": 6 } }`"#),
    },
    Page {
        code: "BS0921",
        title: "a record of BloodHound that cannot be read",
        meaning: r#"Every record of `data` needs an `ObjectIdentifier`, every node of OpenGraph an `id`, every edge a `kind`, and a `start` and an `end` with a `value` that is matched by `id` or `name`. It is a warning if `meta` counts other records than there are: the file may have been cut off."#,
        wrong: Example::Told(r#"`{ "kind": "AdminTo", "start": { "value": "S-1-5-21-1-2-3-1104" } }`"#),
        right: Example::Told(r#"the same with an `end`"#),
    },
    Page {
        code: "BS0922",
        title: "too much of a directory",
        meaning: r#"A collection may have 2,000,000 objects and 20,000,000 edges. A scenario may have 20,000 techniques and 16 MiB: what leads from the start to systems is more, even with everything that is alike made one."#,
        wrong: Example::Told(r#"a collection of all forests at once"#),
        right: Example::Told(r#"one collection at a time; a start that leads to less"#),
    },
    Page {
        code: "BS0923",
        title: "no start is chosen",
        meaning: r#"An attack begins somewhere: at a user whose password was stolen, or at a computer. Which one is the question that the scenario answers, so it is not guessed. The output lists users without privileges from which a system can be reached, one of each sort: the first has the most others like it."#,
        wrong: Example::Told(r#"`blackstart import bloodhound *.json --model acme --out acme/scenarios/alice.toml`"#),
        right: Example::Told(r#"the same with `--start ALICE@ACME.LOCAL`"#),
    },
    Page {
        code: "BS0924",
        title: "a start that is not one object",
        meaning: r#"No object, or several, have this name. Names are compared in capitals, with or without the domain. An identifier is always one object."#,
        wrong: Example::Told(r#"`--start ADMINISTRATOR`, where two domains have one"#),
        right: Example::Told(r#"`--start ADMINISTRATOR@ACME.LOCAL`"#),
    },
    Page {
        code: "BS0925",
        title: "no computer carries a system",
        meaning: r#"Computers are compared with ids and titles of systems by their names, and none is near enough to be taken. Matches that are not sure enough are printed as `perhaps`."#,
        wrong: Example::Told(r#"a system `erp`, and computers `SRV001` to `SRV200`"#),
        right: Example::Told(r#"the same with `--match erp=SRV017`"#),
    },
    Page {
        code: "BS0926",
        title: "a match that names nothing",
        meaning: r#"What is given to `--match` is the id of a system of the model and the name or identifier of one object of the directory."#,
        wrong: Example::Told(r#"`--match epr=SRV017`"#),
        right: Example::Told(r#"`--match erp=SRV017`"#),
    },
    Page {
        code: "BS0927",
        title: "nothing leads to a system",
        meaning: r#"Over the edges that are known, no computer or domain of a system can be reached from the start. That may be good news. It may also be that sessions or local groups were not collected, or that the computers that carry systems are not matched."#,
        wrong: Example::Told(r#"a start at a user who is in no group, on no computer and has no rights"#),
        right: Example::Told(r#"another start; all files of the collection; `--match`"#),
    },
    Page {
        code: "BS0928",
        title: "objects that no file is about",
        meaning: r#"Some objects are only named by edges of others: users that are members of a group while the users' file is missing, or accounts of another domain. What leads on from them is not known, so that systems may be reached in more ways than the scenario has."#,
        wrong: Example::Told(r#"`groups.json` alone"#),
        right: Example::Told(r#"all files of the collection"#),
    },
    Page {
        code: "BS0929",
        title: "kinds of edges that are not known",
        meaning: r#"Edges of these kinds are counted and passed over: what they let an attacker do is not known. Extensions of OpenGraph bring kinds of their own. Where one matters, write the technique into the scenario by hand."#,
        wrong: Example::Told(r#"an edge `GH_CanWrite` of an extension"#),
        right: Example::Told(r#"a `[[technique]]` that needs the one state and gives the other"#),
    },
    Page {
        code: "BS0930",
        title: "assumptions that cannot be read",
        meaning: "`assumptions.xlsx` beside a model lists the cells that an import invented or guessed. A run reads its sheet `assumptions` again, by the columns `where`, `value`, `why` and `confidence`, to say what each of them is worth. It is not as an import writes it, so nothing is said about them; the results are the same.",
        wrong: Example::Told("`assumptions.xlsx` without its sheet `assumptions`, or without the column `where`"),
        right: Example::Told(
            "the file as `blackstart import company` wrote it, or none; columns of your own may stand beside",
        ),
    },
    Page {
        code: "BS0931",
        title: "a loss that the analysis states, and of which the model knows nothing",
        meaning: "The business impact analysis says what a day or a week without this service costs, but nothing in the tables says what stops with it. So no site needs it, and its outage costs nothing in the model. Either it stops something, or what it costs is no lost trade: then it can be a `[[cost]]` of a scenario.",
        wrong: Example::Told("`Payroll` with £1.1m after a week, and no channel"),
        right: Example::Told("`\"Payroll\" = [\"produce\"]` under `[channels]` of the map, if people go home unpaid"),
    },
    Page {
        code: "BS0932",
        title: "a workaround that keeps up nobody knows how much",
        meaning: "A table says that a service can be kept up by hand, but not how much of normal that is. A guess would make the outage look milder than anybody said, so the workaround counts as none.",
        wrong: Example::Told("`Workaround: paper forms`, and no column with its level"),
        right: Example::Told("`Workaround level: 30 %`, or `fallback.level` in services.csv"),
    },
    Page {
        code: "BS0933",
        title: "the company's sales are a guess",
        meaning: "No table says what the company sells in a year. It is taken from what one service brings in, from what is bought, or, if no amount is known at all, set to 100 a day, so that a loss reads as per cent of a day's sales. Durations do not depend on it; every loss in money does, in proportion.",
        wrong: Example::Told("an inventory and an analysis, and no amount"),
        right: Example::Told("`revenue = 40000000` at the top of the map, or a list of sites with a column of sales"),
    },
    Page {
        code: "BS0934",
        title: "the currency is a guess",
        meaning: "No amount in the tables names a currency, neither with a code or a sign nor in a header. A model needs one, so it is taken to be the euro. Nothing is converted.",
        wrong: Example::Told("`Spend: 120000`"),
        right: Example::Told("`Spend (GBP): 120000`, or `currency = \"GBP\"` in the map"),
    },
    Page {
        code: "BS0935",
        title: "losses that the analysis states are passed over",
        meaning: "A column of losses says how much is lost, and not after which time; or the losses of a service become less with time, although what has been lost stays lost. The model cannot take them, so no run can put them beside its own.",
        wrong: Example::Told("`Financial impact: 185000`"),
        right: Example::Told("`Loss after 1 day: 185000`, or `Loss per day: 185000`; in the map, `impact after 1d`"),
    },
    Page {
        code: "BS0950",
        title: "the server is not known by this name",
        meaning: r#"`blackstart serve` answers only to names that it knows: `localhost`, its own address, and what was named with `--host`. Otherwise a page of another site could have a name of its own lead to this machine (DNS rebinding) and read your models."#,
        wrong: Example::Told(r#"a proxy that passes on `Host: planning.example.org` to `blackstart serve`"#),
        right: Example::Told(r#"`blackstart serve models --host planning.example.org`"#),
    },
    Page {
        code: "BS0951",
        title: "another site has sent this request",
        meaning: r#"What changes something must come from a page of the server itself, or from a program, and the API takes `application/json` only. No other site may read or change anything, whatever it has a browser send."#,
        wrong: Example::Told(r#"a form on another site that is sent to the server"#),
        right: Example::Told(r#"the form on the server's own page; or `curl -H 'Content-Type: application/json' …`"#),
    },
    Page {
        code: "BS0952",
        title: "the server wants its token",
        meaning: r#"A server that listens at an address that others can reach answers only to those who know its token. It was shown once, when the server started; a new start makes a new one."#,
        wrong: Example::Told(r#"`curl http://10.0.0.5:7780/api/models`"#),
        right: Example::Told(
            r#"`curl -H 'Authorization: Bearer TOKEN' http://10.0.0.5:7780/api/models`, or /login in a browser"#,
        ),
    },
    Page {
        code: "BS0953",
        title: "the form is from before the server started",
        meaning: r#"Each form carries a secret that the server has made when it started, so that no other page can send it. After a new start old forms are worth nothing any more."#,
        wrong: Example::Told(r#"a page that was open while the server was started anew"#),
        right: Example::Told(r#"load the page again, then send it"#),
    },
    Page {
        code: "BS0954",
        title: "more than the server allows",
        meaning: r#"A server has limits: on histories, on the size of a model, on runs that wait, on a request's bytes, on years of a curve. Who starts it sets some of them; the commands have none."#,
        wrong: Example::Told(r#"a run of 1,000,000 histories where 10,000 are allowed"#),
        right: Example::Told(r#"fewer, `blackstart serve --replicates-most 1000000`, or `blackstart run`"#),
    },
    Page {
        code: "BS0955",
        title: "somebody has changed it meanwhile",
        meaning: r#"Whoever saves says which text they have changed: the hash it came with. If the file is another by now, nothing is written, and what both have changed is shown, so that nobody's work is lost."#,
        wrong: Example::Told(r#"two people open a scenario, both save"#),
        right: Example::Told(r#"the second looks at what the first has changed, and saves again"#),
    },
    Page {
        code: "BS0956",
        title: "there is nothing of this name here",
        meaning: r#"Models, scenarios, runs and their files are found by the names that the server lists. Nothing outside the folder has one: paths are no names, and links out of the folder are not followed."#,
        wrong: Example::Told(r#"`/api/models/..%2Fother`"#),
        right: Example::Told(r#"a name from `/api/models`"#),
    },
    Page {
        code: "BS0957",
        title: "the files have changed since the run was asked for",
        meaning: r#"A run that waits plays what was there when it was asked for. If model or scenario are others by the time it begins or goes on, it is not played: its results would be of something that nobody has asked for."#,
        wrong: Example::Told(r#"a scenario that is edited while a run of it waits"#),
        right: Example::Told(r#"ask for the run again"#),
    },
    Page {
        code: "BS0958",
        title: "another server works in this folder",
        meaning: r#"One server at a time has the catalogue of a folder's runs. The lock ends with the process that has it, however that ends."#,
        wrong: Example::Told(r#"`blackstart serve models` in two terminals"#),
        right: Example::Told(r#"use the one that runs, or serve another folder"#),
    },
    Page {
        code: "BS0959",
        title: "the answer took too long",
        meaning: r#"What a page shows is read and computed while the browser waits, and a minute is the most. Runs are not concerned: they are computed apart from it."#,
        wrong: Example::Told(r#"a comparison of two runs of a very large model"#),
        right: Example::Told(r#"`blackstart compare`, which may take its time"#),
    },
    Page {
        code: "BS0960",
        title: "the run needs more memory than the server gives",
        meaning: r#"A run holds the rows of all its histories until they are summed up, and a server has a limit on what all its runs hold together, so that many of them do not bring the machine down. What a run needs is estimated from a few of its histories before it is let in."#,
        wrong: Example::Told(r#"1,000,000 histories of a large company, where 2,000 MB are allowed"#),
        right: Example::Told(
            r#"as many histories as the message says, `blackstart serve --memory-most 8000`, or `blackstart run`"#,
        ),
    },
    Page {
        code: "BS0961",
        title: "this cell is edited elsewhere",
        meaning: r#"The pages of `blackstart serve` change cells of `model.toml` and of the tables in CSV beside it, in UTF-8 and in columns that are there. What stands in Parquet, in a workbook, in a list of records inside a row or in a file of another encoding is changed with the program that wrote it, and a column that is not there is added in the file."#,
        wrong: Example::Told(r#"a row of `sites.parquet`"#),
        right: Example::Told(r#"`blackstart convert`, which makes CSV of it; or the program it comes from"#),
    },
    Page {
        code: "BS0966",
        title: "nothing here can be found out",
        meaning: r#"`knowable` says which share of an uncertainty somebody could find out before a choice, for all quantities of a row that have a distribution; `knowable_of` says it of one field. This row, or this field, never has a distribution and is no chance, so it says nothing. Nothing depends on it."#,
        wrong: Example::Added("[[zone]]\nid = \"cellar\"\nknowable = 0.5\n"),
        right: Example::Told(
            "`knowable_of = { rebuild = 0.8 }` in a `[[system]]` whose rebuild takes `pert(1d, 2d, 5d)`",
        ),
    },
    Page {
        code: "BS0980",
        title: "a mitigation cannot be made",
        meaning: r#"A mitigation says what changes in the model and in its scenarios, by paths as in `docs/reference/editing.md`. This one leads nowhere, is no change at all, or makes a model or a scenario that does not check; the message is the one that the file itself would get."#,
        wrong: Example::Told(r#"`model = ["crew.it.peeple = 6"]` in mitigations.toml"#),
        right: Example::Told(r#"`model = ["crew.it.people = 6"]`"#),
    },
    Page {
        code: "BS0981",
        title: "a mitigation changes nothing",
        meaning: r#"It names no change of the model and none of a scenario, or sets fields to what they are. It is worth nothing, exactly, and costs what it costs."#,
        wrong: Example::Told(r#"a [[mitigation]] with a cost and neither `model` nor `scenario`"#),
        right: Example::Told(r#"`scenario = ["recovery.investigation = 3d"]`"#),
    },
];
