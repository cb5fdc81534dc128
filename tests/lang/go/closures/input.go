package p

import "sort"

type job struct{ cost int }

func (j job) run() {}

func schedule(jobs []job, done func(job)) {
	finish := func(j job) {
		j.run()
		done(j)
	}
	go finish(jobs[0])
	defer func() {
		schedule(nil, finish)
	}()
	sort.Slice(jobs, func(i, k int) bool { return jobs[i].cost < jobs[k].cost })
}
