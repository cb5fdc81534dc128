#[derive(Clone)]
pub struct Job;
pub struct Error;

impl Job {
    pub fn new() -> Job {
        Job
    }
    pub fn run(&self) {}
    pub fn ready(&self) -> bool {
        true
    }
    pub fn next(&self) -> Job {
        Job
    }
    pub fn maybe(&self) -> Option<Job> {
        None
    }
    pub fn weight(&self) -> u32 {
        1
    }
}

impl Error {
    pub fn report(&self) {}
    pub fn fallback(self) -> Job {
        Job
    }
}
