//! The fields that OED 5.0.0 has for cyber accounts, and what becomes of each: the same list as on the page `docs/reference/oed.md`.

use blackstart_model::units::nearest;

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It decides what a policy is.
    Taken,
    /// The model has nothing like it: what it says is told, with this effect.
    Told(&'static str),
    /// It describes the insured or the business and decides no claim.
    Description,
}

use Fate::{Description, Taken, Told};

/// The coverages with fields of their own, and the losses they are here. FIN is none of the losses that a model has.
pub(super) const COVERAGES: [Coverage; 9] = [
    Coverage { id: "7", code: "NPBI", covers: &["interruption"] },
    Coverage { id: "8", code: "CBI", covers: &["contingent"] },
    Coverage { id: "9", code: "DIAS", covers: &["rebuild"] },
    Coverage { id: "10", code: "EXT", covers: &["extortion"] },
    Coverage { id: "11", code: "FIN", covers: &[] },
    Coverage { id: "12", code: "INRE", covers: &["response", "notification"] },
    Coverage { id: "13", code: "LIA", covers: &["liability"] },
    Coverage { id: "14", code: "REG", covers: &["fine"] },
    Coverage { id: "15", code: "ENO", covers: &["penalty"] },
];

/// A coverage of OED.
#[derive(Debug)]
pub(super) struct Coverage {
    pub id: &'static str,
    pub code: &'static str,
    /// The losses that it is here, the one with its terms first.
    pub covers: &'static [&'static str],
}

/// All cyber coverages.
pub(super) const ALL: [&str; 2] = ["CYB", "16"];
/// Coverages of property, by name and number.
pub(super) const PROPERTY: [&str; 12] =
    ["1Building", "2Other", "3Contents", "4BI", "5PD", "6All", "1", "2", "3", "4", "5", "6"];
/// What OED 4 called coverages.
pub(super) const RENAMED: [(&str, &str); 2] = [("BI", "NPBI"), ("LIAB", "LIA")];

/// The perils of PolPerilsCovered that are, or include, a cyber attack on systems and data.
pub(super) const PERILS: [&str; 3] = ["CC1", "CSB", "AA1"];

const IN_FORCE: &str = "a policy here has no period: scenarios outside it are paid too";
const STATUS: &str = "a policy here has no status: it is taken as one in force";

/// Every field but the terms of the coverages. `XX` stands for a number, `ZZZ` for any word.
pub(super) const FIELDS: [(&str, Fate); 80] = [
    ("PortNumber", Description),
    ("PortName", Description),
    ("PortNotes", Description),
    ("AccNumber", Taken),
    ("AccName", Description),
    ("AccGroup", Description),
    ("AccStatus", Told(STATUS)),
    ("ExpiringAccNumber", Description),
    ("CedantName", Description),
    ("AccCurrency", Taken),
    ("AccUserDef1", Description),
    ("AccUserDef2", Description),
    ("AccUserDef3", Description),
    ("AccUserDef4", Description),
    ("AccUserDef5", Description),
    ("FlexiAccZZZ", Description),
    ("PolNumber", Taken),
    ("PolStatus", Told(STATUS)),
    ("PolInceptionDate", Told(IN_FORCE)),
    ("PolExpiryDate", Told(IN_FORCE)),
    ("ProducerName", Description),
    ("Underwriter", Description),
    ("BranchName", Description),
    ("LOB", Description),
    ("ExpiringPolNumber", Description),
    ("PolPerilsCovered", Taken),
    ("PolGrossPremium", Description),
    ("PolTax", Description),
    ("PolBrokerage", Description),
    ("PolNetPremium", Description),
    ("LayerNumber", Taken),
    ("LayerParticipation", Taken),
    ("LayerLimit", Taken),
    ("LayerAttachment", Taken),
    ("PolUserDef1", Description),
    ("PolUserDef2", Description),
    ("PolUserDef3", Description),
    ("PolUserDef4", Description),
    ("PolUserDef5", Description),
    ("FlexiPolZZZ", Description),
    ("OEDVersion", Description),
    ("OriginalCurrency", Description),
    ("RateOfExchange", Description),
    ("CompanyIDSchemeXX", Description),
    ("CompanyIDCodeXX", Description),
    ("YearFounded", Description),
    ("StreetAddress", Description),
    ("PostalCode", Description),
    ("City", Description),
    ("CountryCode", Description),
    ("AreaCode", Description),
    ("IndustrySchemeXX", Description),
    ("IndustryCodeXX", Description),
    ("IndustryVintageXX", Description),
    ("IndustryDescription", Description),
    ("NumberOfEmployees", Description),
    ("AnnualRevenue", Description),
    ("AnnualRevenueCurrency", Description),
    ("GrossProfitMargin", Description),
    ("NumberOfRecords", Description),
    ("URL", Description),
    ("IsPackage", Description),
    ("PolDed", Taken),
    ("StackedPolNumber", Taken),
    ("LayerAggAttachment", Taken),
    ("LayerAggLimit", Taken),
    ("LimitCurrency", Taken),
    ("DedCurrency", Taken),
    ("PolSIR", Taken),
    ("PolCoverage", Taken),
    ("OSVendor", Description),
    ("CloudVendor", Description),
    ("EmailVendor", Description),
    ("CRMVendor", Description),
    ("PatchPolicy", Description),
    ("BackUpFreq", Description),
    ("AreaName", Description),
    ("BIWaitingPeriod", Taken),
    ("BIPOI", Taken),
    ("InsuredName", Taken),
];

