//! Boxes stand where they belong, on no other, and always in the same place.

use super::*;

fn node(layer: usize, needs: &[usize]) -> MapNode {
    MapNode {
        title: format!("Layer {layer}, needs {needs:?}"),
        layer,
        chance: 0.5,
        words: "50 % · 3 d".to_owned(),
        hours: Some(72.0),
        needs: needs.to_vec(),
    }
}

/// Pairs of boxes of which one covers the other.
fn overlaps(laid: &Laid) -> usize {
    let places = &laid.places;
    let is_over = |a: usize, b: usize| places[a].0 == places[b].0 && (places[a].1 - places[b].1).abs() < HIGH + 0.5;
    (0..places.len()).flat_map(|a| (0..a).map(move |b| (a, b))).filter(|&(a, b)| is_over(a, b)).count()
}

#[test]
fn what_is_needed_stands_left_and_layers_do_not_mix() {
    let boxes = [node(0, &[]), node(0, &[0]), node(1, &[1, 0]), node(1, &[]), node(2, &[2, 0]), node(3, &[4, 3])];
    let laid = super::laid(&boxes);
    let columns: Vec<usize> = laid.places.iter().map(|place| place.0).collect();
    assert_eq!((columns, laid.columns), (vec![0, 1, 2, 2, 3, 4], 5));
    // Network to directory, directory to system, system to service, service to site, and the other system past a column to the
    // site: what follows from these is not drawn.
    assert_eq!(laid.arrows.len(), 6);
    assert_eq!(laid.arrows.iter().filter(|arrow| arrow.passes).count(), 1);
    assert!(laid.arrows.iter().all(|arrow| !arrow.dashed));
    assert_eq!(overlaps(&laid), 0);
}

#[test]
fn circles_are_opened_and_said() {
    // Two zones that need each other, and a system that needs what stands right of it.
    let boxes = [node(0, &[2]), node(1, &[2]), node(1, &[1]), node(2, &[9, 3])];
    let laid = super::laid(&boxes);
    assert_eq!(laid.arrows.iter().filter(|arrow| arrow.dashed).count(), 1, "one of two is enough to tell");
    let map = Map {
        title: "Map".into(),
        description: "Words".into(),
        layers: vec!["A", "B", "C"],
        shade: Shade::Chance,
        boxes: boxes.into(),
    };
    let html = map.html("m");
    assert!(html.contains("the left one needs the right one as well"), "{html}");
    assert!(html.contains(r#"class="needs back""#));
}

#[test]
fn any_map_is_drawn_without_overlap_and_twice_the_same() {
    let mut state = 88_172_645_463_325_252_u64;
    let mut any = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..150 {
        let count = 1 + any(40);
        let mut layers: Vec<usize> = (0..count).map(|_| any(6)).collect();
        layers.sort_unstable();
        let boxes: Vec<MapNode> =
            layers.iter().map(|&layer| node(layer, &(0..any(4)).map(|_| any(count + 2)).collect::<Vec<_>>())).collect();
        let (laid, again) = (super::laid(&boxes), super::laid(&boxes));
        assert_eq!(overlaps(&laid), 0, "{boxes:?}");
        assert_eq!(laid.places, again.places);
        for arrow in &laid.arrows {
            assert!(arrow.column + 1 < laid.columns && arrow.from.is_finite() && arrow.to.is_finite());
        }
        for (at, it) in boxes.iter().enumerate() {
            let lower = boxes.iter().zip(&laid.places).filter(|(other, _)| other.layer < it.layer);
            assert!(lower.map(|(_, place)| place.0).all(|column| column < laid.places[at].0));
        }
    }
}

#[test]
fn a_box_says_its_chance_in_words_and_long_titles_are_cut() {
    let mut long = node(0, &[]);
    long.title = "A very long name of a system that nobody could ever write into a box".into();
    let map = Map {
        title: "Map".into(),
        description: "Words".into(),
        layers: vec!["Identity"],
        shade: Shade::Chance,
        boxes: vec![long],
    };
    let html = map.html("m").replace('\u{a0}', " ");
    assert!(html.contains(">A very long<") && html.contains("…<") && html.contains(">50 % · 3 d<"), "{html}");
    assert!(html.contains(r#"role="region""#) && html.contains(r#"tabindex="0""#) && html.contains("Identity"));
}

#[test]
fn where_all_is_down_alike_the_dark_tells_how_long_in_the_legend_too() {
    let down = |chance: f64, hours: Option<f64>| MapNode { chance, hours, ..node(0, &[]) };
    let (often, seldom) = (down(0.9, Some(72.0)), down(0.1, Some(72.0)));
    assert_eq!(Shade::of(&[often.clone(), seldom]), Shade::Chance);
    // A party has a chance and is not followed: it does not decide.
    let boxes = vec![often, down(1.0, Some(960.0)), down(1.0, Some(f64::INFINITY)), down(0.3, None), down(0.0, None)];
    assert_eq!(Shade::of(&boxes), Shade::Duration);
    let map =
        |shade| Map { title: "M".into(), description: "W".into(), layers: vec!["A"], shade, boxes: boxes.clone() };
    let drawn = |shade: Shade| {
        let html = map(shade).html("m");
        ["heat h1", "heat h4", "heat dashed"].map(|class| html.matches(&format!("class=\"{class}\"")).count())
    };
    // The legend has each once.
    assert_eq!(drawn(Shade::Duration), [1 + 1, 1 + 2, 1 + 1]);
    assert_eq!(drawn(Shade::Chance), [1, 1 + 3, 0]);
    let html = map(Shade::Duration).html("m");
    for said in ["down for up to 10 d", "to 20 d", "longer, or to the end", "how long is not followed", "never down"] {
        assert!(html.contains(said), "{said} in {html}");
    }
}

#[test]
fn fourteen_columns_fit_on_a_desk_with_smaller_letters() {
    let chain = |count: usize| -> Vec<MapNode> {
        (0..count).map(|at| node(0, &at.checked_sub(1).into_iter().collect::<Vec<_>>())).collect()
    };
    let map = |count| Map {
        title: "M".into(),
        description: "W".into(),
        layers: vec!["A"],
        shade: Shade::Chance,
        boxes: chain(count),
    };
    let (ten, fourteen) = (map(10).html("m"), map(14).html("m"));
    assert!(ten.contains("span n10") && ten.contains("class=\"small\"") && !ten.contains("class=\"tiny\""));
    assert!(fourteen.contains("span n14") && fourteen.contains("class=\"tiny\""));
    // Titles of a box stay inside it: eleven letters of a small font in 80 px.
    let pitch = 100.0 / (13.0 + BOX);
    let Look { letters, .. } = Look::of(14, pitch);
    assert!(letters as f64 * LETTER + RIM <= BOX * pitch / 100.0 * ROOM, "{letters}");
    let style = include_str!("../../../templates/style.css");
    let room =
        style.split(".n14{min-width:").nth(1).and_then(|it| it.split("px").next()).and_then(|it| it.parse().ok());
    assert!(room.is_some_and(|room: f64| room <= ROOM), "{room:?}");
}
