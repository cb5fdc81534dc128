pub struct Job;
impl Job {
    pub fn new() -> Job {
        Job
    }
    pub fn run(&self) {}
}
pub struct Other;
impl Other {
    pub fn run(&self) {}
}
