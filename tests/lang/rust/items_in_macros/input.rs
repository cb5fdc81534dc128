cfg_rt! {
    /// Runs.
    pub fn run(task: Task) -> u32 {
        task.poll()
    }

    pub struct Task {
        state: u32,
    }

    impl Task {
        fn poll(&self) -> u32 {
            self.state + helper()
        }
    }
}

cfg_if::cfg_if! {
    if #[cfg(unix)] {
        mod unix;
        fn helper() -> u32 { 1 }
    } else {
        fn fallback() -> u32 { helper() }
    }
}

thread_local! {
    static CURRENT: Task = Task { state: 0 };
}

impl Task {
    cfg_time! {
        fn sleep(&self) {
            run(Task { state: helper() });
        }
    }
}

plain!(Task, helper());
