//! Quantities: what is understood, what is refused, and that writing reads back.

use super::*;
use proptest::prelude::*;

fn pounds() -> Currency {
    Currency { code: "GBP".into(), sign: "£".into() }
}

fn read(text: &str, dimension: Dimension) -> Result<f64, Complaint> {
    quantity(text, dimension, &pounds())
}

/// The mistake, the offending text and the advice, in one line.
fn wrong(text: &str, dimension: Dimension) -> String {
    let complaint = uncertain(text, dimension, &pounds()).unwrap_err();
    let part = &text[complaint.at..complaint.at + complaint.len];
    format!("{:?} at [{part}]: {complaint}", complaint.what)
}

#[test]
fn every_example_of_the_format_page_is_understood() {
    use Dimension::*;
    for (text, dimension, value) in [
        ("4h", Hours, 4.0),
        ("3d", Hours, 72.0),
        ("2w", Hours, 336.0),
        ("90min", Hours, 1.5),
        ("forever", Hours, f64::INFINITY),
        ("0", Hours, 0.0),
        ("1 year", Hours, 8760.0),
        ("540/d", PerDay, 540.0),
        ("12/h", PerDay, 288.0),
        ("4700/week", PerDay, 4700.0 / 7.0),
        ("400898/year", PerDay, 400_898.0 / 365.0),
        ("1.2k / day", PerDay, 1200.0),
        ("£2.5m", Money, 2.5e6),
        ("GBP 400k", Money, 4e5),
        ("gbp400k", Money, 4e5),
        ("400k GBP", Money, 4e5),
        ("400k£", Money, 4e5),
        ("£1.9bn", Money, 1.9e9),
        ("£ 1.9 billion", Money, 1.9e9),
        ("1_000.5", Money, 1000.5),
        ("2.3m", Money, 2.3e6),
        ("1e3", Money, 1000.0),
        ("£108m/week", MoneyPerDay, 108e6 / 7.0),
        ("£5m/d", MoneyPerDay, 5e6),
        ("£80/h", MoneyPerDay, 1920.0),
        ("80/h", MoneyPerHour, 80.0),
        ("£80/h", MoneyPerHour, 80.0),
        ("£80", MoneyPerHour, 80.0),
        ("80", MoneyPerHour, 80.0),
        ("0.35", Share, 0.35),
        ("35%", Share, 0.35),
        ("35 %", Share, 0.35),
        (".5", Share, 0.5),
        ("-0", Share, 0.0),
        ("120%", Factor, 1.2),
        ("1.2", Factor, 1.2),
        ("12", Count, 12.0),
    ] {
        assert_eq!(read(text, dimension).map(f64::to_bits), Ok(value.to_bits()), "{text}");
    }
}

#[test]
fn multiples_of_ten_are_rounded_once() {
    // 0.1 + 0.2 troubles do not come from units: the text is the decimal.
    for (text, value) in [("£1.1m", 1.1e6), ("£2.675k", 2675.0), ("£0.0000007bn", 700.0), ("£4.35m", 4_350_000.0)] {
        assert_eq!(read(text, Dimension::Money), Ok(value), "{text}");
    }
    assert_eq!(read("0.7%", Dimension::Share), Ok(0.007));
}

