package p

type msg struct{ id int }

func (m msg) ack() {}

var done chan struct{}

func loop(in <-chan msg, out chan<- *msg) {
	for {
		select {
		case m, ok := <-in:
			_ = ok
			m.ack()
		case out <- &msg{id: 1}:
		case <-done:
			return
		default:
		}
	}
}

func drain(in chan msg) {
	var m msg
	for m = range in {
		m.ack()
	}
	m = <-in
}
