//! What fits beside others is let in, what does not waits, and whoever waits can be cancelled.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;
use std::sync::mpsc::channel;

fn queue(memory_most: u64) -> (tempfile::TempDir, Arc<Queue>) {
    let folder = tempfile::tempdir().unwrap();
    let place = Arc::new(Place::open(folder.path()).unwrap());
    let catalogue = Arc::new(Catalogue::open(&folder.path().join("catalogue.sqlite")).unwrap());
    (folder, Queue::new(place, catalogue, Limits { memory_most, ..Limits::default() }))
}

#[test]
fn a_large_run_waits_until_there_is_room_and_a_small_one_does_not() {
    let (_folder, queue) = queue(100);
    let first = queue.claim(60, &Live::default()).unwrap();
    let second = queue.claim(40, &Live::default()).unwrap();
    let (to, from) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let third = queue.claim(50, &Live::default()).unwrap();
            to.send(*held(&queue.claimed)).unwrap();
            drop(third);
        });
        drop(second);
        // Room for 40 is not room for 50.
        assert!(from.recv_timeout(Duration::from_millis(500)).is_err());
        drop(first);
        assert_eq!(from.recv_timeout(Duration::from_secs(20)).unwrap(), 50);
    });
    assert_eq!(*held(&queue.claimed), 0);
}

#[test]
fn whoever_waits_for_room_can_be_cancelled() {
    let (_folder, queue) = queue(100);
    let _all = queue.claim(100, &Live::default()).unwrap();
    let live = Live::default();
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| queue.claim(1, &live).map(|_| ()));
        live.cancelled.store(true, Ordering::Relaxed);
        assert!(matches!(waits.join().unwrap(), Err(Failure::Interrupted(_))));
    });
    assert_eq!(*held(&queue.claimed), 100);
}