#[test]
fn a_distribution_may_say_what_it_moves_with() {
    let read = |text| uncertain(text, Dimension::Hours, &pounds());
    let alone = read("pert(5d, 9d, 21d)").unwrap();
    let ramp = crate::id::key("factor", "ramp");
    for (text, strength) in [
        ("pert(5d, 9d, 21d) with ramp", 1.0),
        (" pert( 5d ,9d, 21d)with  ramp ", 1.0),
        ("pert(5d, 9d, 21d) with ramp 0.6", 0.6),
        ("pert(5d, 9d, 21d) with ramp -1", -1.0),
    ] {
        let it = read(text).unwrap();
        assert_eq!(it, alone.with(ramp, strength), "{text}");
        assert_eq!(it.alone(), alone);
        assert_eq!((it.low(), it.mean(), it.high()), (alone.low(), alone.mean(), alone.high()));
        assert_eq!(it.scaled(2.0).alone(), alone.scaled(2.0));
        assert_eq!(factor_of(text), Some("ramp"));
    }
    assert_eq!(factor_of("pert(5d, 9d, 21d)"), None);
    // Each wrong text, and the part of it that is wrong.
    for (text, part) in [
        ("3d with ramp", "ramp"),
        ("pert(5d, 9d, 21d) with", ""),
        ("pert(5d, 9d, 21d) with 0.6", "0.6"),
        ("pert(5d, 9d, 21d) with ramp 2", "2"),
        ("pert(5d, 9d, 21d) with ramp 0", "0"),
        ("pert(5d, 9d, 21d) with ramp much", "much"),
        ("pert(5d, 9d, 21d) with ramp 0.5 0.6", "0.5 0.6"),
    ] {
        let complaint = read(text).unwrap_err();
        assert_eq!((complaint.what.clone(), complaint.advice.is_empty()), (Wrong::NotAQuantity, false), "{text}");
        assert_eq!(&text[complaint.at..complaint.at + complaint.len], part, "{text}");
    }
}

#[test]
fn distributions_are_understood() {
    let read = |text, dimension| uncertain(text, dimension, &pounds());
    assert_eq!(
        read("pert(5d, 9d, 21d)", Dimension::Hours),
        Ok(Uncertain::Pert { low: 120.0, mode: 216.0, high: 504.0 })
    );
    assert_eq!(
        read(" triangular( 10%,20 % , 0.3 ) ", Dimension::Share),
        Ok(Uncertain::Triangular { low: 0.1, mode: 0.2, high: 0.3 })
    );
    assert_eq!(read("uniform(2d, 4d)", Dimension::Hours), Ok(Uncertain::Uniform { low: 48.0, high: 96.0 }));
    assert_eq!(
        read("lognormal(median £3m, p90 £10m)", Dimension::Money),
        Ok(Uncertain::Lognormal { median: 3e6, p90: 1e7 })
    );
    assert_eq!(read("3d", Dimension::Hours), Ok(Uncertain::Fixed(72.0)));
    assert_eq!(read("forever", Dimension::Hours), Ok(Uncertain::Fixed(f64::INFINITY)));
}

