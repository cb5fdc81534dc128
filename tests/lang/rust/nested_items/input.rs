fn outer(n: u32) -> u32 {
    struct Local {
        n: u32,
    }

    impl Local {
        fn get(&self) -> u32 {
            inner(self.n) + LIMIT
        }
    }

    const LIMIT: u32 = 3;

    fn inner(n: u32) -> u32 {
        n + top()
    }

    enum Mode {
        On,
    }

    let local = Local { n };
    let mode = Mode::On;
    local.get()
}

fn top() -> u32 {
    inner()
}

impl Outer {
    fn method(&self) {
        fn free() {
            helper();
        }
        free();
        trait Hidden {
            fn go(&self);
        }
    }
}

struct Outer;
