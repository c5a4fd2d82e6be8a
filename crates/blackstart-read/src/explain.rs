//! A page per code: what it means, a wrong and a right example.

mod pages;

use pages::PAGES;
#[cfg(test)]
pub(crate) use pages::{Example, Page};
use std::sync::OnceLock;

/// The page about a problem's code: what it means, a wrong and a right example. Case does not matter.
pub fn explain(code: &str) -> Option<&'static str> {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| PAGES.iter().map(pages::Page::text).collect());
    let at = PAGES.iter().position(|page| page.code.eq_ignore_ascii_case(code.trim()))?;
    texts.get(at).map(String::as_str)
}

/// All codes with their titles, ascending.
pub fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGES.iter().map(|page| (page.code, page.title))
}

/// All pages, for the test that every example does what it says.
#[cfg(test)]
pub(crate) fn pages() -> &'static [Page] {
    PAGES
}
