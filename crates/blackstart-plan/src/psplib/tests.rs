//! Files that are right and files that are not.

use super::read;
use crate::search::{Ahead, Found, Settings, on_grid};
use crate::{Instance, Loss, Plan, Serial, verify};

const SMALL: &str = "\
************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  4
horizon                       :  9
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      2      0       52       14       52
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     5       2
  3      1     4       1
  4      1     0       0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1
   2
************************************************************************
";

#[test]
fn a_small_file_is_read() {
    let instance = read(SMALL).unwrap().instance;
    assert_eq!(instance.tasks(), 4);
    assert_eq!(instance.before(3), [1, 2]);
    assert_eq!(instance.hours(1), 5.0);
    assert_eq!(instance.demands(1).next().unwrap().heads, 2);
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let says = |from: &str, to: &str| read(&SMALL.replace(from, to)).unwrap_err().to_string();
    assert_eq!(
        says("   2        1          1           4\n", "   2        1          1           9\n"),
        "line 16: job 2: there is no job 9"
    );
    assert!(says("  3      1     4       1\n", "").starts_with("line "), "a missing row");
    assert!(
        says("  2      1     5       2\n", "  2      1     5       3\n")
            .contains("line 24: job 2 needs more of resource 1 than there is")
    );
    assert!(
        says("   4        1          0\n", "   4        1          1           2\n")
            .contains("waits, through others, for itself")
    );
    assert!(says("  - doubly constrained        :  0", "  - doubly constrained        :  2").contains("not read"));
    assert!(
        says("  - nonrenewable              :  0", "  - nonrenewable              :  2")
            .contains("3 requests are expected")
    );
    assert!(says("   2\n****", "   x\n****").contains("nothing is there"));
    assert!(read("hello").unwrap_err().to_string().contains("no PSPLIB file (.sm, .mm)"));
}

const SAME: [&str; 5] = [
    include_str!("cases/a.sm"),
    include_str!("cases/a_crlf.sm"),
    include_str!("cases/a_tab.sm"),
    include_str!("cases/a_zero.sm"),
    include_str!("cases/a.rcp"),
];
const MODES: &str = include_str!("cases/a.mm");

fn searched(instance: &Instance, schedules: u64) -> Found {
    let settings = Settings { seed: 1, threads: 1, schedules };
    on_grid(instance, &Loss::makespan(), &settings, &mut |_| Ahead::On).unwrap()
}

/// Every list with every choice of modes, scheduled: what is best of all that can be done. The schedules that lists give hold an optimum.
fn enumerated(instance: &Instance) -> Option<u32> {
    let mut serial = Serial::new(instance).unwrap();
    let mut best = None;
    let mut modes = vec![0; instance.tasks()];
    loop {
        if instance.overdrawn(&modes) == 0 {
            let mut plan = Plan { list: Vec::new(), modes: modes.clone() };
            lists(instance, &mut plan, &mut |plan| {
                let last = serial.forward(plan);
                best = Some(best.map_or(last, |best: u32| best.min(last)));
            });
        }
        let Some(task) = (0..modes.len()).find(|&task| modes[task] as usize + 1 < instance.modes_of(task)) else {
            return best;
        };
        modes[..task].fill(0);
        modes[task] += 1;
    }
}

/// All orders in which what a task waits for stands before it.
fn lists(instance: &Instance, plan: &mut Plan, each: &mut impl FnMut(&Plan)) {
    if plan.list.len() == instance.tasks() {
        return each(plan);
    }
    for task in 0..instance.tasks() as u32 {
        let may = !plan.list.contains(&task) && instance.before(task as usize).iter().all(|it| plan.list.contains(it));
        if may {
            plan.list.push(task);
            lists(instance, plan, each);
            plan.list.pop();
        }
    }
}

#[test]
fn one_instance_in_every_format_has_one_makespan() {
    for text in SAME {
        let project = read(text).unwrap();
        assert_eq!(project.instance.tasks(), 7);
        assert_eq!(enumerated(&project.instance), Some(13));
        assert_eq!(searched(&project.instance, 2000).loss, 13.0);
    }
}

