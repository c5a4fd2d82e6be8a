//! An instance of PSPLIB from text: no text panics or hangs, complaints have a line of the text, and what is understood can be scheduled.
#![no_main]

use blackstart_plan::{Serial, psplib};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match psplib::read(text) {
        Ok(psplib::Project { instance, .. }) if instance.tasks() <= 200 => {
            let plan = instance.plan(instance.order().to_vec());
            let Ok(mut serial) = Serial::new(&instance) else { return };
            serial.forward(&plan);
            for task in 0..instance.tasks() {
                let long = instance.hours(instance.mode(task, plan.modes[task]));
                assert_eq!(f64::from(serial.ends()[task]) - f64::from(serial.starts()[task]), long);
            }
        }
        Ok(_) => {}
        Err(complaint) => assert!(complaint.line <= text.lines().count().max(1), "{complaint}"),
    }
});
