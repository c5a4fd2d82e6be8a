//! The page is whole, safe and needs nobody else.

use super::parts::hash;

#[test]
fn hashes_are_what_browsers_compute() {
    // SHA-256 of the empty text and of "abc" (FIPS 180-4), in base64.
    assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert_eq!(hash("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}
