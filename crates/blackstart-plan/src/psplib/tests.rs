//! Files that are right and files that are not.

use super::read;

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
    let instance = read(SMALL).unwrap();
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
    assert!(says("  2      1     5       2\n", "  2      1     5       3\n").contains("task 1 occupies more"));
    assert!(
        says("   4        1          0\n", "   4        1          1           2\n")
            .contains("waits, through others, for itself")
    );
    assert!(says("  - nonrenewable              :  0", "  - nonrenewable              :  2").contains("not read"));
    assert!(says("   2\n****", "   x\n****").contains("nothing is there"));
    assert!(read("hello").unwrap_err().to_string().contains("no PSPLIB .sm file"));
}