#[test]
fn mistakes_name_the_place_and_the_way_out() {
    use Dimension::*;
    let all = [
        ("", Hours),
        ("soon", Hours),
        ("5", Hours),
        ("5m", Hours),
        ("3 dayz", Hours),
        ("2 months", Hours),
        ("1,5d", Hours),
        ("1,000", Money),
        ("1__0", Money),
        ("-3d", Hours),
        ("\u{2212}£5", Money),
        ("£-5", Money),
        ("nan", Share),
        ("inf", Hours),
        ("1e999", Money),
        ("9999y", Hours),
        ("540", PerDay),
        ("540/s", PerDay),
        ("540/wek", PerDay),
        ("£540/d", PerDay),
        ("3d", Money),
        ("3d/week", Hours),
        ("€3m", Money),
        ("EUR 3m", Money),
        ("3m EUR", Money),
        ("$3m", Money),
        ("£3b", Money),
        ("£5m", MoneyPerDay),
        ("£5/d", MoneyPerHour),
        ("35", Share),
        ("350%", Share),
        ("2.5", Count),
        ("forever", Money),
        ("pert(5d, 9d)", Hours),
        ("pert(9d, 5d, 21d)", Hours),
        ("pert(5d, 9d, forever)", Hours),
        ("pert(5d, 9, 21d)", Hours),
        ("prt(5d, 9d, 21d)", Hours),
        ("normal(5d, 9d)", Hours),
        ("pert(5d, 9d, 21d", Hours),
        ("lognormal(3d, 10d)", Hours),
        ("lognormal(median 3d, p90 2d)", Hours),
        ("lognormal(median 0d, p90 2d)", Hours),
        ("lognormal(median 0.5, p90 0.6)", Share),
        ("uniform(1, 2)", Count),
    ]
    .map(|(text, dimension)| format!("{text:30} {}", wrong(text, dimension)))
    .join("\n");
    insta::assert_snapshot!(all, @r#"
                                   NotAQuantity at []: nothing is written here; write a duration such as "4h", "3d", "2w" or "forever"
    soon                           NotAQuantity at [soon]: there is no number here; write a duration such as "4h", "3d", "2w" or "forever"
    5                              WrongDimension at [5]: a duration needs a unit; write a duration such as "4h", "3d", "2w" or "forever"
    5m                             UnknownUnit { did_you_mean: Some("min") } at [m]: `m` is not a unit of time; write `min` for minutes, `h`, `d` or `w`; months differ in length: write days
    3 dayz                         UnknownUnit { did_you_mean: Some("days") } at [dayz]: unknown unit `dayz`; did you mean `days`?
    2 months                       UnknownUnit { did_you_mean: None } at [months]: unknown unit `months`; write a duration such as "4h", "3d", "2w" or "forever"
    1,5d                           NotAQuantity at [1,5d]: a comma in a number is ambiguous; write digits, `_` between thousands and `.` before decimals: 1_000.5
    1,000                          NotAQuantity at [1,000]: a comma in a number is ambiguous; write digits, `_` between thousands and `.` before decimals: 1_000.5
    1__0                           NotAQuantity at [1__0]: the number is not well formed; write digits, `_` between thousands and `.` before decimals: 1_000.5
    -3d                            Negative at [-3d]: the value is below zero; write zero or more
    −£5                            Negative at [−£5]: the value is below zero; write zero or more
    £-5                            Negative at [£-5]: the value is below zero; write zero or more
    nan                            NotFinite at [nan]: this is not a finite number; write a share such as 0.35 or "35%"
    inf                            NotFinite at [inf]: this is not a finite number; write `forever`
    1e999                          NotFinite at [1e999]: the number is not finite; write an amount such as "£2.5m", "GBP 400k" or a plain number
    9999y                          OutOfRange at [9999y]: the duration is longer than a thousand years; write `forever`
    540                            WrongDimension at [540]: a rate needs a unit of time; write a rate such as "540/d", "12/h" or "4700/week"
    540/s                          UnknownUnit { did_you_mean: None } at [s]: `s` is not a unit of time; use /h, /d, /week or /year
    540/wek                        UnknownUnit { did_you_mean: Some("week") } at [wek]: `wek` is not a unit of time; did you mean `week`?
    £540/d                         WrongDimension at [£540/d]: this is money per time, but the field takes another kind of quantity; write a rate such as "540/d", "12/h" or "4700/week"
    3d                             WrongDimension at [3d]: this is a duration, but the field takes another kind of quantity; write an amount such as "£2.5m", "GBP 400k" or a plain number
    3d/week                        WrongDimension at [3d/week]: a duration per time is no quantity used here; write a duration such as "4h", "3d", "2w" or "forever"
    €3m                            WrongCurrency at [€]: the amount is in €, but the model's currency is GBP; convert it to GBP and note the rate
    EUR 3m                         WrongCurrency at [EUR]: the amount is in EUR, but the model's currency is GBP; convert it to GBP and note the rate
    3m EUR                         WrongCurrency at [EUR]: the amount is in EUR, but the model's currency is GBP; convert it to GBP and note the rate
    $3m                            WrongCurrency at [$]: the amount is in $, but the model's currency is GBP; convert it to GBP and note the rate
    £3b                            UnknownUnit { did_you_mean: Some("bn") } at [b]: unknown unit `b`; did you mean `bn`?
    £5m                            WrongDimension at [£5m]: money per time needs a unit of time; write money per time such as "£108m/week" or "£5m/d"
    £5/d                           WrongDimension at [£5/d]: this field is money per hour; write money per hour such as "£80/h" or a plain number
    35                             OutOfRange at [35]: a share is between 0 and 1; did you mean "35%"?
    350%                           OutOfRange at [350%]: a share is between 0 and 1; write a share such as 0.35 or "35%"
    2.5                            OutOfRange at [2.5]: the number is not whole; write a whole number such as 12
    forever                        WrongDimension at [forever]: only a duration can be `forever`; write an amount such as "£2.5m", "GBP 400k" or a plain number
    pert(5d, 9d)                   NotAQuantity at [5d, 9d]: pert takes 3 values, not 2; write pert(low, most likely, high)
    pert(9d, 5d, 21d)              Order at [9d, 5d, 21d]: the values are not in the order lowest, most likely, highest; write pert(low, most likely, high) in rising order
    pert(5d, 9d, forever)          NotFinite at [forever]: a distribution needs finite values; write `forever` alone, or a longest duration
    pert(5d, 9, 21d)               WrongDimension at [9]: a duration needs a unit; write a duration such as "4h", "3d", "2w" or "forever"
    prt(5d, 9d, 21d)               UnknownUnit { did_you_mean: Some("pert") } at [prt]: `prt` is not a distribution; did you mean `pert`?
    normal(5d, 9d)                 UnknownUnit { did_you_mean: None } at [normal]: `normal` is not a distribution; use pert(…), triangular(…), uniform(…) or lognormal(…)
    pert(5d, 9d, 21d               NotAQuantity at [pert(5d, 9d, 21d]: the bracket is not closed at the end; end with `)`
    lognormal(3d, 10d)             NotAQuantity at [3d]: `median …` must stand here; write lognormal(median …, p90 …), e.g. lognormal(median 3d, p90 10d)
    lognormal(median 3d, p90 2d)   Order at [median 3d, p90 2d]: the 90th percentile is below the median; write lognormal(median …, p90 …) in rising order
    lognormal(median 0d, p90 2d)   OutOfRange at [0d]: the median of a lognormal must be above 0; write a positive median, or use uniform(0, …)
    lognormal(median 0.5, p90 0.6) OutOfRange at [lognormal(median 0.5, p90 0.6)]: a share cannot be lognormal: it would exceed 1; use pert(low, mode, high) between 0 and 1
    uniform(1, 2)                  WrongDimension at [uniform(1, 2)]: a count must be known exactly; write a whole number
    "#);
    assert_eq!(uncertain(&"9".repeat(201), Money, &pounds()).unwrap_err().what, Wrong::TooLong);
    assert_eq!(read("uniform(1d, 2d)", Hours).unwrap_err().what, Wrong::WrongDimension);
}

#[test]
fn bare_numbers_are_taken_only_where_a_unit_is_not_needed() {
    let plain = |value, dimension| plain(value, dimension, &pounds()).map_err(|complaint| complaint.what);
    assert_eq!(plain(5.0, Dimension::Money), Ok(5.0));
    assert_eq!(plain(0.0, Dimension::Hours), Ok(0.0));
    assert_eq!(plain(5.0, Dimension::Hours), Err(Wrong::WrongDimension));
    assert_eq!(plain(5.0, Dimension::MoneyPerDay), Err(Wrong::WrongDimension));
    assert_eq!(plain(f64::NAN, Dimension::Money), Err(Wrong::NotFinite));
    assert_eq!(plain(f64::INFINITY, Dimension::Money), Err(Wrong::NotFinite));
    assert_eq!(plain(-1.0, Dimension::Money), Err(Wrong::Negative));
    assert_eq!(plain(1.5, Dimension::Share), Err(Wrong::OutOfRange));
    assert_eq!(plain(1.5, Dimension::Count), Err(Wrong::OutOfRange));
}

#[test]
fn currencies_have_codes_and_signs() {
    assert_eq!(currency("GBP"), Ok(pounds()));
    assert_eq!(currency("CHF").unwrap().sign, "CHF");
    assert_eq!(currency("gbp").unwrap_err().what, Wrong::UnknownUnit { did_you_mean: Some("GBP".into()) });
    assert!(currency("").is_err());
    assert!(sign("£").is_ok() && sign("kr").is_ok() && sign("A$").is_ok());
    assert!(sign("").is_err() && sign("(").is_err() && sign("1").is_err() && sign("£ ").is_err());
    // Swiss francs, written with letters.
    let francs = currency("CHF").unwrap();
    assert_eq!(quantity("CHF 3m", Dimension::Money, &francs), Ok(3e6));
    assert_eq!(written(3e6, Dimension::Money, &francs), "CHF 3m");
    assert_eq!(quantity("£3m", Dimension::Money, &francs).unwrap_err().what, Wrong::WrongCurrency);
    // A model in dollars of its own.
    let dollars = Currency { code: "AUD".into(), sign: "$".into() };
    assert_eq!(quantity("$3m", Dimension::Money, &dollars), Ok(3e6));
    assert_eq!(quantity("US$3m", Dimension::Money, &dollars).unwrap_err().what, Wrong::WrongCurrency);
}

#[test]
fn every_currency_writes_and_reads_its_own_amounts() {
    for code in CODES.split(' ') {
        let currency = currency(code).unwrap();
        sign(&currency.sign).unwrap();
        let text = written(2.5e6, Dimension::MoneyPerDay, &currency);
        assert_eq!(quantity(&text, Dimension::MoneyPerDay, &currency), Ok(2.5e6), "{text}");
    }
}

#[test]
fn values_are_written_as_people_write_them() {
    let show = |value, dimension| written(value, dimension, &pounds());
    assert_eq!(show(504.0, Dimension::Hours), "21d");
    assert_eq!(show(1.5, Dimension::Hours), "1.5h");
    assert_eq!(show(0.5, Dimension::Hours), "30min");
    assert_eq!(show(0.0, Dimension::Hours), "0d");
    assert_eq!(show(f64::INFINITY, Dimension::Hours), "forever");
    assert_eq!(show(4700.0 / 7.0, Dimension::PerDay), "4700/week");
    assert_eq!(show(108e6 / 7.0, Dimension::MoneyPerDay), "£108m/week");
    assert_eq!(show(1.9e9, Dimension::Money), "£1.9bn");
    assert_eq!(show(0.35, Dimension::Share), "35%");
    assert_eq!(show(1.2, Dimension::Factor), "1.2");
    let lognormal = Uncertain::Lognormal { median: 72.0, p90: 240.0 };
    assert_eq!(lognormal.describe(Dimension::Hours, &pounds()), "lognormal(median 3d, p90 10d)");
}

#[test]
fn numbers_that_could_not_be_computed_with_are_refused() {
    let what = |text: &str, dimension| uncertain(text, dimension, &pounds()).map_err(|complaint| complaint.what);
    for text in
        ["5e-324/d", "1e-310/d", "1e-13/d", "1e-400/d", "uniform(1e-300/d, 2/d)", "lognormal(median 1e-9/d, p90 1/d)"]
    {
        assert_eq!(what(text, Dimension::PerDay), Err(Wrong::Extreme), "{text}");
    }
    for text in ["1.7e308", "£1e300", "1e19", "1e999"] {
        assert!(matches!(what(text, Dimension::Money), Err(Wrong::OutOfRange | Wrong::NotFinite)), "{text}");
    }
    assert_eq!(what("0e-400/d", Dimension::PerDay), Ok(Uncertain::ZERO));
    assert_eq!(what("1e-12/d", Dimension::PerDay), Ok(Uncertain::Fixed(1e-12)));
    assert_eq!(plain(1e-310, Dimension::Money, &pounds()).map_err(|complaint| complaint.what), Err(Wrong::Extreme));
    // The widest that is read: everything that is done with it stays finite.
    let widest = uncertain("lognormal(median 1e12, p90 1e18)", Dimension::Money, &pounds()).unwrap();
    assert!(widest.mean().is_finite() && widest.mean() < 1e50);
}

#[test]
fn means_and_bounds() {
    assert_eq!(Uncertain::Pert { low: 0.0, mode: 1.0, high: 8.0 }.mean(), 2.0);
    assert_eq!(Uncertain::Triangular { low: 0.0, mode: 1.0, high: 8.0 }.mean(), 3.0);
    assert_eq!(Uncertain::Uniform { low: 2.0, high: 4.0 }.mean(), 3.0);
    // σ = ln 2 / z90; mean = exp(σ²/2).
    let mean = Uncertain::Lognormal { median: 1.0, p90: 2.0 }.mean();
    assert!((mean - (0.5 * (std::f64::consts::LN_2 / 1.281_551_565_544_6_f64).powi(2)).exp()).abs() < 1e-14);
    let lognormal = Uncertain::Lognormal { median: 1.0, p90: 2.0 };
    assert_eq!((lognormal.low(), lognormal.high()), (0.0, f64::INFINITY));
    assert_eq!(lognormal.scaled(3.0), Uncertain::Lognormal { median: 3.0, p90: 6.0 });
}

const DIMENSIONS: [Dimension; 8] = [
    Dimension::Hours,
    Dimension::PerDay,
    Dimension::Money,
    Dimension::MoneyPerDay,
    Dimension::MoneyPerHour,
    Dimension::Share,
    Dimension::Factor,
    Dimension::Count,
];

/// Values over many magnitudes, round and not, within the dimension's limit.
fn value(dimension: Dimension) -> impl Strategy<Value = f64> {
    let limit = dimension.limit();
    prop_oneof![
        Just(0.0),
        (0.0..=1.0_f64).prop_map(move |share| share * limit),
        (-11.9..18.0_f64).prop_map(move |power| 10_f64.powf(power).min(limit)),
        (0_u32..100_000).prop_map(move |whole| f64::from(whole).min(limit)),
        (0_u32..100_000).prop_map(move |whole| (f64::from(whole) / 7.0).min(limit)),
        (0_u32..100_000).prop_map(move |whole| (f64::from(whole) / 100.0).min(limit)),
    ]
    .prop_map(move |value| if dimension == Dimension::Count { value.floor() } else { value })
}

fn dimension() -> impl Strategy<Value = Dimension> {
    proptest::sample::select(&DIMENSIONS[..])
}

proptest! {
    #[test]
    fn what_is_written_reads_back_to_the_same_bits(
        (dimension, values, shape) in dimension().prop_flat_map(|d| (Just(d), [value(d), value(d), value(d)], 0..5))
    ) {
        let mut sorted = values;
        sorted.sort_by(f64::total_cmp);
        let [low, mode, high] = sorted;
        let quantity = match shape {
            0 => Uncertain::Fixed(mode),
            1 => Uncertain::Uniform { low, high },
            2 => Uncertain::Pert { low, mode, high },
            3 => Uncertain::Triangular { low, mode, high },
            _ => Uncertain::Lognormal { median: mode.max(1e-9), p90: high.max(1e-9).min(mode.max(1e-9) * 1e5) },
        };
        prop_assume!(dimension != Dimension::Count || shape == 0);
        prop_assume!(dimension != Dimension::Share || shape != 4);
        let text = quantity.describe(dimension, &pounds());
        prop_assert_eq!(uncertain(&text, dimension, &pounds()), Ok(quantity), "{}", text);
    }

    #[test]
    fn no_text_panics_and_every_complaint_points_into_it(text in any::<String>(), dimension in dimension()) {
        no_panic(&text, dimension)?;
    }

    #[test]
    fn no_nearly_right_text_panics(
        text in r"[ £€$−0-9.,_eEkmbndhw%/()ptrianglo]{0,24}|(pert|uniform|lognormal)\((median )?[0-9.]{0,4}[dkm%]?,[ p0-9]{0,5}[dkm%]?,?[0-9]{0,2}[dkm]?\)?",
        dimension in dimension(),
    ) {
        no_panic(&text, dimension)?;
    }
}

fn no_panic(text: &str, dimension: Dimension) -> Result<(), TestCaseError> {
    match uncertain(text, dimension, &pounds()) {
        Ok(read) => {
            prop_assert!(read.low() >= 0.0 && read.low() <= read.mean() && read.mean() <= read.high());
            prop_assert!(read.fixed().is_some() || read.mean().is_finite());
        }
        Err(complaint) => {
            prop_assert!(text.get(complaint.at..complaint.at + complaint.len).is_some(), "{:?}", complaint);
            prop_assert!(!complaint.message.is_empty() && !complaint.advice.is_empty());
        }
    }
    let _ = currency(text);
    let _ = sign(text);
    Ok(())
}
