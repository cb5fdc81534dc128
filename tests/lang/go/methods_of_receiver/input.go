package p

// Declared before its type.
func (c *Counter) Add(n int) {
	c.total += n
	c.log("add")
}

type Counter struct {
	total int
}

func (c Counter) log(what string) {
	println(what, c.total)
}

func (Counter) Anonymous() {}

func (c (*Counter)) Odd() { c.Add(1) }

func use() {
	var c Counter
	c.Add(2)
	p := &Counter{total: 3}
	p.log("x")
	q := new(Counter)
	q.Add(p.total)
	Counter.log(c, "y")
	(*Counter).Add(p, 4)
}
