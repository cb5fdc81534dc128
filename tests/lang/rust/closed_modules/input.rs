fn helper() {}

struct Config;

macro_rules! shout {
    () => {};
}

mod closed {
    fn run() {
        helper();
        let c: Config = Config;
        shout!();
    }
}

mod open {
    use super::*;

    fn run() {
        helper();
        let c: Config = Config;
    }

    mod deeper {
        fn run() {
            helper();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{helper, Config};

    #[test]
    fn works() {
        helper();
    }
}
