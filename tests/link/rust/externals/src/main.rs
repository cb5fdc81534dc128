mod inner;

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use inner::{here, gone};

#[derive(Serialize, Deserialize)]
struct Config {
    names: HashMap<String, u32>,
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.names.len())
    }
}

fn main() {
    let map: HashMap<String, u32> = HashMap::new();
    let text = serde_json::to_string(&Config { names: map }).unwrap();
    std::mem::drop(text);
    tokio_util::sync::start();
    here();
    gone();
    undeclared::call();
}
