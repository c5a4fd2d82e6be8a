//! What is written is safe and well formed.

use super::*;

#[test]
fn markup_in_names_stays_text() {
    let mut svg = Svg::new(10.0, 10.0);
    svg.rect(-0.01, 0.0, -5.0, f64::NAN, "bar", "\"tip\" <script>alert('x')</script>\u{0}&");
    let text = svg.finish("a", "T & U", "d");
    assert!(!text.contains("<script>"));
    assert!(text.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;�&amp;"));
    assert!(text.contains(r#"<rect x="0" y="0" width="0" height="0" class="bar"><title>&quot;tip&quot; "#));
    assert!(text.contains(r#"<title id="a-t">T &amp; U</title>"#));
}
