#[derive(Default)]
struct Config {
    name: String,
    depth: u32,
    child: Option<Box<Config>>,
}

enum Command {
    Start { depth: u32 },
    Stop,
}

struct Wrap<T>(T);

impl Config {
    fn new(depth: u32) -> Self {
        let name = String::new();
        Self { name, depth, child: None }
    }

    fn deeper(self) -> Command {
        let other = Config { depth: self.depth + 1, ..Default::default() };
        let wrapped = Wrap::<u32> { 0: 1 };
        Wrap(other).0.depth;
        Command::Start { depth: other.depth }
    }
}

fn outside() -> external::Options {
    external::Options { verbose: true }
}
