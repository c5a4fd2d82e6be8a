//! Quantities: no text panics, complaints point into the text, and what is understood is written and read back the same.
#![no_main]

use blackstart_model::model::Currency;
use blackstart_model::units::{Dimension, currency, quantity, sign, uncertain};
use libfuzzer_sys::fuzz_target;

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

// The first byte chooses the dimension and the currency, the rest is the text.
fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let dimension = DIMENSIONS[usize::from(choice % 8)];
    let money = [("GBP", "£"), ("EUR", "€"), ("CHF", "CHF"), ("USD", "$")][usize::from(choice / 8 % 4)];
    let money = Currency { code: money.0.into(), sign: money.1.into() };
    match uncertain(text, dimension, &money) {
        Ok(read) => {
            assert!(read.low() >= 0.0 && read.low() <= read.mean() && read.mean() <= read.high(), "{read:?}");
            if let Some(value) = read.fixed() {
                assert_eq!(quantity(text, dimension, &money), Ok(value));
            }
            let text = read.describe(dimension, &money);
            assert_eq!(uncertain(&text, dimension, &money), Ok(read), "{text}");
        }
        Err(complaint) => {
            assert!(text.get(complaint.at..complaint.at + complaint.len).is_some(), "{complaint:?}");
        }
    }
    // Looking for the nearest of 150 codes is slow, and there is little to find in long ones.
    if text.len() <= 5 {
        let _ = currency(text);
        let _ = sign(text);
    }
});