/// Fields of other classes of business that say something else than an amount: alone they decide no claim.
const OTHER_WORDS: [&str; 15] = [
    "AccPeril",
    "PolPeril",
    "HoursClause",
    "CondNumber",
    "CondName",
    "CondPriority",
    "CondPeril",
    "CondClass",
    "CondTag",
    "StepFunctionName",
    "StepTriggerType",
    "StepNumber",
    "PayOutType",
    "TriggerType",
    "CoverageClassDescription",
];

/// Fields of other classes of business that may decide a claim.
const OTHER_TERMS: [&str; 10] = [
    "ExtraExpenseFactor",
    "ExtraExpenseLimit",
    "DebrisRemovalFactor",
    "MinimumTIV",
    "ScaleFactor",
    "IsLimitAtDamage",
    "CoverageTerritory",
    "CoverageTrigger",
    "IsGroupCover",
    "DefenceCost",
];

/// Beginnings of the names of terms, whatever follows.
const TERMS: [&str; 10] =
    ["PolLimit", "PolDed", "PolSIR", "PolMin", "PolMax", "AccLimit", "AccDed", "Cond", "Layer", "BI"];

/// Names of the columns that a file may have, without those that have any number or word in their names.
pub(super) fn names() -> Vec<String> {
    let terms = COVERAGES.iter().flat_map(|it| [format!("PolDed{}", it.code), format!("PolLimit{}", it.code)]);
    let plain = FIELDS.iter().map(|(name, _)| *name).filter(|name| !name.ends_with("XX") && !name.ends_with("ZZZ"));
    plain.map(str::to_owned).chain(terms).collect()
}

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A field of cyber accounts.
    Known(Fate),
    /// A field of OED that cyber accounts do not have; whether it may decide a claim.
    OtherClass(bool),
    /// No field of OED, but the name of a term or nearly that of one: what is probably meant, if anything.
    LikeATerm(Option<String>),
    /// No field of OED.
    Unknown,
}

impl Column {
    /// What a column is, of all that a table has.
    pub(super) fn of(name: &str, columns: &[String]) -> Self {
        if let Some((_, fate)) = FIELDS.iter().find(|(field, _)| is(field, name)) {
            return Self::Known(*fate);
        }
        let coverage = |code: &str| COVERAGES.iter().any(|it| it.code == code);
        if ["PolDed", "PolLimit"].iter().any(|term| name.strip_prefix(term).is_some_and(coverage)) {
            return Self::Known(Taken);
        }
        if let Some(may_decide) = other_class(name) {
            return Self::OtherClass(may_decide);
        }
        let meant = meant(name).filter(|meant| !columns.contains(meant));
        let fate = |meant: &String| FIELDS.iter().find(|(field, _)| field == meant).map(|(_, fate)| *fate);
        let meant = meant.filter(|meant| fate(meant) != Some(Description));
        if meant.is_some() || TERMS.iter().any(|term| starts_with(name, term)) {
            return Self::LikeATerm(meant);
        }
        Self::Unknown
    }
}

/// Whether a column has the name of a field.
fn is(field: &str, name: &str) -> bool {
    match (field.strip_suffix("XX"), field.strip_suffix("ZZZ")) {
        (Some(stem), _) => name.strip_prefix(stem).is_some_and(|rest| rest.bytes().all(|it| it.is_ascii_digit())),
        (_, Some(stem)) => name.strip_prefix(stem).is_some_and(|rest| !rest.is_empty()),
        _ => field == name,
    }
}

/// Whether a field of other classes of business may decide a claim; `None`: it is none.
fn other_class(name: &str) -> Option<bool> {
    if name == "AccParticipation" || OTHER_TERMS.contains(&name) {
        return Some(true);
    }
    if OTHER_WORDS.contains(&name) {
        return Some(false);
    }
    let beginnings = ["AccDed", "AccMin", "AccMax", "AccLimit", "PolDed", "PolMin", "PolMax", "PolLimit", "Cond"];
    let of_property = |it: &&str| it.len() > 1 && name.ends_with(*it);
    if PROPERTY.iter().any(of_property) && beginnings.iter().any(|it| name.starts_with(it)) {
        return Some(!(name.contains("Code") || name.contains("Type")));
    }
    let step = ["Trigger", "Deductible", "PayOut"].iter().any(|it| name.starts_with(it));
    (step && (name.contains("Building") || name.contains("Contents"))).then_some(true)
}

/// The field that a name probably means.
fn meant(name: &str) -> Option<String> {
    for term in ["PolDed", "PolLimit"] {
        if let Some(coverage) = name.strip_prefix(term).filter(|it| !it.is_empty()) {
            return coverage_meant(coverage).filter(|meant| meant != ALL[0]).map(|meant| format!("{term}{meant}"));
        }
    }
    let names = names();
    nearest(name, &names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Whether a name begins so; short beginnings are those of other words too, if case does not matter.
fn starts_with(name: &str, beginning: &str) -> bool {
    const SHORT: usize = 4;
    match name.get(..beginning.len()) {
        Some(start) if beginning.len() > SHORT => start.eq_ignore_ascii_case(beginning),
        Some(start) => start == beginning,
        None => false,
    }
}

/// The coverage that a word of PolCoverage names.
pub(super) fn coverage(word: &str) -> Option<&'static Coverage> {
    COVERAGES.iter().find(|it| it.id == word || it.code.eq_ignore_ascii_case(word))
}

/// The coverage that a word nearly names.
pub(super) fn coverage_meant(word: &str) -> Option<String> {
    let old = RENAMED.iter().find(|(old, _)| old.eq_ignore_ascii_case(word));
    let codes: Vec<&str> = COVERAGES.iter().map(|it| it.code).chain(["CYB"]).collect();
    old.map(|(_, new)| (*new).to_owned()).or_else(|| nearest(word, &codes))
}