#[test]
fn with_several_modes_the_search_finds_what_enumeration_finds() {
    let project = read(MODES).unwrap();
    assert_eq!(enumerated(&project.instance), Some(11));
    let found = searched(&project.instance, 2000);
    assert!(found.possible && project.instance.overdrawn(&found.plan.modes) == 0);
    assert_eq!(found.loss, 11.0);
    // Job 2 in its second mode and job 3 in its first are enough for it.
    let only = MODES.replace("   2        2          1           5", "   2        1          1           5");
    let only = only
        .replace("  2      1     4       2    0    3\n         2     6", "  2      2     6")
        .replace("   3        2          2           5   6", "   3        1          2           5   6");
    let only = read(&only.replace("         2     5       1    1    0\n", "")).unwrap();
    assert_eq!((only.numbers[1], only.numbers[2], enumerated(&only.instance)), (2, 1, Some(11)));
    // Without limit the fast modes of both win, and 5 of the non-renewable resource are gone.
    let free = read(&MODES.replace("   3   1   4\n", "   3   1   5\n")).unwrap().instance;
    assert_eq!(searched(&free, 2000).loss, f64::from(enumerated(&free).unwrap()));
}

#[test]
fn a_plan_that_uses_up_too_much_is_a_fault() {
    let instance = read(MODES).unwrap().instance;
    let plan = Plan { list: instance.order().to_vec(), modes: vec![0; 7] };
    let mut serial = Serial::new(&instance).unwrap();
    serial.forward(&plan);
    let moments = |row: &[u32]| row.iter().copied().map(f64::from).collect::<Vec<f64>>();
    let faults = verify(&instance, &plan, &instance.usual(), &moments(serial.starts()), &moments(serial.ends()));
    assert_eq!(faults, [crate::Fault::UsedUp(0)]);
}

#[test]
fn modes_that_never_can_be_done_are_no_choice() {
    // Mode 1 of job 3 needs two of the one resource 2.
    let project =
        read(&MODES.replace("  3      1     3       2    1    2", "  3      1     3       2    2    2")).unwrap();
    assert_eq!((project.left_out, project.instance.modes_of(2)), (1, 1));
    assert_eq!(project.numbers[project.instance.mode(2, 0)], 2);
    let wrong = read(&MODES.replace("   3   1   4\n", "   3   1   0\n")).unwrap_err().to_string();
    assert!(wrong.contains("use at least 1 of the non-renewable resource 1, and there are 0"), "{wrong}");
}

#[test]
fn what_is_wrong_with_a_file_of_patterson_is_said_with_its_line() {
    let text = SAME[4];
    let says = |from: &str, to: &str| read(&text.replacen(from, to, 1)).unwrap_err().to_string();
    assert_eq!(says("3 2 1 2 5 6", "3 2 1 2 5 9"), "line 5: job 3: there is no job 9");
    assert_eq!(says("4 2 0 1 5", "4 2 x 1 5"), "line 4: requests of job 2: a whole number is expected, not `x`");
    assert_eq!(says("0 0 0 0", "0 0 0"), "line 9: the number of successors of job 7: the file ends before");
    assert_eq!(says("0 0 0 0", "0 0 0 0 8"), "line 9: `8` stands behind the last job");
    assert_eq!(says("4 2 0 1 5", "4 9 0 1 5"), "line 4: job 2 needs more of resource 1 than there is");
    assert!(says("7 2", "4000000000 2").contains("jobs"));
    assert!(says("5 1 0 1 6", "5 1 0 4000000000 6").starts_with("line 6: job 4: 4000000000 successors"));
    // Where lines end says nothing.
    assert_eq!(read(&text.replace('\n', " ")), read(text));
}

/// Small projects by chance: enumeration says what is best, and what cannot be done at all.
#[test]
fn small_multi_mode_projects_are_solved_to_their_optimum() {
    let mut state = 7_u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let (mut solved, mut impossible) = (0, 0);
    for _ in 0..60 {
        let rows: Vec<super::Job> = (0..5)
            .map(|job: usize| super::Job {
                modes: (0..3)
                    .map(|mode| super::Row {
                        number: mode + 1,
                        hours: 1 + below(6) as u32,
                        requests: (0..4).map(|_| below(4) as u32).collect(),
                        line: 0,
                    })
                    .collect(),
                after: (0..job).filter(|_| below(4) == 0).collect(),
            })
            .collect();
        // Two that are renewable, two that are used up, scarce enough that some choices are not allowed.
        let Ok(project) = super::project(rows, &[3, 4, 4 + below(5) as u32, 4 + below(5) as u32], 2) else { continue };
        let found = searched(&project.instance, 3000);
        match enumerated(&project.instance) {
            Some(best) => {
                assert!(found.possible);
                assert_eq!(found.loss, f64::from(best));
                solved += 1;
            }
            None => {
                assert!(!found.possible);
                impossible += 1;
            }
        }
    }
    assert!(solved >= 20 && impossible >= 1, "{solved} solved, {impossible} impossible");
}
