//! A plain page of the report's look: head, sections, tables.

use super::parts::{Grid, hash};
use crate::svg::escape;

/// A section with its heading; `inside` is HTML.
pub(crate) fn section(id: &str, title: &str, inside: &str) -> String {
    format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{}</h2>\n{inside}</section>\n",
        escape(title)
    )
}

/// A table.
pub(crate) fn table<const N: usize>(caption: &str, heads: &[&str; N], rows: &[[String; N]]) -> String {
    let mut grid = Grid::new(caption).head(*heads);
    for row in rows {
        grid.row(row.iter().cloned());
    }
    grid.html()
}

/// The whole file of a page without contents; `body` is HTML.
pub(crate) fn whole(eyebrow: &str, title: &str, lead: &str, body: &str, footer: &str) -> String {
    let header = format!(
        "<p class=\"eyebrow\">{}</p>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n",
        escape(eyebrow),
        escape(title),
        escape(lead)
    );
    shell(title, &header, "", body, footer)
}

/// The frame of every page: head with the look and a policy that lets nothing else in, header, contents, findings, foot.
/// `header`, `nav` and `main` are HTML; `main` holds an element `short`.
pub(super) fn shell(title: &str, header: &str, nav: &str, main: &str, footer: &str) -> String {
    let style = super::STYLE;
    format!(
        concat!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n",
            "<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#short\">Skip to the findings</a>\n",
            "<header>\n{header}</header>\n{nav}<main>\n{main}</main>\n<footer><p>{footer}</p></footer>\n</body>\n</html>\n"
        ),
        hash = hash(style),
        style = style,
        title = escape(title),
        header = header,
        nav = nav,
        main = main,
        footer = escape(footer),
    )
}
