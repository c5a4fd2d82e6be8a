//! A change in words is set, remove or add.

use super::*;

#[test]
fn an_edit_is_words() {
    let set = |path: &str, value: &str| Some(Edit::Set(path.to_owned(), value.to_owned()));
    assert_eq!(Edit::of("crew.it.people = 6"), set("crew.it.people", "6"));
    assert_eq!(Edit::of("link[from=a,to=b].cover=9d"), set("link[from=a,to=b].cover", "9d"));
    assert_eq!(Edit::of(r#"system."a=b".zone = "x=y""#), set(r#"system."a=b".zone"#, r#""x=y""#));
    assert_eq!(Edit::of(" remove service.erp.tolerance "), Some(Edit::Remove("service.erp.tolerance".to_owned())));
    assert_eq!(
        Edit::of(r#"add crew { id = "x", people = 2 }"#),
        Some(Edit::Add("crew".to_owned(), r#"{ id = "x", people = 2 }"#.to_owned()))
    );
    assert_eq!(Edit::of("crew.it.people"), None);
}
