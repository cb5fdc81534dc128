struct Job {
    cost: u32,
}

impl Job {
    fn price(&self) -> u32 {
        self.cost
    }
}

fn total(jobs: &[Job], extra: Job) -> u32 {
    let scale = |n: u32| n * factor();
    let by_ref = |job: &Job| -> u32 { scale(job.price()) };
    let moved = move || extra.price();
    let nested = |a: Job| move |b: Job| a.price() + b.price();
    jobs.iter().map(|j| j.price()).sum::<u32>() + moved() + apply(|(x, y), [z, ..]| x + y + z)
}

fn factor() -> u32 {
    2
}

fn apply<F: Fn((u32, u32), [u32; 2]) -> u32>(f: F) -> u32 {
    f((1, 2), [3, 4])
}
