mod own;

use own::{Failure, Shown};
use serde_json::Value;
use std::process::Child;
use std::time::Instant;

struct Held {
    child: Child,
    value: Value,
    failures: Vec<Failure>,
}

// What std and other crates give is no type of the project: nothing here is called by its name.
fn given(held: &mut Held, value: &Value) -> std::io::Result<()> {
    let status = std::process::Command::new("x").arg("a").status()?;
    status.code();
    held.child.wait()?.code();
    Instant::now().elapsed().as_millis();
    value["a"].as_array();
    held.value["a"].as_array();
    value.get("x").and_then(|x| x.as_array());
    for found in regex::Regex::new("x").unwrap().captures_iter("y") {
        found.matched();
    }
    regex::Regex::new("x").unwrap().captures("y").map(|found| found.matched());
    Ok(())
}

// What a trait in scope has for all types is called on them as well.
fn traits() -> std::io::Result<()> {
    std::process::Command::new("x").status()?.shown();
    Ok(())
}

// The same methods of what the project holds.
fn own(held: &Held) {
    held.failures[0].code();
    std::mem::take(&mut vec![Failure])[0].stop_now();
}

// Nothing is known of the value.
fn unknown() {
    made!().stop_now();
}
