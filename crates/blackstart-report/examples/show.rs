use blackstart_ensemble::{Summary, sample};
use blackstart_report::*;
fn main() {
    let results = sample::results(0..400, 2);
    let mut story = Story::new(&results, Summary::of(&results));
    story.strip = Some(Strip {
        replicate: 3,
        text: "directory ...####....\nplant     ....######..".into(),
    });
    println!(
        "{}",
        terminal(
            &story,
            Style {
                colour: std::env::args().nth(1).is_some()
            }
        )
    );
    std::fs::write("/tmp/faces.html", html(&story)).unwrap();
}
