//! Which job is sent when: one is under way at a time, and only the newest of those that came meanwhile is kept.

/// The jobs of one worker.
#[derive(Debug)]
pub(super) struct Queue<T> {
    last_id: u32,
    under_way: Option<(u32, T)>,
    waiting: Option<T>,
}

/// What became of a job that was answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Finished<T> {
    /// It is the newest one: its answer counts.
    Newest(T),
    /// There is a newer one, or it is none of this worker's.
    Outdated,
}

impl<T: Clone + PartialEq> Queue<T> {
    /// Takes a job; returns it with a number if it can be sent at once. The newest one is not done twice.
    pub(super) fn push(&mut self, job: T) -> Option<(u32, T)> {
        if self.waiting.as_ref().or(self.under_way.as_ref().map(|(_, job)| job)) == Some(&job) {
            return None;
        }
        self.waiting = Some(job);
        self.next()
    }

    /// Takes note of an answer. Call [`Self::next`] afterwards.
    pub(super) fn finish(&mut self, id: u32) -> Finished<T> {
        match self.under_way.take() {
            Some((sent, job)) if sent == id => match self.waiting {
                None => Finished::Newest(job),
                Some(_) => Finished::Outdated,
            },
            other => {
                self.under_way = other;
                Finished::Outdated
            }
        }
    }

    /// The job to send now, with its number.
    pub(super) fn next(&mut self) -> Option<(u32, T)> {
        if self.under_way.is_some() {
            return None;
        }
        let job = self.waiting.take()?;
        self.last_id += 1;
        self.under_way = Some((self.last_id, job.clone()));
        Some((self.last_id, job))
    }

    /// The job that is under way, with its number.
    pub(super) fn under_way(&self) -> Option<&(u32, T)> {
        self.under_way.as_ref()
    }
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { last_id: 0, under_way: None, waiting: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_job_waits() {
        let mut queue = Queue::default();
        assert_eq!(queue.push("a"), Some((1, "a")));
        assert_eq!(queue.push("b"), None);
        assert_eq!(queue.push("c"), None);
        assert_eq!(queue.finish(1), Finished::Outdated);
        assert_eq!(queue.next(), Some((2, "c")));
        assert_eq!(queue.finish(2), Finished::Newest("c"));
        assert_eq!(queue.next(), None);
    }

    #[test]
    fn the_newest_job_is_not_done_twice() {
        let mut queue = Queue::default();
        assert_eq!(queue.push("a"), Some((1, "a")));
        assert_eq!(queue.push("a"), None);
        assert_eq!(queue.finish(1), Finished::Newest("a"));
        assert_eq!(queue.push("a"), Some((2, "a")));
    }

    #[test]
    fn answers_to_other_numbers_change_nothing() {
        let mut queue = Queue::default();
        queue.push("a");
        assert_eq!(queue.finish(7), Finished::Outdated);
        assert_eq!(queue.under_way(), Some(&(1, "a")));
    }
}
