mod job;

use job::{Error, Job};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

type Result<T> = std::result::Result<T, Error>;

pub struct Queue {
    jobs: Vec<Job>,
    named: HashMap<String, Job>,
    shared: Rc<RefCell<Job>>,
    last: Option<Job>,
}

fn load() -> Result<Job> {
    Err(Error)
}

impl Queue {
    pub fn options(&self) {
        if let Some(job) = &self.last {
            job.run();
        }
        let Some(other) = self.last.as_ref() else { return };
        other.run();
        self.last.as_ref().unwrap().run();
        self.last.as_ref().map(|job| job.next()).unwrap().run();
        self.last.clone().and_then(|job| job.maybe()).unwrap().run();
    }

    pub fn results(&self) -> Result<()> {
        load()?.run();
        match load() {
            Ok(job) => job.run(),
            Err(error) => error.report(),
        }
        load().unwrap_or_else(|error| error.fallback()).run();
        load().map_err(|error| error.report());
        Ok(())
    }

    pub fn collections(&mut self) {
        for job in &self.jobs {
            job.run();
        }
        for (n, job) in self.jobs.iter().enumerate() {
            job.run();
        }
        for (name, job) in &self.named {
            job.run();
        }
        self.jobs[0].run();
        self.named["a"].run();
        self.jobs.first().unwrap().run();
        self.named.entry(String::new()).or_insert_with(Job::new).run();
        self.jobs.iter().filter(|job| job.ready()).map(|job| job.next()).for_each(|job| job.run());
        let again = self.jobs.drain(..).collect::<Vec<Job>>();
        again.last().unwrap().run();
        let (head, rest) = self.jobs.split_first().unwrap();
        head.run();
        rest.iter().any(|job| job.ready());
        self.jobs.sort_by(|a, b| a.weight().cmp(&b.weight()));
    }

    pub fn cells(&self) {
        self.shared.borrow().run();
        self.shared.borrow_mut().next().run();
        Rc::clone(&self.shared).borrow().run();
        let boxed = Box::new(Job::new());
        boxed.run();
    }

    pub fn tuples(&self) {
        let pair = (Job::new(), Error);
        pair.0.run();
        pair.1.report();
        let (job, error) = pair;
        job.run();
        error.report();
        let chosen = if true { Job::new() } else { job.next() };
        chosen.run();
    }
}

pub fn vectors(job: Job) {
    for each in vec![Job::new(), job] {
        each.run();
    }
    let many = vec![job.next(); 3];
    many[0].run();
    vec![1, 2].len();
}
